# Kharita: `make run` opens the dashboard, `make test` passes every test. `make help` lists the rest.

PORT     ?= 8501
HOST     ?= localhost
ARTICLES ?= seeds data/samples

VENV  := .venv
PY    := $(VENV)/bin/python
BUILT := $(VENV)/.built
# A browser tab is opened where there is a screen.
HEADLESS := $(shell [ -n "$$DISPLAY$$WAYLAND_DISPLAY" ] || [ "$$(uname)" = Darwin ] && echo false || echo true)
.DEFAULT_GOAL := help
.PHONY: help static setup setup-test build run test check bench bench-accuracy bench-map bench-soak fuzz requirements clean

# The first Python that is new enough; pyenv's shims exist without working, so each is tried.
PYTHON ?= $(shell for each in python3 python3.14 python3.13 python3.12 python3.11; do \
	$$each -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$each && break; done)

help:
	@echo "make run     set up what is needed, read the articles, open the map at http://$(HOST):$(PORT)"
	@echo "             PORT=8600 for another port, ARTICLES=path for your own articles"
	@echo "make test    set up what tests need, a browser included, and run every test"
	@echo "make setup   only make $(VENV)"
	@echo "make check   style, types, import directions, knowledge files"
	@echo "make bench   measure speed;  make fuzz  run the long fuzzers"
	@echo "make clean   remove what make made ($(VENV), data/build); your data/local stays"

$(VENV)/.setup: requirements.txt
	@if [ -z "$(PYTHON)" ] || ! $(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))'; then echo "Kharita needs Python 3.11 or newer: install it (Debian: apt install python3 python3-venv), or name it: make PYTHON=/path/to/python3.11" >&2; exit 1; fi
	@if ! $(PYTHON) -c 'import venv, ensurepip' 2>/dev/null; then echo "Python's venv module is missing: install it (Debian and Ubuntu: apt install python3-venv) and run make again" >&2; exit 1; fi
	@$(PY) -c '' 2>/dev/null || { echo "Making $(VENV) with $(PYTHON)"; rm -rf $(VENV); $(PYTHON) -m venv $(VENV); }
	@echo "Installing requirements.txt (a few minutes the first time)"
	@$(PY) -m pip install --quiet --disable-pip-version-check --require-hashes --requirement requirements.txt
	@touch $@

$(VENV)/.setup-test: requirements-test.txt $(VENV)/.setup
	@echo "Installing requirements-test.txt"
	@$(PY) -m pip install --quiet --disable-pip-version-check --require-hashes --requirement requirements-test.txt
	@touch $@

$(VENV)/.setup-bench: requirements-bench.txt $(VENV)/.setup-test
	@echo "Installing requirements-bench.txt"
	@$(PY) -m pip install --quiet --disable-pip-version-check --require-hashes --requirement requirements-bench.txt
	@touch $@

setup: $(VENV)/.setup

setup-test: $(VENV)/.setup-test
	@$(PY) tests/find_browser.py

# Read again only when the articles, the knowledge or the code changed. Exit code 1 of a build is
# "something was refused and named": what was read is still worth opening.
build: setup
	@if [ -e "$(ARTICLES)" ]; then set -- "$(ARTICLES)"; else set -- $(ARTICLES); fi; \
	now="$$* $$(find "$$@" -print 2>/dev/null | cksum)"; \
	if [ -f data/build/CURRENT ] && [ "$$now" = "$$(cat $(BUILT) 2>/dev/null)" ] && \
	   [ -z "$$(find "$$@" data/gazetteer data/lexicon data/weights language evidence geo pipeline -type f ! -name '*.pyc' -newer $(BUILT) 2>/dev/null | head -n 1)" ]; \
	then echo "data/build is up to date"; else \
	echo "$$now" > $(BUILT).new; code=0; $(PY) -m pipeline build "$$@" --out data/build || code=$$?; \
	if [ $$code -gt 1 ]; then rm -f $(BUILT).new; exit $$code; fi; mv $(BUILT).new $(BUILT); fi

# Leaflet and the base map are laid out before the server starts, which serves only what it finds then.
static: setup
	@$(PY) -m dashboard.assets

run: build static
	@echo "Opening the map at http://$(HOST):$(PORT) (stop with Ctrl-C)"
	@$(PY) -m streamlit run app.py --server.port $(PORT) --server.address $(HOST) --server.headless $(HEADLESS) \
		--server.showEmailPrompt false --browser.gatherUsageStats false

test: setup-test
	@$(PY) -m pytest

check: $(VENV)/.setup-test
	@$(PY) -m ruff check .
	@$(PY) -m ruff format --check .
	@$(PY) -m mypy language evidence geo pipeline share dashboard $(wildcard app.py)
	@$(VENV)/bin/lint-imports --no-cache
	@$(PY) -m pipeline check

bench: $(VENV)/.setup-bench
	@$(PY) -m bench

bench-accuracy: $(VENV)/.setup-test
	@$(PY) -m bench.accuracy

bench-map: setup-test $(VENV)/.setup-bench
	@$(PY) -m bench.map_latency --write bench/MAP.md

# Takes an hour or more for the million articles of bench/RESULTS.md.
bench-soak: $(VENV)/.setup-test
	@$(PY) -m bench.soak --articles 10000 100000 1000000 --workers 1 2 --hours 3

fuzz: $(VENV)/.setup-test
	@$(PY) -m pytest -m fuzz --hypothesis-profile=fuzz

# Pinned and hashed for every Python from 3.11 on, from PyPI.
COMPILE = $(PY) -m uv pip compile --generate-hashes --universal --python-version 3.11 --no-emit-index-url --no-header -q
requirements: setup
	@$(PY) -m pip install --quiet --disable-pip-version-check uv
	@$(COMPILE) requirements.in -o requirements.txt
	@$(COMPILE) requirements-test.in -o requirements-test.txt
	@$(COMPILE) requirements-bench.in -o requirements-bench.txt

clean:
	rm -rf $(VENV) data/build .mypy_cache .pytest_cache .ruff_cache .hypothesis .import_linter_cache
	find language evidence geo pipeline share dashboard tests bench -name __pycache__ -type d -prune -exec rm -rf {} +
