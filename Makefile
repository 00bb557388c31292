# `make` alone lists what can be made.
.DEFAULT_GOAL := help
.PHONY: help set-up demo test test-long lint format types imports schema texts check check-api bench clean

# Wherever uv is run: no Python of its own, and the certificates that this machine trusts.
export UV_PYTHON_DOWNLOADS := never
export UV_SYSTEM_CERTS ?= true

BIN := .venv/bin

help: ## List what can be made
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "make %-9s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

set-up: ## Set up .venv (done by the others when needed)
	@scripts/set-up.sh

demo: set-up ## Set up a database with Portugal and Spain, report on Portugal, and serve
	@$(BIN)/interlace demo

test: set-up ## Run the tests on a PostgreSQL of their own, with coverage by branch
	@$(BIN)/python -m pytest -n auto --cov --cov-report=term:skip-covered --cov-fail-under=94

test-long: set-up ## The same with all random examples: four times as many
	@INTERLACE_TESTS=all $(BIN)/python -m pytest -n auto --cov --cov-report=term:skip-covered --cov-fail-under=94

lint: set-up ## Look for mistakes and for style
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/uv lock --check --quiet

format: set-up ## Bring the code into the house's format
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

types: set-up ## Check types, of scripts too
	@$(BIN)/mypy
	@cd web && PATH="$(CURDIR)/$(BIN):$$PATH" npm run --silent types

imports: set-up ## Check that imports go down only
	@$(BIN)/lint-imports

schema: set-up ## Write api/graphql/schema.graphql anew, as the program has it now
	@$(BIN)/python -m api.graphql.keeping

texts: set-up ## Bring the pages’ catalogues (web/locale) in step with what the pages say
	@$(BIN)/python -m web.catalogues update

check: lint types imports test ## Everything that CI asks, on one Python

check-api: set-up ## Let programs of others check REST and GraphQL (needs Node; about 20 minutes)
	@$(BIN)/python -m tests.third_party.check

bench: set-up ## Measure on an invented country of 36,000 bodies; writes docs/performance.md
	@$(BIN)/python -m benchmarks

clean: ## Remove what was set up, and caches
	rm -rf .venv .venv-newest .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis .coverage .coverage.* build dist web/built web/node_modules
