.PHONY: setup test lint types read train accuracy speed

PYTHON := .venv/bin/python

setup:
	./setup dev

test:
	./test

lint: setup
	$(PYTHON) -m ruff check
	$(PYTHON) -m ruff format --check

types: setup
	$(PYTHON) -m mypy

read:
	./read examples/salt_and_signal.html

train:
	./setup training
	$(PYTHON) -m training.train --out runs/1
	$(PYTHON) -m training.export runs/1/model.pt src/fabula/models

accuracy: setup
	$(PYTHON) -m benchmarks.accuracy

speed: setup
	$(PYTHON) -m benchmarks.speed
