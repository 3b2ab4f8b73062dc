"""The window opens without the heavy libraries, and before the panels that take long."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from tests.paths import CHILDREN

HEAVY = ("torch", "diffusers", "transformers", "onnxruntime", "hibari_tts")
AFTER_PAINT = ("pyqtgraph", "PySide6.QtMultimedia", "av", "numpy", "psutil", "vortex_gui.engine.engine")
WHEN_OPENED = (
    "sqlite3",
    "vortex_gui.base.fetch_lines",
    "vortex_gui.console.program.card",
    "vortex_gui.engine.history.file",
    "vortex_gui.engine.machines.link.machine_link",
    "vortex_gui.engine.side.fetching",
    "vortex_gui.console.dialogs.settings_dialog",
    "vortex_gui.console.shell.pages.guide",
    "vortex_gui.console.state.rundown.file",
    "vortex_gui.engine.side.planning",
)

SITTING = """
import asyncio, json, linecache, sys
from vortex_gui.console.app import make_application, run_session

application = make_application(["test"])
from vortex_gui.console.session import Session

session = Session(application, worker_command=[sys.executable, sys.argv[1]])
seen = {}
session.window.painted.connect(lambda: seen.setdefault("painted", sorted(sys.modules)))

async def leave_when_ready():
    while not (session.state.worker.ready and hasattr(session.window, "preview")):
        await asyncio.sleep(0.02)
    seen["ready"] = sorted(sys.modules)
    seen["sources"] = sorted(linecache.cache)
    session.ask_to_close()

async def sitting(run=session.run):
    leaving = asyncio.create_task(leave_when_ready())
    code = await run()
    await leaving
    return code

session.run = sitting
seen["code"] = run_session(application, session)
print(json.dumps(seen))
"""


@pytest.fixture(scope="module")
def sitting(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[str]]:
    """What was imported when the window was painted, and when the worker was ready; whose source was read."""
    home = tmp_path_factory.mktemp("sitting")
    settings = home / "settings.yaml"
    settings.write_text(f"folders: {{output: {home / 'out'}, data: {home / 'data'}}}\n")
    child = CHILDREN / "scripted_worker.py"
    ran = subprocess.run(
        [sys.executable, "-c", SITTING, str(child)],
        env={**_environment(), "VORTEX_SETTINGS": str(settings)},
        capture_output=True,
        text=True,
        timeout=90,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    told = json.loads(ran.stdout.splitlines()[-1])
    assert told.pop("code") == 0
    seen: dict[str, list[str]] = told
    return seen


def _environment() -> dict[str, str]:
    import os

    return dict(os.environ)


def test_window_never_imports_a_model_library(sitting: dict[str, list[str]]) -> None:
    assert [name for name in HEAVY if name in sitting["painted"]] == []
    assert [name for name in HEAVY if name in sitting["ready"]] == []


def test_window_is_painted_before_plots_and_media_are_imported(sitting: dict[str, list[str]]) -> None:
    assert [name for name in AFTER_PAINT if name in sitting["painted"]] == []
    assert set(AFTER_PAINT) <= set(sitting["ready"])


def test_what_is_opened_later_is_imported_then(sitting: dict[str, list[str]]) -> None:
    assert [name for name in WHEN_OPENED if name in sitting["painted"]] == []


def test_no_source_of_a_module_is_read_and_kept(sitting: dict[str, list[str]]) -> None:
    """PySide would read each module that is imported after it, 22 MB of lines in all."""
    assert [name for name in sitting["sources"] if "console/session" in name or "pyqtgraph" in name] == []


def test_a_start_reads_no_other_packages_metadata() -> None:
    """Pydantic would look through all of them for plugins."""
    script = """
import importlib.metadata
def refuse(**given): raise SystemExit(f"read {given}")
importlib.metadata.entry_points = refuse
from vortex_gui.commands.line import main
import vortex_gui.engine.read_only
"""
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, timeout=60, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")
