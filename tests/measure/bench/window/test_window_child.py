"""The measured children print one JSON object, whatever else the libraries say."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from pathlib import Path


def test_the_console_is_painted_and_closes_by_itself() -> None:
    """In the test's own folders, with no worker ready: the paint does not wait for one."""
    began = time.monotonic()
    ran = subprocess.run(
        [sys.executable, "-m", "vortex_gui.measure.bench.window.window_child", "console"],
        capture_output=True,
        text=True,
        timeout=110,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    found = json.loads(ran.stdout.splitlines()[-1])
    assert began < found["painted_at"] < time.monotonic()
    assert Path(os.environ["VORTEX_SETTINGS"]).parent.joinpath("data").is_dir()
