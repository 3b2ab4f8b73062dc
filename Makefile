# Each target prepares .venv first; a newcomer needs only `make run` and `make test`.
# PYTHON=/path/to/python and TORCH=cpu or TORCH=cuda reach packaging/setup through the environment.
BIN := .venv/bin

.PHONY: run test coverage mutants fuzz check bench soak ray screenshots screens bundle deb clean ready ready-for-tests

run: ready
	@$(BIN)/vortex-gui

test: ready-for-tests
	QT_QPA_PLATFORM=offscreen HF_HUB_OFFLINE=1 $(BIN)/python -m pytest -q -n auto --dist loadfile

coverage: ready-for-tests
	QT_QPA_PLATFORM=offscreen HF_HUB_OFFLINE=1 $(BIN)/python -m pytest -q -n auto --dist loadfile \
	  --cov=vortex_gui --cov-report=term:skip-covered

# Changes the pure rules one thing at a time; 1 when the tests of their rooms see less than nine tenths of it.
mutants: ready-for-tests
	$(BIN)/pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[mutants]'
	$(BIN)/python -m pytest -q tests/tools/test_mutant_changes.py
	$(BIN)/python -m tools.mutants

# Fuzzes recipes, settings, frames, links, numbers, rows, output folders, sittings, pictures and sounds, up to 10,000 cases each.
fuzz: ready-for-tests
	VORTEX_FUZZ_CASES=10000 HF_HUB_OFFLINE=1 $(BIN)/python -m pytest -q -n auto --dist worksteal --timeout 7200 --durations 0 \
	  tests/test_fuzz.py tests/test_fuzz_borders.py tests/test_fuzz_sittings.py tests/wire/test_frames.py \
	  tests/wire/link/test_link_frames.py tests/serve/test_session.py \
	  tests/engine/machines/link/test_hostile_machine.py tests/engine/machines/landing/test_landing.py \
	  tests/engine/history/test_file.py tests/engine/history/test_history.py tests/engine/history/test_reader.py \
	  tests/engine/facts/test_slot_queue.py tests/pipeline/slot/test_publishing.py \
	  tests/pipeline/slot/sources/test_damaged_files.py

check: ready
	$(BIN)/ruff format --check vortex_gui tests tools
	$(BIN)/ruff check vortex_gui tests tools
	$(BIN)/mypy

bench: ready
	$(BIN)/vortex-gui bench

# A short form; `vortex-gui soak --slots 1000` is the long one.
soak: ready
	$(BIN)/vortex-gui soak --slots 12 --kill-worker 0.3

# The tests that start a Ray cluster, and a short soak of it.
ray: ready-for-tests
	$(BIN)/pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[ray]'
	QT_QPA_PLATFORM=offscreen HF_HUB_OFFLINE=1 $(BIN)/python -m pytest -q -m ray
	$(BIN)/vortex-gui soak --ray 2 --slots 6 --kill-node 0.3 --freeze 0.2

screenshots: ready
	$(BIN)/python -m tools.screenshots
	$(BIN)/python -m tools.worker_pictures

# Each size, scale, theme and layout, 135 pictures in build/screens; 1 when words are cut on one of them.
screens: ready
	$(BIN)/python -m tools.screenshots build/screens --screens

bundle: ready
	packaging/bundle/build $(BIN)/python

deb: bundle
	packaging/linux/build-deb

ready:
	@packaging/setup

ready-for-tests:
	@packaging/setup --tests

clean:
	rm -rf .venv build dist
