# Each target sets itself up in .venv; `make run` and `make test` are all a newcomer needs.
PYTHON ?= python3.11
VENV   := .venv
BIN    := $(VENV)/bin
STAMP  := $(VENV)/.installed

.PHONY: run test coverage fuzz check bench screenshots bundle deb clean

run: $(STAMP)
	@$(BIN)/vortex-gui

test: $(STAMP)
	QT_QPA_PLATFORM=offscreen HF_HUB_OFFLINE=1 $(BIN)/python -m pytest -q -n auto --dist loadfile

coverage: $(STAMP)
	QT_QPA_PLATFORM=offscreen HF_HUB_OFFLINE=1 $(BIN)/python -m pytest -q -n auto --dist loadfile \
	  --cov=vortex_gui --cov-report=term:skip-covered

# The long form of what is thrown at recipes, settings, frames and rows: 10,000 cases each.
fuzz: $(STAMP)
	VORTEX_FUZZ_CASES=10000 HF_HUB_OFFLINE=1 $(BIN)/python -m pytest -q -n auto --dist worksteal --timeout 7200 --durations 0 \
	  tests/test_fuzz.py tests/wire/test_protocol.py tests/engine/history/test_history.py

check: $(STAMP)
	$(BIN)/ruff format --check vortex_gui tests tools
	$(BIN)/ruff check vortex_gui tests tools
	$(BIN)/mypy

bench: $(STAMP)
	$(BIN)/vortex-gui bench

screenshots: $(STAMP)
	$(BIN)/python -m tools.screenshots

bundle: $(STAMP)
	packaging/bundle/build $(BIN)/python

deb: bundle
	packaging/linux/build-deb

$(STAMP): pyproject.toml constraints.txt
	@$(PYTHON) -c "import sys; sys.exit(sys.version_info < (3, 11))" || \
	  { echo "Python 3.11 or newer is needed; name it with make PYTHON=/path/to/python."; exit 2; }
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --disable-pip-version-check -c constraints.txt torch==2.13.0
	$(BIN)/pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[test]'
	@touch $(STAMP)

clean:
	rm -rf $(VENV) build dist
