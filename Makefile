.PHONY: setup test lint types read train narrow narrower accuracy speed

PYTHON := .venv/bin/python
NARROW := $(PYTHON) -m training.train --wide runs/4/antecedents.pt --silver runs/pronouns.jsonl
NARROWER := $(PYTHON) -m training.train --wide runs/8/antecedents.pt --silver runs/pronouns.jsonl --renamed-share 0.4

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
	$(PYTHON) -m training.silver --out runs/more.jsonl --words 14000 --hidden 0.7
	$(PYTHON) -m training.train --out runs/4 --init runs/3/checkpoint.pt --silver runs/more.jsonl --seed 6 \
		--silver-share 0.16 --treebank-share 0.36 --emotion-share 0.06 --steps 2600 \
		--encoder-rate 6e-5 --head-rate 6e-4 --hide-pieces 0.05 --half
	$(PYTHON) -m training.emotions runs/4/model.pt runs/4/emotions.pt
	$(PYTHON) -m training.export runs/4/emotions.pt runs/4/models
	$(PYTHON) -m training.tune runs/4/models
	$(PYTHON) -m training.antecedents runs/4/emotions.pt runs/4/models runs/4/antecedents.pt --epochs 4
	$(PYTHON) -m training.export runs/4/antecedents.pt src/fabula/models
	$(PYTHON) -m training.tune src/fabula/models
	$(PYTHON) -m training.silver --out runs/held.jsonl --first 45000 --words 6000 --hidden 0.5 --pronouns 0.5 --seed 9
	$(PYTHON) -m training.silver --out runs/whole.jsonl --words 1000000 --works 7 --known runs/more.jsonl \
		--hidden 0.12 --pronouns 0.12 --seed 11
	$(PYTHON) -m training.turns src/fabula/models --silver runs/held.jsonl runs/whole.jsonl
	$(PYTHON) -m training.silver --out runs/pronouns.jsonl --first 15000 --words 25000 --works 32 \
		--hidden 0.3 --pronouns 0.3 --seed 21
	$(PYTHON) -m training.turns src/fabula/models --silver runs/pronouns.jsonl --only pronoun --epochs 8
	$(PYTHON) -m training.calibrate src/fabula/models --silver runs/held.jsonl

# The narrower encoder of version 7, from what `train` leaves in runs/4.
narrow:
	$(PYTHON) -m training.slim runs/4/antecedents.pt runs/slim.pt --stop 1000
	$(NARROW) --out runs/5 --init runs/slim.pt --seed 7 --steps 1900 --stop 400 --wide-share 0.25 --silver-share 0.08 \
		--treebank-share 0.36 --emotion-share 0.06 --encoder-rate 7e-5 --head-rate 4e-4 --hide-pieces 0.03
	$(NARROW) --out runs/6 --init runs/5/model.pt --seed 8 --steps 1400 --stop 400 --wide-share 0.18 \
		--silver-share 0.03 --treebank-share 0.5 --emotion-share 0.05 --encoder-rate 7e-5 --head-rate 4e-4
	$(NARROW) --out runs/7 --init runs/6/model.pt --seed 9 --steps 1500 --wide-share 0.14 --silver-share 0.12 \
		--treebank-share 0.46 --emotion-share 0.06 --encoder-rate 6e-5 --head-rate 3e-4
	$(NARROW) --out runs/8 --init runs/7/model.pt --seed 10 --steps 3600 --wide-share 0.2 --silver-share 0.12 \
		--treebank-share 0.38 --emotion-share 0.06 --encoder-rate 7e-5 --head-rate 3e-4 --renamed-share 0.4
	$(PYTHON) -m training.emotions runs/8/model.pt runs/8/emotions.pt --epochs 8
	$(PYTHON) -m training.export runs/8/emotions.pt src/fabula/models
	$(PYTHON) -m training.tune src/fabula/models
	$(PYTHON) -m training.antecedents runs/8/emotions.pt src/fabula/models runs/8/antecedents.pt --epochs 4
	$(PYTHON) -m training.export runs/8/antecedents.pt src/fabula/models
	$(PYTHON) -m training.tune src/fabula/models
	$(PYTHON) -m training.turns src/fabula/models --silver runs/pronouns.jsonl --only pronoun
	$(PYTHON) -m training.turns src/fabula/models --silver runs/pronouns.jsonl --feature away --only bare pronoun

# The one that ships, narrower still, from what `narrow` leaves in runs/8 and in src/fabula/models.
narrower:
	$(PYTHON) -m training.slim runs/8/antecedents.pt runs/slimmer.pt --units 64 --stop 500
	$(NARROWER) --out runs/9 --init runs/slimmer.pt --seed 11 --steps 3600 --stop 3200 --wide-share 0.2 \
		--silver-share 0.12 --treebank-share 0.38 --emotion-share 0.06 --encoder-rate 8e-5 --head-rate 3e-4
	$(NARROWER) --out runs/10 --init runs/9/model.pt --seed 13 --steps 4400 --stop 1600 --wide-share 0.28 \
		--silver-share 0.12 --treebank-share 0.36 --emotion-share 0.04 --encoder-rate 7e-5 --head-rate 2e-4
	$(PYTHON) -m training.lessons --out runs/lessons.pt --words 3000 --first 3000 12000 24000 45000
	$(PYTHON) -m training.slim runs/10/model.pt runs/scorer.pt --lessons runs/lessons.pt --lost 0.02
	$(NARROWER) --out runs/11 --init runs/scorer.pt --seed 14 --steps 2600 --wide-share 0.18 \
		--lessons runs/lessons.pt --lesson-share 0.22 --silver-share 0.1 --treebank-share 0.3 --emotion-share 0.03 \
		--encoder-rate 6e-5 --head-rate 3e-4
	$(PYTHON) -m training.emotions runs/11/model.pt runs/11/emotions.pt --epochs 8
	$(PYTHON) -m training.export runs/11/emotions.pt src/fabula/models
	$(PYTHON) -m training.tune src/fabula/models
	$(PYTHON) -m training.antecedents runs/11/emotions.pt src/fabula/models runs/11/antecedents.pt --epochs 4 \
		--lessons runs/lessons.pt
	$(PYTHON) -m training.export runs/11/antecedents.pt src/fabula/models
	$(PYTHON) -m training.tune src/fabula/models

accuracy: setup
	$(PYTHON) -m benchmarks.accuracy

speed: setup
	$(PYTHON) -m benchmarks.speed
