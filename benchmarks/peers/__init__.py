"""Fabula's speed beside that of its peers, on the same text and machine: `python -m benchmarks.peers`.

It measures speed, and not quality: the weights of BookNLP's and Renard's models are random ones of the right shapes.
"""
