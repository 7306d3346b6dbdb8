# Everything that people who work on Bothways call. `make run` needs git, make and Python 3.11 with pip; nothing else.

PYTHON := .venv/bin/python
PORT ?= 8000
STAGE ?= desk
SCALE ?= 1

.PHONY: help run demo test check format bench bench-desk bench-mail bench-pairing clean
.DELETE_ON_ERROR:

help: ## Show what can be made
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-13s %s\n", $$1, $$2 }' Makefile

run: .venv/.ready ## Serve the demo community on http://localhost:$(PORT)/
	@$(PYTHON) -m devtools run --port $(PORT)

demo: .venv/.ready ## Make the demo community anew (STAGE=first-light, desk)
	@$(PYTHON) -m devtools demo --stage $(STAGE)

test: .venv/.ready ## Run every test, on SQLite and PostgreSQL, in a real browser
	@$(PYTHON) -m devtools test

check: .venv/.ready ## Types, lint, import contracts, migrations
	.venv/bin/ruff check src tests
	.venv/bin/ruff format --check src tests
	.venv/bin/lint-imports --verbose
	.venv/bin/mypy
	.venv/bin/djlint --quiet --lint src
	@BOTHWAYS_SECRET_KEY=only-for-this-check-and-nothing-else-at-all \
		$(PYTHON) -m bothways.config.manage makemigrations --check --dry-run

format: .venv/.ready ## Format the code
	.venv/bin/ruff format src tests
	.venv/bin/ruff check --fix src tests

bench: .venv/.ready ## Measure on a fixed load (SCALE=50 for 100,000 questions)
	@$(PYTHON) -m devtools bench --scale $(SCALE)

bench-desk: .venv/.ready ## Measure the desk with five thousand items on it
	@$(PYTHON) -m devtools bench-desk

bench-mail: .venv/.ready ## Measure how fast digests go out, and what a killed worker loses
	@$(PYTHON) -m devtools bench-mail

bench-pairing: .venv/.ready ## Measure the matching engine beside others (SCALE=10 for a million mentees)
	@$(PYTHON) -m devtools bench-pairing --scale $(SCALE)

clean: ## Remove the environment; the site's data in var/ stays
	rm -rf .venv .tools

.venv/.ready: uv.lock pyproject.toml tools/environment.sh
	@sh tools/environment.sh
