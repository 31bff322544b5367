# `make help` lists the targets.

PYTHON ?= $(shell for p in python3 python3.13 python3.12 python3.11; do \
	$$p -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' 2>/dev/null \
	&& echo $$p && break; done)
DATA ?= ../shared/data/exermote
DEMO := recordings/demo
BIN := .venv/bin
PYTEST := $(BIN)/python -m pytest
SYSTEM_PACKAGES := libportaudio2 espeak-ng
# The pure core: neither radio, sound, network nor training.
CORE := sessions/*,inference/*,models/alignment.py,models/augment.py,models/calibration.py,models/card.py,models/counting.py,models/crops.py,models/dataset.py,models/disturb.py,models/evaluation.py,models/halving.py,models/head.py,models/labels.py,models/memory.py,models/movements.py,models/periods.py,models/predictions.py,models/rotations.py,models/splits.py,models/teaching.py,models/truth.py,models/vectors.py,models/windows.py,recorder/*.py,recorder/packets/*,recorder/phone/*.py,recorder/sound/mixer.py,recorder/sound/playlist.py,recorder/sound/render.py,recorder/sound/timeline.py

.DEFAULT_GOAL := help
.PHONY: help setup system demo test slow check learn train reproduce bench install uninstall clean

help:  ## list the targets
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## (.*)/  make \1\t\2/' | expand -t 18

setup: system .venv/runtime  ## install what recording and counting need, into .venv

demo: setup  ## record a simulated minute ten times as fast, then count it
	rm -rf $(DEMO)
	$(BIN)/exermoted record --subject demo --source sim --duration 1m --seed 7 --speed 10 --out $(DEMO)
	$(BIN)/exermoted live --source replay:$(DEMO) --speed 10

test: system .venv/dev  ## run the tests
	$(PYTEST) -n 2 -m "not slow and not audio"
	$(PYTEST) -m "audio and not slow"

check: system .venv/dev  ## style, types, layers, tests and their coverage: the one gate
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(PYTEST) -n 2 -m "not slow and not audio" --cov --cov-report=
	$(PYTEST) -m "audio and not slow" --cov --cov-append --cov-report=
	$(BIN)/coverage report --include='$(CORE)' --fail-under=95

slow: system .venv/dev  ## run the tests that take minutes: sound in real time, training in folds
	$(PYTEST) -m slow -s

learn: system .venv/dev  ## train on the public recordings for a minute and check the figures on a person not seen
	$(PYTEST) -m "slow and train"

train: .venv/dev  ## train the packaged model anew on the recordings in DATA
	$(BIN)/exermoted train "$(DATA)" --seed 1 --out models/packaged/default \
		--licence "Exermote recordings of 2017, github Lausbert/Exermote: the repository states no licence" \
		--limits "Learnt from four people and three exercises, with the phone on the upper arm; how it is turned does not matter. Other people do their repetitions otherwise, and another exercise may be taken for one of these. docs/recognition.md has the figures on people it has not seen."

reproduce: .venv/dev  ## train it elsewhere and compare its figures with the packaged model's
	$(BIN)/exermoted train "$(DATA)" --seed 1 --out build/reproduced
	$(BIN)/python -m bench.reproduce build/reproduced

bench: .venv/dev  ## measure how fast the parts are
	for name in $(basename $(notdir $(wildcard bench/*.py))); do $(BIN)/python -m bench.$$name || exit 1; done

# DESTDIR, PREFIX (/opt/exermoted), BINDIR (/usr/local/bin), EXTRAS (mqtt) and PYTHON may be given.
install: $(if $(DESTDIR),,system)  ## install the service on this machine, or a newer one over it (as root)
	@packaging/install

uninstall:  ## remove it, but not configuration and recordings (PURGE=1: these, too)
	@packaging/uninstall

clean:  ## remove what was made here, the virtual environment too
	rm -rf .venv build dist *.egg-info .*_cache .coverage .hypothesis $(DEMO)

.venv/runtime: setup.cfg pyproject.toml
	@test -n "$(PYTHON)" || { echo "exermoted needs Python 3.11 to 3.13: sudo apt-get install python3"; exit 1; }
	@$(PYTHON) -m venv .venv || { echo "Python lacks its venv module: sudo apt-get install python3-venv"; exit 1; }
	$(BIN)/python -m pip install --quiet --editable .
	@touch $@

.venv/dev: .venv/runtime
	$(BIN)/python -m pip install --quiet --editable '.[dev,train]'
	@touch $@

# Sound needs two system packages. Without the right to install them everything else still works.
system:
	@missing=$$(for p in $(SYSTEM_PACKAGES); do \
		dpkg-query -W -f='$${Status}' $$p 2>/dev/null | grep -q 'ok installed' || echo $$p; done); \
	$(PYTHON) -c 'import ensurepip' 2>/dev/null || missing="$$missing python3-venv"; \
	test -n "$$missing" || exit 0; \
	as_root=$$(test "$$(id -u)" = 0 || echo 'sudo -n'); \
	{ $$as_root apt-get install --yes --quiet=2 $$missing || \
	  { $$as_root apt-get update --quiet=2 && $$as_root apt-get install --yes --quiet=2 $$missing; }; } \
	  >/dev/null 2>&1 || echo "Not installed:" $$missing "- for sound run: sudo apt-get install" $$missing
