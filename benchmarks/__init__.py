"""Accuracy, speed and memory, measured so that anyone can repeat it: `python -m benchmarks.accuracy`, `.speed`."""
