"""The real window on a real X server without a screen: it opens, paints, and leaves nothing behind."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from vortex_gui.base.settings import load_settings

pytestmark = pytest.mark.skipif(
    shutil.which("Xvfb") is None, reason="no Xvfb here; packaging/linux-deps has it"
)


LIMIT_S = 60.0


@pytest.fixture
def server() -> Iterator[tuple[subprocess.Popen[bytes], str]]:
    """A virtual screen, and its name: a number that the server chooses itself."""
    read, write = os.pipe()
    server = subprocess.Popen(
        ["Xvfb", "-displayfd", str(write), "-screen", "0", "1500x930x24", "-nolisten", "tcp"],
        pass_fds=(write,),
        stderr=subprocess.DEVNULL,
    )
    os.close(write)
    try:
        with os.fdopen(read) as told:
            yield server, f":{told.readline().strip()}"
    finally:
        server.terminate()
        server.wait(10)


@pytest.fixture
def display(server: tuple[subprocess.Popen[bytes], str]) -> str:
    return server[1]


def shown_on(display: str) -> dict[str, str]:
    """The environment in which a window opens there."""
    plain = {
        name: value
        for name, value in os.environ.items()
        if name not in ("QT_QPA_PLATFORM", "WAYLAND_DISPLAY")
    }
    return {**plain, "DISPLAY": display}


def run(display: str, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", *words],
        env=shown_on(display),
        capture_output=True,
        text=True,
        timeout=90,
        check=False,
    )


def test_window_paints_on_a_virtual_screen_and_closes(display: str) -> None:
    settings = Path(os.environ["VORTEX_SETTINGS"])
    settings.write_text(settings.read_text() + "worker: {ask_s: 1, terminate_s: 1}\n")
    ended = run(display, "vortex_gui.measure.bench.window_child", "console")
    assert ended.returncode == 0, ended.stderr
    assert json.loads(ended.stdout)["painted_at"] > 0


def test_without_a_display_one_sentence_says_what_to_do() -> None:
    ended = run("", "vortex_gui")
    assert ended.returncode == 2
    assert len(ended.stderr.strip().splitlines()) == 1
    assert "generate" in ended.stderr


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
            assert console.wait(LIMIT_S) == 2
        finally:
            console.kill()
            console.wait()
        told.seek(0)
        sentences = told.read()
    assert "Queue, history and settings are on disk" in sentences
    assert "Traceback" not in sentences
