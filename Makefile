SHELL := /bin/bash
.SHELLFLAGS := -o pipefail -c
PYTHON ?= python3
BIN := .venv/bin
MADE_FROM := pyproject.toml constraints.txt
QUIETER := { grep --line-buffered -v '^Requirement already satisfied' || true; }
APT := apt-get -o DPkg::Lock::Timeout=120
# also holds the build of our own package, which pip makes in a place apart
export PIP_CONSTRAINT := constraints.txt
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.PHONY: help up demo test check bench clean browser
.DEFAULT_GOAL := help

help:
	@echo 'make demo    install, then the demo district in a storm (Ctrl-C ends it)'
	@echo 'make up      install, then Yiping without the demo'
	@echo 'make test    all tests (ARGS="-k words" for some)'
	@echo 'make check   style, types and the floors of the house'
	@echo 'make bench   how much this machine takes, and that nothing is lost when it fails'
	@echo 'make clean   remove what make made here; data and passwords stay'

up: .venv/installed
	@$(BIN)/yiping up $(ARGS)

demo: .venv/installed
	@$(BIN)/yiping demo $(ARGS)

# a worker for each processor, each with servers of its own; ARGS=-n0 runs all tests in one process
test: .venv/installed-test browser
	$(BIN)/python -m pytest -n auto --maxprocesses 4 --dist worksteal $(ARGS)

check: .venv/installed-check
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: .venv/installed
ifdef ARGS
	@$(BIN)/yiping bench $(ARGS)
else
	@$(BIN)/yiping bench ingest
	@$(BIN)/yiping bench chaos --kills 20 --readings 50000
	@$(BIN)/yiping bench fuzz --payloads 20000
	@$(BIN)/yiping bench alerts --quick
	@$(BIN)/yiping bench orders --quick
	@$(BIN)/yiping bench geo
endif

clean:
	rm -rf .venv build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
	@echo 'data, passwords and logs stay in the home that `yiping doctor` names'

.venv/made: $(MADE_FROM)
	@echo '== make the virtual environment .venv'
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo 'Yiping needs Python 3.11 or later: run `make PYTHON=python3.12 $(MAKECMDGOALS)` with one'; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || \
		if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
			echo '== install python3-venv'; \
			$(APT) update && $(APT) install -y --no-install-recommends python3-venv; \
		else \
			echo 'Python here cannot make virtual environments: run `sudo apt-get install -y python3-venv`'; exit 1; \
		fi
	@$(PYTHON) -m venv .venv
	@touch $@

.venv/installed: .venv/made $(MADE_FROM)
	@echo '== install Yiping'
	@$(BIN)/pip install -e . | $(QUIETER)
	@touch $@

.venv/installed-test: .venv/installed
	@echo '== install what the tests need'
	@$(BIN)/pip install -e '.[test]' | $(QUIETER)
	@touch $@

.venv/installed-check: .venv/installed-test
	@echo '== install what the checks need'
	@$(BIN)/pip install -e '.[test,check]' | $(QUIETER)
	@touch $@

browser:
	@if command -v chromium || command -v chromium-browser || command -v google-chrome; then :; \
	elif [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
		echo '== install Chromium and Chinese fonts'; \
		{ $(APT) update && $(APT) install -y --no-install-recommends chromium fonts-noto-cjk; } || \
			echo '== Chromium cannot be installed: tests marked browser are skipped'; \
	else \
		echo '== no Chromium here: tests marked browser are skipped;'; \
		echo '   `sudo apt-get install -y --no-install-recommends chromium fonts-noto-cjk` brings it'; \
	fi
