# make site   build the graph from papers/, check it, ask every question, write public/index.html
# make test   install what the tests need and run everything: make check, then pytest
# make check  ruff, mypy, the layers contract, generated docs up to date
# make docs   rewrite the generated docs
#
# TEXTS=FOLDER shows the full sentences of the papers whose texts lie there: make site TEXTS=../shared/papers

PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
TEXTS  ?=
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.PHONY: site test check docs clean

site: $(VENV)/.installed
	$(BIN)/kg site -o public $(if $(TEXTS),--texts $(TEXTS))

test: check
	$(BIN)/python -m pytest -n auto --dist loadfile

check: $(VENV)/.installed-for-tests
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m docs.generate --check

docs: $(VENV)/.installed-for-tests
	$(BIN)/python -m docs.generate

$(VENV)/bin/python:
	$(PYTHON) -m venv $(VENV)

$(VENV)/.installed: pyproject.toml constraints.txt | $(VENV)/bin/python
	$(BIN)/python -m pip install --quiet -c constraints.txt -e .
	touch $@

$(VENV)/.installed-for-tests: pyproject.toml constraints.txt | $(VENV)/bin/python
	$(BIN)/python -m pip install --quiet -c constraints.txt -e '.[test,check]'
	touch $@ $(VENV)/.installed

clean:
	rm -rf build public dist
