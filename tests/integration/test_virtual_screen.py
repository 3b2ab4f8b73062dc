"""The real window on a real X server without a screen: it opens, paints, and leaves nothing behind."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

pytestmark = pytest.mark.skipif(
    shutil.which("Xvfb") is None, reason="no Xvfb here; packaging/linux-deps has it"
)


@pytest.fixture
def display() -> Iterator[str]:
    """A virtual screen on a number that the server chooses itself."""
    read, write = os.pipe()
    server = subprocess.Popen(
        ["Xvfb", "-displayfd", str(write), "-screen", "0", "1500x930x24", "-nolisten", "tcp"],
        pass_fds=(write,),
        stderr=subprocess.DEVNULL,
    )
    os.close(write)
    try:
        with os.fdopen(read) as told:
            yield f":{told.readline().strip()}"
    finally:
        server.terminate()
        server.wait(10)


def run(display: str, *words: str) -> subprocess.CompletedProcess[str]:
    plain = {
        name: value
        for name, value in os.environ.items()
        if name not in ("QT_QPA_PLATFORM", "WAYLAND_DISPLAY")
    }
    return subprocess.run(
        [sys.executable, "-m", *words],
        env={**plain, "DISPLAY": display},
        capture_output=True,
        text=True,
        timeout=90,
        check=False,
    )


def test_window_paints_on_a_virtual_screen_and_closes(display: str) -> None:
    settings = Path(os.environ["VORTEX_SETTINGS"])
    settings.write_text(settings.read_text() + "worker: {ask_s: 1, terminate_s: 1}\n")
    ended = run(display, "vortex_gui.bench.window_child", "console")
    assert ended.returncode == 0, ended.stderr
    assert json.loads(ended.stdout)["painted_at"] > 0


def test_without_a_display_one_sentence_says_what_to_do() -> None:
    ended = run("", "vortex_gui")
    assert ended.returncode == 2
    assert len(ended.stderr.strip().splitlines()) == 1
    assert "generate" in ended.stderr
