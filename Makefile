## make pentagon.mp4      train, print logs/pentagon.log, film it
## make hexagon.mp4       the same for logs/hexagon.args, or any other logs/NAME.args
## make c-pentagon.mp4    film a log that is already there, here the C program's
## make NAME.webm, .gif   the film of logs/NAME.log in other formats
## make NAME.png          its last snapshot; .svg, .pdf: for print; .csv, .parquet: its values
## make pentagon.mp4 TRAIN=./a.out       another trainer: called as TRAIN @FILE, prints the log
## make pentagon.mp4 ANIMATE=./mine.sh   another animator: called as ANIMATE LOG -o OUT
##                        (what they made stays until make clean, or something that it came from is newer)
## make test              lint, type-check and test everything
## make lint              only lint and type-check
## make bench             measure trainer, parser and film against what each has to do
## make pictures          make the README's pictures, and its table of the two gradients, again
## make clean             remove what make can make again, but not the environment, .venv
## make PYTHON=python3.13 ...            build the environment with that Python

SHELL := /bin/bash
.SHELLFLAGS := -o pipefail -ec
.DELETE_ON_ERROR:
.SECONDARY:
.SUFFIXES:
.PHONY: help pictures test lint bench clean FORCE

PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
TRAIN = $(BIN)/python -m trainer
ANIMATE = $(BIN)/python -m animator
SUFFIXES := mp4 webm gif png svg pdf csv parquet

help:
	@sed -n 's/^## //p' $(firstword $(MAKEFILE_LIST))

# A product depends on the code that it came from. What code another program is made of make does
# not know, so that always runs; it needs no environment of ours either.
ifeq ($(origin TRAIN),file)
TRAINER := $(wildcard trainer/*.py) | $(VENV)/run
else
TRAINER := FORCE
endif
ifeq ($(origin ANIMATE),file)
ANIMATOR := $(wildcard animator/*.py animator/*/*.py) | $(VENV)/run
else
ANIMATOR := FORCE
endif

# make takes a name with a blank for two.
ONE_WORD = $(if $(word 2,$@),$(error "$@" has a blank in its name, which make cannot handle))

# Only what has an .args file is ever trained, so no log that somebody put here is overwritten.
logs/%.log: logs/%.args $(TRAINER)
	$(ONE_WORD)
	$(info $(TRAIN) @$< > $@)
	@trap 'rm -f $@.tmp' EXIT; $(TRAIN) @$< > $@.tmp && mv $@.tmp $@

define MAKE_SUFFIX
%.$(1): logs/%.log $(ANIMATOR)
	$$(ONE_WORD)
	$$(ANIMATE) $$< -o $$@
endef
$(foreach suffix,$(SUFFIXES),$(eval $(call MAKE_SUFFIX,$(suffix))))

# The pictures and the table in README.md.
docs/%.png: logs/%.log $(ANIMATOR)
	$(ANIMATE) $< -o $@ --size 1200x600

docs/%.gif: logs/%.log $(ANIMATOR)
	$(ANIMATE) $< -o $@ --size 800x400

docs/panels.png: logs/pentagon.log $(ANIMATOR)
	$(ANIMATE) $< -o $@ --size 1200x600 --panels loss,weights,gram,bias,norms

docs/dark.png: logs/hexagon.log $(ANIMATOR)
	$(ANIMATE) $< -o $@ --size 1200x600 --theme dark --loss-scale log --to 5000

docs/compare.png: logs/hexagon.log logs/exact-hexagon.log $(ANIMATOR)
	$(ANIMATE) $(filter %.log,$^) -o $@ --size 1200x900 --title "the post's rule" \
	    --title "the exact gradient"

docs/gradients.md: bench/gradients.py $(wildcard trainer/*.py) | $(VENV)/run
	$(BIN)/python $< > $@.tmp && mv $@.tmp $@

pictures: docs/pentagon.gif docs/gradients.md \
    $(patsubst %,docs/%.png,octahedron panels dark compare)

$(VENV)/run: pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or later is \
	needed; name yours with make PYTHON=...")'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --constraint constraints.txt --editable '.[parquet]'
	@touch $@

$(VENV)/dev: $(VENV)/run
	$(BIN)/pip install --quiet --constraint constraints.txt --editable '.[parquet,dev]'
	@touch $@

lint: $(VENV)/dev
	$(BIN)/ruff format --check
	$(BIN)/ruff check
	$(BIN)/mypy

test: lint
	$(BIN)/pytest

bench: $(VENV)/dev
	$(BIN)/python -m bench.training
	$(BIN)/python -m bench.reading
	$(BIN)/python -m bench.film

# A loop of the shell, to which a name with a blank is one.
clean:
	for file in logs/*.args logs/*.log; do \
	    name=$$(basename "$${file%.*}"); \
	    for suffix in $(SUFFIXES); do rm -f "$$name.$$suffix"; done; \
	    if test -e "logs/$$name.args"; then rm -f "logs/$$name.log"; fi; \
	done
