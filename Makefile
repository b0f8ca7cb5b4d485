## make pentagon.mp4      train with the options in logs/pentagon.args, and film the log
## make hexagon.mp4       the same for logs/hexagon.args, or any other logs/NAME.args
## make c-pentagon.mp4    film logs/c-pentagon.log, or any other logs/NAME.log
## make intro.mp4         the intro figure of the paper: three trainings, side by side
## make correlated.png    the weights of pairs of features that are active together, from several
##                        seeds; anticorrelated.png: that are never active together
## make levels.mp4        one of six features active at a time: four trainings, and the least losses
## make NAME.png          a picture, or whatever the suffix stands for:
##                        SUFFIXES
## make phase.png         train all settings in logs/phase.grid, and draw their map; the same
##                        for any other logs/NAME.grid and for MAP_SUFFIXES
## make sparsities.mp4    the same, and film the weights of all trainings, side by side
## make NAME.live         a page that shows logs/NAME.args being trained, until Ctrl-C; without an
##                        .args file, logs/NAME.log as it grows, or the map of logs/NAME.grid
##                        while it is being trained
## make logs/NAME/        train all settings in logs/NAME.grid, each into a log in this folder
## make pentagon.mp4 FLAGS="--theme dark"   more options for the animator
## make pentagon.mp4 TRAIN=./a.out          another trainer, called as TRAIN @FILE > LOG
## make mine.mp4 TRAIN=./a.out              the same without logs/mine.args, as TRAIN > LOG
## make pentagon.mp4 ANIMATE=./mine.sh      another animator, called as ANIMATE LOG -o OUT
##
## make environment       build only the environment, .venv, which all of the above need
## make environment PYTHON=python3.13       build it with this Python
## make test              lint, check types and run all tests
## make test-oldest       run all tests with the lowest versions that pyproject.toml allows
## make test-browser      test the page in Chromium, which must be there
## make lint              lint and check types
## make bench             measure the trainer, the parser, films, pages and sweeps
## make docs              build the documentation, build/site/docs/index.html
## make tour              the same, and run the notebook of the tour, docs/tour.ipynb
## make docs/pictures.txt make only the pictures of logs in docs/ again
## make pictures          make these, docs/gradients.md, docs/paper.md and their figures again
## make docs/tour.ipynb   run the tour and write it with its outputs
## make results           train the sweeps of docs/phase.md, docs/minima.md and docs/levels.md, and
##                        make them again
## make clean             remove the files that make has made, except .venv, docs/ and
##                        the folders of sweeps
##
## make never overwrites or removes a file that it has not made, or that has changed since.

SHELL := /bin/bash
.SHELLFLAGS := -o pipefail -ec
.DELETE_ON_ERROR:
.SECONDARY:
.SECONDEXPANSION:
.SUFFIXES:
.PHONY: help environment docs tour pictures results test test-oldest test-browser lint bench clean FORCE

PYTHON ?= python3
VENV ?= .venv
OLDEST = .venv-oldest
BIN = $(VENV)/bin
TRAIN = $(BIN)/python -m trainer
ANIMATE = $(BIN)/python -m animator
FLAGS =
SUFFIXES := $(shell sed -n 's/^    "\.\([a-z0-9]*\)": Format.*/\1/p' animator/files/formats.py)
MAP_SUFFIXES := $(shell \
    sed -n 's/^    "\.\([a-z0-9]*\)": Format[^,]*, [^,]*, [A-Z].*/\1/p' animator/files/formats.py)

help:
	@sed -n 's/MAP_SUFFIXES/$(MAP_SUFFIXES)/; s/SUFFIXES/$(SUFFIXES)/; s/^## \{0,1\}//p' \
	    $(firstword $(MAKEFILE_LIST))

# A file depends on the code that makes it. Another program always runs, because make does not know
# its code, and it does not need our environment, nor another trainer an .args file.
ifeq ($(origin TRAIN),file)
OPTIONS := logs/%.args
TRAINER := $(wildcard trainer/*.py) | $(VENV)/run
else
OPTIONS := $$(wildcard logs/$$*.args)
TRAINER := FORCE
endif
ifeq ($(origin ANIMATE),file)
ANIMATOR := $(wildcard animator/*.py animator/*/*.py animator/*/*/*.py animator/page/*.*) | $(VENV)/run
else
ANIMATOR := FORCE
endif
FORCE:

# .make/FILE records how make has made FILE: the checksums of FILE and of its sources, and the command,
# each on a line. If one of them changes, FILE is made again. But if FILE itself has changed, or if
# there is no .make/FILE, it is somebody else's, and must not be lost.
quoted = '$(subst ','\'',$(1))'
state = { cksum < $(1) && cat $(2) | cksum && printf '%s\n' $(call quoted,$(3)); }
if_changed = $(shell $(call state,$(1),$(2),$(3)) 2>/dev/null | cmp -s - .make/$(1) || echo FORCE)
is_ours = { test ! -e $@ || \
    test "$$(cksum < $@)" = "$$(head -n 1 .make/$@ 2>/dev/null || echo none)"; }

# make takes a name with a blank for two names.
ONE_WORD = $(if $(word 2,$@),$(error "$@" has a blank in its name, which make cannot handle))

ARGS = $(filter %.args,$^)
RUN_TRAINER = $(TRAIN)$(ARGS:%= @%)

logs/%.log: $(OPTIONS) $$(call if_changed,$$@,logs/$$*.args,$$(TRAIN)) $(TRAINER)
	$(ONE_WORD)
	@new=.make/$@.$$$$; trap 'rm -f $$new' EXIT; mkdir -p .make/logs && \
	if $(is_ours); then \
	    echo $(call quoted,$(RUN_TRAINER) > $@) && $(RUN_TRAINER) > $$new && \
	    $(call state,$$new,$(or $(ARGS),/dev/null),$(TRAIN)) > .make/$@ && mv $$new $@; \
	else \
	    echo "make: $@ is used as it is, because make has not made it, or it has changed since;" \
	        "remove or rename it to train again" >&2; \
	fi

# A sweep trains only what is missing in its folder, logs/NAME/, so its code is no prerequisite. The
# stamp says that the folder is complete: what is made from the whole folder depends on the stamp.
.make/logs/%.swept: logs/%.grid $$(if $$(wildcard logs/$$*/settings.args),,FORCE) | $(VENV)/run
	$(ONE_WORD)
	$(BIN)/python -m trainer.sweep @$< -o logs/$*
	@mkdir -p $(@D) && touch $@

logs/%/: .make/logs/%.swept
	@touch $@

# A product is made of logs, or of the folder of a sweep, for which its stamp stands.
SOURCES = $(filter %.log %.swept,$^)

# If another make has just made the file, .make/FILE appears within a second.
define MAKE_PRODUCT
$(ONE_WORD)
@$(is_ours) || { sleep 1; $(is_ours); } || { echo "make: $@ is not overwritten, because make has" \
    "not made it, or it has changed since; remove or rename it" >&2; exit 1; }
$(ANIMATE) $(patsubst .make/%.swept,%,$(SOURCES)) -o $@ $(FLAGS)
@test ! -e $@ || \
    { mkdir -p .make && $(call state,$@,$(SOURCES),$(ANIMATE) $(FLAGS)) > .make/$@; }
endef
if_product_changed = $(call if_changed,$@,$(1),$(ANIMATE) $(FLAGS))
$(foreach suffix,$(SUFFIXES),$(eval \
    %.$(suffix): logs/%.log $$$$(call if_product_changed,logs/$$$$*.log) $(ANIMATOR) ; \
    $$(MAKE_PRODUCT)))
$(foreach suffix,$(MAP_SUFFIXES),$(eval \
    %.$(suffix): .make/logs/%.swept $$$$(call if_product_changed,.make/logs/$$$$*.swept) \
    $(ANIMATOR) ; $$(MAKE_PRODUCT)))

# The intro figure of the paper, three logs side by side.
SPARSITIES := 0 0.8 0.9
INTRO_LOGS := $(SPARSITIES:%=logs/intro-%.log)
INTRO := $(SUFFIXES:%=intro.%)
$(INTRO): override FLAGS := --loss-scale log $(SPARSITIES:%=--title "sparsity %") $(FLAGS)
$(INTRO): $(INTRO_LOGS) $$(call if_product_changed,$(INTRO_LOGS)) $(ANIMATOR)
	$(MAKE_PRODUCT)

# Six features of which one is active at a time, from four seeds, and the least losses of the shapes
# in which they end.
SHAPES := hexagon pentagon sixth square
LEVELS_LOGS := $(SHAPES:%=logs/levels-%.log)
LEVELS_LOOK := --loss-scale log --title hexagon --title pentagon \
    --title "pentagon and a short sixth feature" --title square --level hexagon=0.024096 \
    --level pentagon=0.030900 --level "short sixth=0.034372" --level square=0.048611
LEVELS := $(SUFFIXES:%=levels.%)
$(LEVELS): override FLAGS := $(LEVELS_LOOK) $(FLAGS)
$(LEVELS): $(LEVELS_LOGS) $$(call if_product_changed,$(LEVELS_LOGS)) $(ANIMATOR)
	$(MAKE_PRODUCT)

# Pairs of features, the weights of each training of a sweep.
PAIRS_LOOK := --value weights --x seed --y density
DRAWN := $(filter-out html csv parquet,$(SUFFIXES))
$(DRAWN:%=correlated.%) $(DRAWN:%=anticorrelated.%): override FLAGS := $(PAIRS_LOOK) $(FLAGS)

# The training goes to the page, and its log is not kept.
%.live: $(OPTIONS) FORCE | $(VENV)/run
	$(ONE_WORD)
	$(RUN_TRAINER) | $(ANIMATE) - --follow --title $* $(FLAGS)

# The sweep runs in the background, and ends with the page.
%.live: logs/%.grid FORCE | $(VENV)/run
	$(ONE_WORD)
	@mkdir -p logs/$*
	$(BIN)/python -m trainer.sweep @$< -o logs/$* --quiet & trap "kill $$! 2> /dev/null" EXIT; \
	    $(ANIMATE) logs/$* --follow $(FLAGS)

%.live: logs/%.log FORCE | $(VENV)/run
	$(ONE_WORD)
	$(ANIMATE) $< --follow $(FLAGS)

# The files in docs/ are in git, so they are simply made again.
docs/%.png: logs/%.log $(ANIMATOR)
	$(ANIMATE) $< -o $@ --size 1200x600

docs/%.gif: logs/%.log $(ANIMATOR)
	$(ANIMATE) $< -o $@ --size 800x400

docs/panels.png: logs/pentagon.log $(ANIMATOR)
	$(ANIMATE) $< -o $@ --size 1200x600 --panels loss,weights,gram,bias,norms,geometry

docs/dark.png: logs/hexagon.log $(ANIMATOR)
	$(ANIMATE) $< -o $@ --size 1200x600 --theme dark --loss-scale log --to 5000

docs/compare.png: logs/hexagon.log logs/exact-hexagon.log $(ANIMATOR)
	$(ANIMATE) $(filter %.log,$^) -o $@ --size 1200x900 --title "the post's rule" \
	    --title "the exact gradient"

docs/levels.png: $(LEVELS_LOGS) $(ANIMATOR)
	$(ANIMATE) $(filter %.log,$^) -o $@ $(LEVELS_LOOK)

docs/correlated.png docs/anticorrelated.png: docs/%.png: .make/logs/%.swept $(ANIMATOR)
	$(ANIMATE) logs/$* -o $@ $(PAIRS_LOOK)

# Screenshots of pages.
SCREENSHOT = chromium --headless --no-sandbox --disable-gpu --hide-scrollbars \
    --virtual-time-budget=3000 --screenshot=$@

docs/page.png: logs/hexagon.log $(ANIMATOR)
	mkdir -p .make && $(ANIMATE) $< -o .make/page.html --panels loss,weights,gram --theme light
	$(SCREENSHOT) --window-size=1300,575 "file://$(abspath .make/page.html)#run=9000"

docs/map.png: .make/logs/sparsities.swept $(ANIMATOR)
	$(ANIMATE) logs/sparsities -o .make/map.html --theme light
	$(SCREENSHOT) --window-size=1000,640 "file://$(abspath .make/map.html)#training=30"

docs/gallery.png: .make/logs/sparsities.swept $(ANIMATOR)
	$(ANIMATE) logs/sparsities -o $@ --value weights --size 1200x600

docs/gradients.md: bench/gradients.py animator/geometry.py $(wildcard trainer/*.py) | $(VENV)/run
	mkdir -p .make && $(BIN)/python $< > .make/$$$$ && mv .make/$$$$ $@

docs/activity.md: bench/activity.py bench/least_loss.py logs/correlated.grid logs/anticorrelated.grid \
    logs/levels-hexagon.args $(ANIMATOR)
	$(BIN)/python -m trainer.sweep @logs/correlated.grid --every 0 --seed 1:40 -o logs/correlated-40
	$(BIN)/python -m trainer.sweep @logs/anticorrelated.grid --every 0 --seed 1:40 \
	    -o logs/anticorrelated-40
	$(BIN)/python -m trainer.sweep @logs/levels-hexagon.args --every 0 --seed 1:60 -o logs/levels-60
	mkdir -p .make && $(BIN)/python -m bench.activity logs/correlated-40 logs/anticorrelated-40 \
	    logs/levels-60 > .make/$$$$ && mv .make/$$$$ $@

results: docs/activity.md docs/correlated.png docs/anticorrelated.png

docs/paper.md: bench/paper.py $(wildcard trainer/*.py) $(ANIMATOR)
	mkdir -p .make && $(BIN)/python $< docs/paper.png > .make/$$$$ && mv .make/$$$$ docs/paper.md

docs/dimensionality.png: bench/dimensionality.py .make/logs/dimensionality.swept $(ANIMATOR)
	$(BIN)/python $< logs/dimensionality $@

THEORY = $(addprefix bench/,expected_loss.py minimise.py least_loss.py by_density.py)

docs/phase.md: .make/logs/phase.swept .make/logs/phase-3.swept bench/phase.py $(THEORY) $(ANIMATOR)
	mkdir -p .make && $(BIN)/python -m bench.phase logs/phase docs/phase.png logs/phase-3 \
	    docs/phase-3.png > .make/$$$$ && mv .make/$$$$ docs/phase.md

docs/phase-agreement.png: .make/logs/phase.swept $(ANIMATOR)
	$(ANIMATE) logs/phase -o $@ --size 600x400 --value agreement

docs/minima.md: .make/logs/minima.swept .make/logs/minima-adamw.swept bench/minima.py $(ANIMATOR)
	mkdir -p .make && $(BIN)/python -m bench.minima logs/minima logs/minima-adamw > .make/$$$$ && \
	    mv .make/$$$$ $@

docs/levels.md: $(patsubst %,.make/logs/%.swept,single single-adamw boundaries) bench/levels.py \
    bench/single_levels.py $(THEORY) $(ANIMATOR)
	mkdir -p .make && $(BIN)/python -m bench.levels logs/single logs/single-adamw logs/boundaries \
	    > .make/$$$$ && mv .make/$$$$ $@

docs/tour.ipynb: FORCE | $(VENV)/dev
	$(BIN)/python -m bench.tour $@

docs/other-logs.md: bench/other_logs.py $(wildcard tests/data/other-logs/*.log) $(ANIMATOR)
	mkdir -p .make docs/other-logs && $(BIN)/python -m bench.other_logs docs/other-logs > .make/$$$$ && \
	    mv .make/$$$$ $@

results: docs/phase.md docs/phase-agreement.png docs/minima.md docs/levels.md

# What the pictures show, in words: a test compares it with what they would show now.
docs/pictures.txt: $(addprefix docs/,pentagon.gif \
    $(addsuffix .png,octahedron panels dark compare levels page)) \
    bench/drawn.py
	mkdir -p .make && $(BIN)/python -m bench.drawn > .make/$$$$ && mv .make/$$$$ $@

pictures: docs/pictures.txt docs/map.png docs/gallery.png docs/gradients.md docs/paper.md \
    docs/other-logs.md docs/dimensionality.png

# Sphinx reads all of the sources each time (-E): it does not know the code behind --help.
docs tour: $(VENV)/dev
	$(BIN)/sphinx-build -E -q -W --keep-going $(EXECUTE) -c docs . build/site
	@echo "build/site/docs/index.html"
tour: EXECUTE = -D nb_execution_mode=force -D nb_execution_in_temp=1 -D nb_execution_timeout=180

environment: $(VENV)/run

# Only one make at a time builds the environment; another one waits, and may then find it complete.
LOCK = mkdir -p $(VENV) && exec 9> $(VENV)/lock && \
    $(PYTHON) -c 'import fcntl; fcntl.flock(9, fcntl.LOCK_EX)' && \
    { test -n "$$(find $^ -newer $@ 2>&1)" || exit 0; } && set -x

# Install the pinned versions; if one has no wheel for this system, what pyproject.toml allows.
INSTALL = { $(BIN)/pip install --quiet --only-binary :all: --constraint constraints.txt \
        --editable $(1) 2> $(VENV)/pinned.txt || \
    { echo "make: constraints.txt does not suit this system ($(VENV)/pinned.txt says why): the" \
        "versions are those that pyproject.toml allows" >&2; \
        $(BIN)/pip install --quiet --prefer-binary --editable $(1); }; }

$(VENV)/run: pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "make: Python 3.11 or later is \
	needed; name yours with make environment PYTHON=...")'
	@$(PYTHON) -c 'import ensurepip' 2>/dev/null || { echo "make: $(PYTHON) lacks ensurepip, which an" \
	    "environment needs; on Debian and Ubuntu, apt install python3-venv" >&2; exit 1; }
	@$(LOCK) && $(PYTHON) -m venv $(VENV) && $(call INSTALL,'.[parquet]') && touch $@

ALL_EXTRAS = '.[parquet,cluster,docs,dev]'
$(VENV)/dev: $(VENV)/run
	@$(LOCK) && $(call INSTALL,$(ALL_EXTRAS)) && touch $@

# The lowest versions that pyproject.toml names, and those of constraints.txt for the rest, but for
# distributed, which dask names.
LOWEST = { sed -En 's/^.*"([a-z-]+)(\[[a-z]+\])?>=([0-9.]+)".*$$/\1==\3/p' pyproject.toml | \
    grep -v ^setuptools; grep -v ^distributed constraints.txt; } | awk -F == '!seen[$$1]++'

test-oldest $(OLDEST)/test: VENV = $(OLDEST)

$(OLDEST)/test: pyproject.toml constraints.txt
	@$(LOCK) && $(PYTHON) -m venv $(VENV) && $(LOWEST) > $(VENV)/lowest.txt && \
	    $(BIN)/pip install --quiet --constraint $(VENV)/lowest.txt \
	        --editable '.[parquet,cluster,dev]' && touch $(VENV)/run $(VENV)/dev $@

test-oldest: $(OLDEST)/test
	$(BIN)/pytest -n auto --dist loadfile

lint: $(VENV)/dev
	$(BIN)/ruff format --check
	$(BIN)/ruff check
	$(BIN)/mypy

# There is a folder tests/, so make would say that it is up to date.
.PHONY: tests
tests: test

test: lint
	$(BIN)/pytest -n auto --dist loadfile

test-browser: $(VENV)/dev
	REQUIRE_BROWSER=1 $(BIN)/pytest tests/animator/page

bench: $(VENV)/dev
	$(BIN)/python -m bench.training
	$(BIN)/python -m bench.dense
	$(BIN)/python -m bench.reading
	$(BIN)/python -m bench.tables
	$(BIN)/python -m bench.film
	$(BIN)/python -m bench.page
	$(BIN)/python -m bench.follow
	$(BIN)/python -m bench.sweep

clean:
	@test ! -d .make || find .make -type f | while IFS= read -r made; do \
	    file=$${made#.make/}; \
	    if test ! -e "$$file"; then continue; fi; \
	    if test "$$(cksum < "$$file")" = "$$(head -n 1 "$$made")"; then rm "./$$file"; \
	    else echo "make: $$file has changed since it was made, and is kept" >&2; fi; \
	done
	@rm -rf .make build/site

# For what no other rule makes. (With make -B also for files that are there, like the Makefile.)
NAMES = $(sort intro levels $(basename $(notdir $(wildcard logs/*.args logs/*.log))))
GRIDS = $(sort $(basename $(notdir $(wildcard logs/*.grid))))
.DEFAULT:
	$(ONE_WORD)
	@test -e $@ || { printf '%s\n' "make: there is no rule to make $@." \
	    "What can be made from logs is NAME.SUFFIX, with" \
	    "NAME: $(NAMES)" "SUFFIX: $(SUFFIXES)" \
	    "and from grids, NAME: $(GRIDS)" "SUFFIX: $(MAP_SUFFIXES)" "make help shows the rest, such as NAME.live." >&2; exit 1; }
