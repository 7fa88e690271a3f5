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
	$(PYTHON) -m training.train --out runs/1 --stop 1200
	$(PYTHON) -m training.export --float32 runs/1/model.pt src/fabula/models
	$(PYTHON) -m training.silver --out runs/silver.jsonl --words 8000
	$(PYTHON) -m training.train --out runs/2 --init runs/1/checkpoint.pt --silver runs/silver.jsonl \
		--silver-share 0.27 --treebank-share 0.27 --steps 2000 --encoder-rate 7e-5 --head-rate 8e-4
	$(PYTHON) -m training.speakers runs/2/model.pt runs/2/speakers.pt --silver runs/silver.jsonl --epochs 10
	$(PYTHON) -m training.train --out runs/3 --init runs/2/speakers.pt --silver runs/silver.jsonl --seed 3 \
		--silver-share 0.14 --treebank-share 0.33 --emotion-share 0.12 --steps 2250 \
		--encoder-rate 7e-5 --head-rate 8e-4
	$(PYTHON) -m training.silver --out runs/more.jsonl --first 12500 --words 21500 --works 16 \
		--known runs/silver.jsonl --hidden 0.5 --seed 7
	cat runs/silver.jsonl runs/more.jsonl > runs/all.jsonl
	$(PYTHON) -m training.speakers runs/3/model.pt runs/3/speakers.pt --silver runs/all.jsonl --epochs 10
	$(PYTHON) -m training.export runs/3/speakers.pt src/fabula/models
	$(PYTHON) -m training.tune src/fabula/models
	$(PYTHON) -m training.calibrate src/fabula/models

accuracy: setup
	$(PYTHON) -m benchmarks.accuracy

speed: setup
	$(PYTHON) -m benchmarks.speed
