"""What all tests share: fresh folders, strict logs, and one resident mini pipeline a session."""

from __future__ import annotations

import gc
import logging
import os
from collections.abc import Iterator
from importlib.util import find_spec
from itertools import count
from pathlib import Path

import pytest

from vortex_gui.console.parts.qt_application import unwrap_import
from vortex_gui.pipeline.worker.quiet import quiet_libraries

TESTS = Path(__file__).parent
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
# One test process a core: the threads of several would wait for each other, spinning.
os.environ.setdefault("OMP_NUM_THREADS", "1")
quiet_libraries()


LONGEST_FIRST = (
    "measure/rehearse/test_command.py",
    "measure/program/test_run.py",
    "commands/test_generate.py",
    "console/test_session.py",
    "engine/places/process/test_real_worker.py",
    "measure/bench/test_hard_limit.py",
    "engine/machines/link/test_slot_there.py",
    "engine/machines/fleet/test_far_machine.py",
    "engine/machines/link/test_machine_link.py",
    "serve/test_session.py",
    "measure/soak",
    "tools",
    "pipeline/plan",
)
"""Files and rooms of 10 seconds or more; begun last, one of them would keep one process at work alone."""


@pytest.hookimpl(trylast=True)  # pytest-qt imports PySide in its own
def pytest_configure(config: pytest.Config) -> None:
    """Files go to the processes in the order of collection, not by their number of tests.

    PySide would read the sources of torch and transformers: 147 MB in each process.
    """
    unwrap_import()
    if hasattr(config.option, "loadscopereorder"):
        config.option.loadscopereorder = False


def _place_in_order(item: pytest.Item) -> int:
    path = item.path.relative_to(TESTS).as_posix()
    return next((place for place, long in enumerate(LONGEST_FIRST) if path.startswith(long)), 99)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    items.sort(key=_place_in_order)
    if "slow" not in str(config.option.markexpr):
        for item in items:
            if item.get_closest_marker("slow"):
                item.add_marker(pytest.mark.skip(reason="a long form, asked for with -m slow"))
    if find_spec("ray") is None:
        for item in items:
            if item.get_closest_marker("ray"):
                item.add_marker(pytest.mark.skip(reason="Ray is not installed here"))
    gpu = [item for item in items if item.get_closest_marker("gpu")]
    if gpu and not _has_cuda():
        for item in gpu:
            item.add_marker(pytest.mark.skip(reason="no CUDA device here"))


def pytest_collection() -> None:
    """Imports make no garbage; looking for it in them takes a fifth of the time."""
    gc.disable()


def pytest_collection_finish() -> None:
    gc.enable()


@pytest.fixture(scope="module", autouse=True)
def _what_stays_is_not_searched_for_garbage() -> None:
    """A full collection walks through all that was imported, 0.4 s each time, unless that is set aside."""
    gc.collect()
    gc.freeze()


def _has_cuda() -> bool:
    import torch

    return torch.cuda.is_available()


@pytest.fixture(scope="session")
def _homes(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Numbered places; `mktemp` lists the folders of all tests before to find the next number."""
    parent = tmp_path_factory.mktemp("homes")
    return (parent / str(number) for number in count())


@pytest.fixture(autouse=True)
def _own_folders(_homes: Iterator[Path], monkeypatch: pytest.MonkeyPatch) -> None:
    """Settings, data and output of each test lie in its own temporary folder."""
    home = next(_homes)
    home.mkdir()
    settings = home / "settings.yaml"
    settings.write_text(f"folders: {{output: {home / 'out'}, data: {home / 'data'}}}\n")
    monkeypatch.setenv("VORTEX_SETTINGS", str(settings))


@pytest.fixture(autouse=True)
def _no_unexpected_log_records(
    caplog: pytest.LogCaptureFixture, request: pytest.FixtureRequest
) -> Iterator[None]:
    """A warning or error of ours fails the test that did not ask for it with `expects_log`."""
    yield
    if request.node.get_closest_marker("expects_log"):
        return
    loud = [
        r for r in caplog.get_records("call") if r.levelno >= logging.WARNING and r.name.startswith("vortex")
    ]
    assert not loud, [r.getMessage() for r in loud]


@pytest.fixture(scope="session")
def mini_folders(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("mini")


@pytest.fixture(scope="session")
def pipeline(mini_folders: Path) -> Iterator[object]:
    """The real resident pipeline on the shipped mini models, loaded once.

    Its limits are wide: a test process holds much besides the one pipeline that a worker holds. It computes
    with one thread, as the other tests of the process do: MKL has one number of threads for all of it.
    """
    from vortex_gui.base.profile import load_profile
    from vortex_gui.base.settings.pipeline_settings import PipelineSettings
    from vortex_gui.base.settings.settings import FolderSettings, MemorySettings, Settings
    from vortex_gui.pipeline import VortexPipeline

    folders = FolderSettings(output=str(mini_folders / "out"), data=str(mini_folders / "data"))
    memory = MemorySettings(soft_limit_gb=8.0, hard_limit_gb=10.0)
    threads = PipelineSettings(threads=1)
    loaded = VortexPipeline(load_profile("mini"), Settings(folders=folders, memory=memory, pipeline=threads))
    yield loaded
    loaded.close()
    gc.collect()
