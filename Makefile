# What one does with this project. Each target makes its own set-up.

# Containers often set it; then each of the tests' processes compiles all it imports, a second's work.
unexport PYTHONDONTWRITEBYTECODE

PYTHON ?= python3
# Quiet twice: errors are shown, warnings (of mirrors, of being root) say nothing to whoever wants to see a demo.
PIP := .venv/bin/python -m pip --disable-pip-version-check --quiet --quiet
PINS := --upgrade --universal --python-version 3.11 --generate-hashes --no-annotate --no-header --no-emit-index-url --no-emit-find-links --quiet

.PHONY: demo test torture run check lint bench pins clean

demo: .venv/demo  ## A recorded night, published to a local stand-in for Telegram; no token, no network
	@.venv/bin/python -m bot demo $(if $(KEEP),--keep)

test: .venv/test  ## All tests, on SQLite and on a real PostgreSQL
	.venv/bin/python -m pytest -n 4 --dist worksteal

torture: .venv/test  ## The real process under faults of every kind and kills, some minutes long
	.venv/bin/python -m pytest -m long tests/whole

run: .venv/demo  ## The bot itself; needs BOT_TOKEN
	.venv/bin/python -m bot run

check: .venv/demo  ## Is everything in config/ in order?
	.venv/bin/python -m bot check

lint: .venv/test  ## Style, types, and who may import whom
	.venv/bin/ruff check .
	.venv/bin/ruff format --check .
	.venv/bin/mypy
	.venv/bin/lint-imports

bench: .venv/test  ## Speed and memory; what was to be reached stands beside it in the table at the end
	.venv/bin/python benchmarks

clean:
	rm -rf .venv

.venv/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Lookout needs Python 3.11 or newer; say which: make PYTHON=python3.12 …")'
	@$(PYTHON) -m venv .venv
	@touch $@

.venv/demo: requirements.txt pyproject.toml | .venv/python
	@echo "Installing what Lookout needs into .venv (once, about a minute) …"
	@$(PIP) install -r requirements.txt
	@$(PIP) install --no-deps -e .
	@touch $@

.venv/test: requirements-dev.txt pyproject.toml | .venv/python
	@echo "Installing what the tests need into .venv (once, about a minute) …"
	@$(PIP) install -r requirements-dev.txt
	@$(PIP) install --no-deps -e .
	@touch $@ .venv/demo

pins:  ## Newest versions within the ranges of pyproject.toml, with hashes and without addresses
	@$(PIP) install uv
	.venv/bin/uv pip compile pyproject.toml --extra postgres --extra sandbox --extra charts $(PINS) -o requirements.txt
	.venv/bin/uv pip compile pyproject.toml --extra test -c requirements.txt $(PINS) -o requirements-dev.txt
