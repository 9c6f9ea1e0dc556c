# The only doors of the project. `make demo` and `make test` work on a fresh machine with Python >= 3.11.
.POSIX:
.SUFFIXES:
.PHONY: help setup lock demo test lint format bench clean

PYTHON ?= python3
UV_VERSION = 0.13.8
BIN = .venv/bin
READY = .venv/.ready
READERS = .venv/.readers
AXE = tests/browser/node_modules/.ready
COMPILE = $(BIN)/uv pip compile pyproject.toml --quiet --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --custom-compile-command "make lock"

help: ## show this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-8s %s\n", $$1, $$2 }' Makefile

setup: $(READY) $(AXE) ## create .venv and install the locked packages (again only when the lock changed)

.venv/bin/uv:
	$(PYTHON) -c 'import sys; sys.exit("Python 3.11 or newer is needed, this is " + sys.version if sys.version_info < (3, 11) else 0)'
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check uv==$(UV_VERSION)

$(READY): requirements/dev.txt pyproject.toml .venv/bin/uv
	$(BIN)/uv pip sync --quiet --python $(BIN)/python --require-hashes requirements/dev.txt
	$(BIN)/uv pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation --editable .
	touch $(READY)

# The tools whose logs are written back; tests read the copies with them. Only tests need their 78 packages.
$(READERS): requirements/readers.txt $(READY)
	$(BIN)/uv pip install --quiet --python $(BIN)/python --require-hashes --requirement requirements/readers.txt
	touch $(READERS)

# The accessibility rules that browser tests run; without npm or a network those tests are skipped.
$(AXE): tests/browser/package-lock.json
	@if command -v npm >/dev/null; then \
		npm ci --prefix tests/browser --ignore-scripts --no-audit --no-fund --silent --fetch-retries=0 \
			&& touch $(AXE) || echo "axe-core was not fetched: the tests of accessibility are skipped"; \
	fi

lock: .venv/bin/uv ## write requirements/*.txt anew from pyproject.toml
	$(COMPILE) --output-file requirements/runtime.txt
	$(COMPILE) --group dev --extra cluster --output-file requirements/dev.txt
	$(COMPILE) --group dev --extra cluster --group bench --output-file requirements/bench.txt
	$(COMPILE) --group dev --extra cluster --group readers --output-file requirements/readers.txt

demo: setup ## grade the bundled sample and open the app on it
	$(BIN)/review-app demo

test: setup $(READERS) ## run every test
	$(BIN)/python -m pytest --numprocesses 2 --dist loadfile

lint: setup ## check style, types and layers
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

format: setup ## rewrite the code in the house style
	$(BIN)/ruff check --fix --quiet . || true
	$(BIN)/ruff format .

bench: setup ## measure; NAME=prefix measures a part
	$(BIN)/uv pip install --quiet --python $(BIN)/python --require-hashes --requirement requirements/bench.txt
	$(BIN)/python -m benchmarks $(NAME)

clean: ## remove what the other targets made, but no database and no export
	rm -rf .venv tests/browser/node_modules .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache test-results *.egg-info
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
