"""A screen that cannot be opened, or goes, ends the console in one sentence."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

from tests.console.virtual_screen import needs_xvfb, shown_on
from vortex_gui.base.settings.settings import load_settings
from vortex_gui.base.words.translation import tr
from vortex_gui.console.shell.screen_gone import SCREEN_GONE

pytestmark = needs_xvfb
LIMIT_S = 60.0


def test_a_window_system_that_qt_lacks_is_told_in_one_sentence(display: str) -> None:
    ended = subprocess.run(
        [sys.executable, "-m", "vortex_gui"],
        env={**shown_on(display), "QT_QPA_PLATFORM": "none-such"},
        capture_output=True,
        text=True,
        timeout=LIMIT_S,
        check=False,
    )
    assert ended.returncode == 2
    assert len(ended.stderr.strip().splitlines()) == 1
    assert ended.stderr.startswith("Qt cannot open a window here: ")


def test_a_screen_that_goes_is_told_in_one_sentence(
    server: tuple[subprocess.Popen[bytes], str], tmp_path: Path
) -> None:
    screen, display = server
    engine_runs = load_settings(Path(os.environ["VORTEX_SETTINGS"])).folders.data_path / "history.db"
    with (tmp_path / "told").open("w+") as told:
        console = subprocess.Popen(
            [sys.executable, "-m", "vortex_gui"], env=shown_on(display), stderr=told, text=True
        )
        try:
            deadline = time.monotonic() + LIMIT_S
            while not engine_runs.exists() and console.poll() is None and time.monotonic() < deadline:
                time.sleep(0.05)
            screen.kill()
            code = console.wait(LIMIT_S)
        finally:
            console.kill()
            console.wait()
        told.seek(0)
        sentences = told.read()
    assert code == 2, sentences
    assert "Queue, history and settings are on disk" in sentences
    assert "Traceback" not in sentences


BROKEN = """
import ctypes, sys
from vortex_gui.console.shell.screen_gone import listen_to_xlib
xlib = ctypes.CDLL("libX11.so.6")
xlib.XOpenDisplay.restype = ctypes.c_void_p
xlib.XSync.argtypes = [ctypes.c_void_p, ctypes.c_int]
display = xlib.XOpenDisplay(None)
listen_to_xlib()
print("open", flush=True)
sys.stdin.readline()
xlib.XSync(display, 0)
"""


def test_a_call_that_xlib_cannot_make_ends_with_the_same_sentence(
    server: tuple[subprocess.Popen[bytes], str],
) -> None:
    screen, display = server
    child = subprocess.Popen(
        [sys.executable, "-c", BROKEN],
        env=shown_on(display),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert child.stdout is not None
    try:
        assert child.stdout.readline() == "open\n"
        screen.kill()
        screen.wait(LIMIT_S)
        _, told = child.communicate("\n", timeout=LIMIT_S)
    finally:
        child.kill()
        child.wait()
    assert child.returncode == 2
    assert told == tr(SCREEN_GONE) + "\n"
