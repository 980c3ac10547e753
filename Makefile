# The few commands for people and machines. Every target sets up what it needs; a second call finds it done.
# On a fresh machine: Python 3.11 or newer with venv, Node 20.19 or newer, make.
.DEFAULT_GOAL := help
.PHONY: help setup run test test-clients soak bench lint fix wheel lock clean

PORT ?=
DATA ?=
HOST ?=
PUBLIC_URL ?=
ONLY ?=
EXAMPLE ?=
TESTS ?=
KILLS ?=
SEED ?=
PY := .venv/bin/python
# Compiled modules are kept, whatever the machine says: a start of the server costs half a CPU second more without.
export PYTHONDONTWRITEBYTECODE :=

help: ## show these lines
	@sed -nE 's/^([a-z-]+):.*## (.*)/make \1|\2/p' $(MAKEFILE_LIST) | awk -F'|' '{printf "  %-18s %s\n", $$1, $$2}'

setup: ## everything that running and testing need
	@scripts/setup python-dev web example autologging programs

run: ## start Rootnode; PORT=7700 DATA=folder HOST=127.0.0.1 PUBLIC_URL=...; the first start also runs an example (EXAMPLE=no: it does not)
	@scripts/setup python web example
	@$(if $(filter no,$(EXAMPLE)),,.venv/bin/rootnode example --first $(if $(DATA),--data "$(DATA)") &) \
	ROOTNODE_LOG_LEVEL=$${ROOTNODE_LOG_LEVEL:-warning} exec .venv/bin/rootnode serve $(if $(HOST),--host "$(HOST)") $(if $(PORT),--port "$(PORT)") $(if $(DATA),--data "$(DATA)") $(if $(PUBLIC_URL),--public-url "$(PUBLIC_URL)")

test: ## every check and every test; TESTS=tests/graph for some of them
	@scripts/setup python-dev web-try example autologging programs
	@$(PY) -m pytest -n 3 --dist worksteal -q -m "not soak and not trainers and not beside" $(TESTS)

test-clients: ## unmodified clients against a running server, PyTorch Lightning and transformers among them
	@scripts/setup python-dev web example autologging clients
	@$(PY) -m pytest -n 2 -q -m clients

soak: ## the long fault tests: a thousand kills; KILLS=200 SEED=7 TESTS=tests/faults/test_kill9.py
	@scripts/setup python-dev web programs
	@ROOTNODE_SOAK_KILLS="$(KILLS)" ROOTNODE_KILLS_SEED="$(SEED)" $(PY) -m pytest -q -s -m soak $(TESTS)

bench: ## measure, beside peers; ONLY=name for one; writes bench/results/latest.jsonl
	@scripts/setup python-dev web example programs
	@$(PY) -m bench $(if $(ONLY),--only "$(ONLY)")

lint: ## style, types, layers
	@scripts/setup python-dev web-try
	@$(PY) -m pytest -q tests/house

fix: ## mend what tools can mend
	@scripts/setup python-dev web-try
	@$(PY) -m ruff check --fix --quiet . || true
	@$(PY) -m ruff format --quiet .
	@cd web && npx --no-install eslint . --fix

wheel: ## one wheel with the web pages inside, in dist/
	@scripts/setup python-dev web
	@$(PY) -m hatchling build -t wheel

lock: ## work the lock files out anew from pyproject.toml
	@scripts/setup python-dev
	@scripts/lock

clean: ## forget what was set up and built; data stays
	rm -rf .setup .venv .venv-autologging .venv-clients example/.venv web/node_modules src/rootnode/web_dist dist
