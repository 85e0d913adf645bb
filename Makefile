# `make audit` audits the sample log; `make test` runs every check. Both set up all they need in
# .venv, from the package registry that pip is set up with. `make help` lists the rest.

SHELL := /bin/bash
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.NOTPARALLEL: # both set-ups write to one environment
# Hundreds of tests start the program anew; to compile its modules each time would take longest.
unexport PYTHONDONTWRITEBYTECODE

PYTHON ?= python3
VENV ?= .venv
OUT ?= audit
WORKERS ?= 2
BIN := $(VENV)/bin
RUNTIME := $(VENV)/.installed
CHECKS := $(VENV)/.installed-with-test
PIP := $(BIN)/python -m pip --disable-pip-version-check

.PHONY: help audit test fix docs samples benchmark planted simulations constraints clean pango

help: ## List the targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

audit: $(RUNTIME) pango ## Audit the sample log: verdict here, reports in audit/
	@rm -f $(OUT)/audit.json; code=0; \
	$(BIN)/evenhand audit --plan sample_data/lending/evenhand.toml --out $(OUT) || code=$$?; \
	case $$code in 0 | 1 | 3) ;; *) echo "make audit: exit code $$code" >&2; exit $$code ;; esac; \
	[ -s $(OUT)/audit.json ] || { echo "make audit: no result was written" >&2; exit 2; }; \
	[ $$code != 1 ] || printf '\n%s\n%s\n' \
	  "Exit code 1: a gate failed. This sample is made to fail, so that is the right answer here;" \
	  "in a build it would stop the build."; \
	echo "Reports: $(OUT)/audit.html  $(OUT)/audit.pdf  $(OUT)/audit.json"

# The tests that mirror the pure part run by themselves and last, since they alone are traced: what
# they cover of it must be 100 % (see [tool.coverage] in pyproject.toml), and tracing would only make
# the others slow. A folder of tests that is not named here is run all the same, with those others.
PURE := src $(addprefix tests/,analyses cube feedback gates inference metrics models plan protocols \
  recommendations)

test: $(CHECKS) pango ## Run every check: format, lint, types, imports, tests, coverage
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m pytest -n $(WORKERS) --dist worksteal tests $(addprefix --ignore=,$(PURE))
	$(BIN)/python -m pytest -n $(WORKERS) --dist worksteal $(PURE) \
	  --cov --cov-report=term-missing:skip-covered

fix: $(CHECKS) ## Format the code and mend what ruff can mend
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

docs: $(CHECKS) ## Write docs/metrics.md and docs/commands.md again from the code
	$(BIN)/python scripts/make_reference.py

samples: $(CHECKS) ## Make the sample logs again from their seeds
	$(BIN)/python scripts/make_sample_data.py

benchmark: $(CHECKS) ## Measure the budgets (minutes); ARGS="--peers --write" for more
	$(BIN)/python tests/benchmarks/run.py $(ARGS)

planted: $(CHECKS) ## Audit logs with planted defects again, for docs/planted.md (minutes)
	$(BIN)/python scripts/make_planted.py

simulations: $(CHECKS) ## Simulate gates again, for docs/simulations.md (minutes)
	$(BIN)/python scripts/make_simulations.py

# The header of constraints.txt is kept; the versions below it are resolved anew.
constraints: ## Resolve the newest allowed versions into constraints.txt
	@set -e; fresh=$$(mktemp -d); trap 'rm -rf "$$fresh"' EXIT; \
	$(PYTHON) -m venv "$$fresh"; \
	"$$fresh/bin/python" -m pip install --quiet --editable '.[test]'; \
	{ grep '^#' constraints.txt; "$$fresh/bin/python" -m pip freeze --exclude-editable; } >"$$fresh/new"; \
	cp "$$fresh/new" constraints.txt; \
	git --no-pager diff --stat -- constraints.txt

clean: ## Remove the environment, reports and caches
	rm -rf $(VENV) audit build dist .coverage .coverage.* .hypothesis
	rm -rf .mypy_cache .ruff_cache .pytest_cache .import_linter_cache
	find src tests scripts -name __pycache__ -type d -prune -exec rm -rf {} +

# An environment that is missing, or whose Python is gone, is made anew; otherwise it is brought
# up to date when pyproject.toml or constraints.txt is newer than the stamp file.
define set_up
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
	  echo "evenhand needs Python 3.11 or newer, and '$(PYTHON)' is not (or is missing)." \
	    "Name one that is newer, as in: make test PYTHON=python3.11" >&2; exit 1; }
	@$(BIN)/python -c '' 2>/dev/null || $(PYTHON) -m venv --clear $(VENV) || { \
	  echo "Python could not make $(VENV); on Debian: apt-get install python3-venv" >&2; exit 1; }
	@echo "Setting up $(VENV): a minute or two ..."
	@$(PIP) install --quiet --quiet --constraint constraints.txt --editable '$(1)'
	@touch $(RUNTIME) $(2)
endef

$(RUNTIME): pyproject.toml constraints.txt
	$(call set_up,.)

$(CHECKS): pyproject.toml constraints.txt
	$(call set_up,.[test],$(CHECKS))

# WeasyPrint draws the PDF with Pango, a system library that pip cannot install.
pango:
	@$(BIN)/python -c 'import weasyprint' >/dev/null 2>&1 || \
	  echo "Pango is missing, so there will be no PDF; on Debian:" \
	    "apt-get install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0" >&2
