# The list of commands: `make help` prints it.

SHELL := /bin/sh
PYTHON ?= python3
PORT ?= 8000
TESTS ?=
SCALE ?= 100000
BIN := .venv/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check install --quiet --no-deps --require-hashes
UV := $(BIN)/uv pip install --quiet --python $(BIN)/python --no-deps --require-hashes
COMPILE := $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--custom-compile-command "make lock"

# uv downloads side by side, which halves the wait; pip knows mirrors that uv was not told about.
install = $(UV) -r $(1) || { echo "uv could not install them; pip tries …"; $(PIP) -r $(1); }

# The product is many processes, and each would compile all of its modules anew.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: help run test lint format soak bench lock python

help: ## Print these commands
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-8s %s\n", $$1, $$2 }' Makefile

run: .venv/.run ## Start everything, with a demo in it, at http://localhost:8000 (PORT=)
	@PORT=$(PORT) exec $(BIN)/python -m roxels_dash.embedded

test: lint ## Check everything: lint, types, import contracts, then all tests (TESTS= narrows)
	@$(BIN)/python -m pytest -n 2 --dist loadfile --no-loadscope-reorder $(TESTS)

lint: .venv/.dev ## Check style, templates, types and import contracts
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/djlint --lint --quiet templates
	@$(BIN)/mypy
	@$(BIN)/lint-imports

format: .venv/.dev ## Put the code into its one form
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

soak: .venv/.dev ## Run the long tests that `make test` leaves out
	@$(BIN)/python -m pytest -m soak $(TESTS)

bench: .venv/.run ## Measure everything at SCALE=100000 conversations (ONLY=pages, api, outputs, frames, findings, pulls or erasure); the data stays
	@SCALE=$(SCALE) $(BIN)/python -m bench

lock: .venv/.dev ## Lock requirements*.in into requirements*.txt, with hashes
	@$(COMPILE) requirements.in -o requirements.txt
	@$(COMPILE) requirements-dev.in -o requirements-dev.txt
	@$(COMPILE) requirements-export.in -o requirements-export.txt

python:
	@command -v $(PYTHON) >/dev/null || { \
		echo "Roxels Dash needs Python 3.11 or newer, and there is no $(PYTHON) here;" \
			"name one with PYTHON=/path/to/python." >&2; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
		echo "Roxels Dash needs Python 3.11 or newer, and $(PYTHON) is $$($(PYTHON) -V 2>&1);" \
			"name another with PYTHON=/path/to/python." >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { \
		echo "$(PYTHON) cannot make virtual environments; install its venv package" \
			"(on Debian: python3-venv)." >&2; exit 1; }

.venv/.run: requirements.txt | python
	@echo "Installing the locked packages into .venv; the first time this takes half a minute …"
	@$(PYTHON) -m venv .venv
	@sed -n '/^uv==/,/^[a-tv-z]/{/^uv==/p;/^ *--hash/p;}' requirements-dev.txt >.venv/uv.txt
	@$(PIP) -r .venv/uv.txt
	@$(call install,requirements.txt)
	@touch $@

.venv/.dev: .venv/.run requirements-dev.txt
	@echo "Installing the locked development packages into .venv …"
	@$(call install,requirements-dev.txt)
	@touch $@
