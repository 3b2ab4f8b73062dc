"""The console without a window: one line of orders in, one line of JSON for everything that happens."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

from tests.paths import CHILDREN

RECIPE = {"audio_track": {"script": "Good day."}, "visual_track": {"prompt": "done presenter"}}


def test_slots_are_submitted_told_to_their_end_and_the_console_closes_with_its_input(tmp_path: Path) -> None:
    orders = {
        "settings": {"folders": {"output": str(tmp_path / "out"), "data": str(tmp_path / "data")}},
        "worker_command": [sys.executable, str(CHILDREN / "scripted_worker.py")],
        "slots": 2,
        "recipe": RECIPE,
    }
    with subprocess.Popen(
        [sys.executable, "-m", "vortex_gui.measure.soak.console"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as console:
        assert console.stdin is not None
        assert console.stdout is not None
        too_late = threading.Timer(100, console.kill)
        too_late.start()
        try:
            console.stdin.write(json.dumps(orders) + "\n")
            console.stdin.flush()
            told: list[dict[str, Any]] = []
            for line in console.stdout:
                told.append(json.loads(line))
                if [t["state"] for t in told if t["kind"] == "slot"].count("done") == 2:
                    console.stdin.close()
        finally:
            too_late.cancel()
    assert console.returncode == 0
    assert told[0] == {"kind": "console", "at": told[0]["at"], "pid": console.pid}
    assert next(t["slots"] for t in told if t["kind"] == "submitted") == [1, 2]
    assert told[-1]["kind"] == "closed"
