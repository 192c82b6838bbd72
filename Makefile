# make run    install what is needed into .venv, then run the bundled case
# make test   install what is needed into .venv, then every check and test
# make lock   write the lock files again from pyproject.toml (needs uv)

PYTHON ?= python3
BIN := .venv/bin
UV := $(shell command -v uv 2>/dev/null)

ifdef UV
VENV = $(UV) venv --quiet --allow-existing --python $(PYTHON) .venv
INSTALL = $(UV) pip install --quiet --python .venv --compile-bytecode
else
VENV = $(PYTHON) -m venv .venv
INSTALL = $(BIN)/python -m pip install --quiet --disable-pip-version-check
endif

.PHONY: run test lint types imports unit format lock schema reference verification clean

run: .venv/run.stamp
	$(BIN)/juryroom run people-v-weinstein --out juryroom-out

test: lint types imports unit

lint: .venv/dev.stamp
	$(BIN)/ruff check
	$(BIN)/ruff format --check

types: .venv/dev.stamp
	$(BIN)/basedpyright

imports: .venv/dev.stamp
	$(BIN)/lint-imports

unit: .venv/dev.stamp
	OPENBLAS_NUM_THREADS=1 $(BIN)/pytest -n 2

format: .venv/dev.stamp
	$(BIN)/ruff check --fix
	$(BIN)/ruff format

.venv/python.stamp:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "juryroom needs Python 3.11 or newer; this is " + sys.version)'
	@echo "Setting up .venv (once; about a minute) ..."
	@$(VENV)
	@touch $@

# The dev lock holds everything that the run lock holds, at the same versions, so one .venv serves both.
.venv/run.stamp: .venv/python.stamp requirements/run.lock pyproject.toml
	@[ -e .venv/dev.stamp ] || $(INSTALL) --require-hashes -r requirements/run.lock
	@$(INSTALL) --no-deps --no-build-isolation -e .
	@touch $@

.venv/dev.stamp: .venv/python.stamp requirements/dev.lock pyproject.toml
	@$(INSTALL) --require-hashes -r requirements/dev.lock
	@$(INSTALL) --no-deps --no-build-isolation -e .
	@touch $@ .venv/run.stamp

LOCK = uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes \
       --no-emit-index-url --no-header --no-annotate --quiet
lock:
	$(LOCK) --group dev -o requirements/dev.lock
	$(LOCK) --group build -c requirements/dev.lock -o requirements/run.lock

schema: .venv/dev.stamp
	$(BIN)/juryroom schema case > schemas/juryroom-case-1.schema.json

# The draws of the reference, from the data that come with the package; the same bytes every time.
reference: .venv/dev.stamp
	$(BIN)/python -m juryroom.inference.reference_fit

# How well fits and intervals do what they say: about twenty-five minutes.
verification: .venv/dev.stamp
	$(BIN)/python -m juryroom.inference.verification
	$(BIN)/python benchmarks/intervals.py

clean:
	rm -rf .venv dist build juryroom-out
