"""The real window on a real X server without a screen: it opens, paints, and leaves nothing behind."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

from tests.console.virtual_screen import needs_xvfb, shown_on

pytestmark = needs_xvfb


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
    ended = run(display, "vortex_gui.measure.bench.window.window_child", "console")
    assert ended.returncode == 0, ended.stderr
    assert json.loads(ended.stdout)["painted_at"] > 0


def test_without_a_display_one_sentence_says_what_to_do() -> None:
    ended = run("", "vortex_gui")
    assert ended.returncode == 2
    assert len(ended.stderr.strip().splitlines()) == 1
    assert "generate" in ended.stderr
