# make demo: see it work.  make test: run the tests.  make check: all that must hold before a commit.
# Each sets up .venv first where it is missing or out of date. Another Python: make demo PYTHON=python3.12

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/$(if $(filter Windows_NT,$(OS)),Scripts,bin)
READY := $(VENV)/ready

.PHONY: demo test check setup lint types fresh docs golden bench fuzz format clean

demo: setup
	$(BIN)/fazhi-lint check samples --fail-on never

test: setup
	$(BIN)/python -m pytest

check: lint types test fresh

setup: $(READY)

$(READY): pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 10) and "fazhi-lint needs Python 3.10 or later: make PYTHON=...")'
	$(PYTHON) -m venv --clear $(VENV)
	$(BIN)/python -m pip install --quiet --editable '.[dev]'
	touch $(READY)

lint: setup
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .

types: setup
	$(BIN)/mypy

# Generated pages are those that the rules give today.
fresh: setup
	$(if $(wildcard docs/generate.py),$(BIN)/python docs/generate.py --check,@true)

docs: setup
	$(BIN)/python docs/generate.py

# The results that tests compare with, from the rules of today: read the diff before you commit it.
golden: setup
	FAZHI_LINT_GOLDEN=write $(BIN)/python -m pytest tests/test_samples.py tests/test_readme.py tests/test_formatters.py tests/test_config_page.py

bench: setup
	$(BIN)/python benchmarks/accuracy.py
	$(BIN)/python benchmarks/mutate.py
	$(BIN)/python benchmarks/copies.py
	$(BIN)/python benchmarks/speed.py
	$(BIN)/python benchmarks/word.py

# 300 Word drafts made by chance, 100,000 broken Word files, as many of other kinds: some minutes.
fuzz: setup
	$(BIN)/python tests/fuzz_word.py
	$(BIN)/python tests/fuzz_readers.py

format: setup
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

clean:
	rm -rf $(VENV) .mypy_cache .pytest_cache .ruff_cache .hypothesis dist build
