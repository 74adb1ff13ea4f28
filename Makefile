# make setup   a virtual environment in .venv with the library and the tools
# make demo    decides the example cases, and audits made-up ones
# make test    every check of the project (.ci/run does the same)
# make test-spark   audits on Spark, which is installed for it (700 MB); Java 17 must be there

.PHONY: setup demo test test-spark
.DEFAULT_GOAL := setup

BIN := .venv/bin
READY := .venv/.ready

# The first Python on this machine that is 3.11 or newer. Another one: make setup PYTHON=/path/to/python
PYTHON ?= $(shell for p in python3.11 python3 python; do \
	"$$p" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo "$$p" && break; done)

# The cases of the demo: made up, the same each time.
MADE_UP := from pathlib import Path; from hsb_policy import load; \
	from hsb_policy.testing.generator.cases import cases; from hsb_policy.testing.generator.writing import write_cases; \
	write_cases(cases(7, 2000), Path('build/demo/cases'), 'jsonl', load('hsb').compiled.schema)

setup: $(READY)

$(BIN)/python:
	@test -n "$(PYTHON)" || { echo "No Python 3.11 or newer found. Install one, or name it: make setup PYTHON=..." >&2; exit 1; }
	@echo "==> creating .venv with $(PYTHON)"
	@"$(PYTHON)" -m venv .venv

# Installs again when what is to be installed changes.
$(READY): $(BIN)/python setup.cfg pyproject.toml
	@echo "==> installing hsb-policy and its tools into .venv (the first time takes a minute)"
	@$(BIN)/python -m pip install -qq --disable-pip-version-check --editable '.[dev]'
	@touch $@

demo: setup
	@echo "==> deciding the example cases: hsb-policy decide examples/cases/*.json"
	@$(BIN)/hsb-policy decide examples/cases/*.json
	@echo
	@echo "==> making up 2,000 cases, and auditing them: hsb-policy audit build/demo/cases --out build/demo/audit"
	@rm -rf build/demo/cases
	@$(BIN)/python -c "$(MADE_UP)"
	@$(BIN)/hsb-policy audit build/demo/cases --out build/demo/audit --pack working_together --cap 25 --explain 25 --format html,csv
	@echo
	@echo "==> open build/demo/audit/report.html in a browser: it needs no network"

test: setup
	@echo "==> ruff check"
	@$(BIN)/ruff check --config .ci/ruff.toml .
	@echo "==> ruff format --check"
	@$(BIN)/ruff format --check --config .ci/ruff.toml .
	@echo "==> hsb-policy fmt --check policies examples"
	@$(BIN)/hsb-policy fmt --check policies examples
	@echo "==> mypy"
	@$(BIN)/mypy
	@echo "==> lint-imports"
	@$(BIN)/lint-imports --no-logo
	@echo "==> pytest"
	@$(BIN)/pytest -n 2 --dist loadgroup

test-spark: setup
	@echo "==> installing Spark into .venv"
	@$(BIN)/python -m pip install -qq --disable-pip-version-check --editable '.[spark]'
	@echo "==> pytest tests/spark hsb_policy/engine/spark"
	@$(BIN)/pytest tests/spark hsb_policy/engine/spark
