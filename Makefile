# One command each; every set-up step is skipped when it is done.
PYTHON ?= python3
BIN := .venv/bin
STAMP := .venv/installed
NOTEBOOKS := $(basename $(notdir $(wildcard notebooks/*.ipynb)))

.PHONY: brief test check lab bless bench messages boundaries lock clean

brief: $(STAMP)  ## build everything: tables, notebooks, figures, brief
	$(BIN)/ascn run
	$(BIN)/ascn brief

# Tests look at what the notebooks really draw and print, so their default runs come first.
test: $(STAMP)  ## run all tests
	$(BIN)/ascn run $(NOTEBOOKS) -p language=en
	$(BIN)/pytest -q -n 2 --dist loadfile
	ASCN_RUN_OUTPUT=$(CURDIR)/build/nbval ASCN_RUN_CHARTS=$(CURDIR)/build/nbval \
	  $(BIN)/pytest -q -n 2 --dist loadfile --nbval notebooks

check: $(STAMP)  ## lint, format, types, rules between the rooms
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports

lab: $(STAMP)  ## open the notebooks in JupyterLab
	JUPYTER_DEFAULT_PROVISIONER_NAME=warm-kernel $(BIN)/jupyter lab notebooks

bless: $(STAMP)  ## approve what is drawn and printed now as right, showing what changed
	$(BIN)/python scripts/bless.py

bench: $(STAMP)  ## measure speed; QUICK=1 for a dozen runs alone
	$(BIN)/python benchmarks/bench_runs.py $(if $(QUICK),--quick)
	$(if $(QUICK),,$(BIN)/python benchmarks/bench_figures.py)

messages: $(STAMP)  ## collect the words of figures and reports into the translation catalogues
	$(BIN)/python scripts/update_messages.py

boundaries: $(STAMP)  ## fetch and clip the boundaries of data/raw anew (needs npm)
	$(BIN)/python scripts/make_boundaries.py

lock:  ## pin every dependency anew, with hashes
	uv pip compile --universal --python-version 3.11 --generate-hashes \
	  --no-strip-extras --no-header --no-annotate --quiet --extra dev pyproject.toml \
	  --output-file requirements.lock

clean:  ## remove everything that can be made again
	rm -rf build data/processed .pytest_cache .ruff_cache .mypy_cache .venv
	git clean -fdXq figures brief/published

.venv/bin/python:
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed")'
	$(PYTHON) -m venv .venv

$(STAMP): requirements.lock pyproject.toml | .venv/bin/python
	@echo "Setting up .venv (once; about a minute)"
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@
