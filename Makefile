# Everything sets itself up: `make demo` and `make test` need Python 3.11+ and nothing else.

PYTHON ?= python3
SPEED ?= 5
BIN := .venv/bin
READY := .venv/.ready

.PHONY: demo serve test check check-python check-pages bench lock types pages clean

demo: pages ## a sample competition in progress, served on http://127.0.0.1:8000
	$(BIN)/jinji demo --data var/demo --speed $(SPEED)

serve: pages ## the server, with nothing configured
	$(BIN)/jinji serve

test: check ## everything that must hold, two files of tests at a time, the many short ones of tests/rules last
	$(BIN)/pytest -n 2 --dist loadfile --no-loadscope-reorder

check: pages ## types, style, import contracts; Python beside the pages
	$(MAKE) --no-print-directory -j 2 check-python check-pages

check-python:
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

check-pages:
	$(BIN)/python scoring_ui/hatch_build.py run check
	$(BIN)/python scoring_ui/hatch_build.py run test

bench: pages ## ratios, measured side by side; NAME=live for one
	$(BIN)/python -m tests.benchmarks $(NAME)

types: pages ## the pages' types from the server's own description of itself
	$(BIN)/python -m competition.contract scoring_ui/openapi.json
	$(BIN)/python scoring_ui/hatch_build.py run types openapi.json

lock: $(READY) ## pin every dependency, with hashes and without hosts
	$(BIN)/uv pip compile pyproject.toml --group build --group test --universal --python-version 3.11 \
	  --generate-hashes --upgrade --no-header --no-annotate --no-emit-index-url --no-emit-find-links \
	  --quiet -o requirements.lock

pages: $(READY)
	$(BIN)/python scoring_ui/hatch_build.py

$(READY): requirements.lock pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit(0 if sys.version_info >= (3, 11) else "Jinji needs Python 3.11 or newer; this is " + sys.version.split()[0])'
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check uv==0.13.9
	$(BIN)/uv pip install --quiet --require-hashes --no-deps -r requirements.lock
	$(BIN)/uv pip install --quiet --no-deps --no-build-isolation -e .
	touch $@

clean:
	rm -rf .venv competition/static competition/papers/fonts scoring_ui/node_modules scoring_ui/.build-stamp
