"""The window is measured while scripted workers tell."""

from __future__ import annotations

from pathlib import Path

from vortex_gui.measure.bench.window import many_workers
from vortex_gui.measure.bench.window.window import child_in


def test_a_window_with_many_workers_is_measured(tmp_path: Path) -> None:
    found = child_in(tmp_path, "workers", "3", "1")
    assert 0 < found["cpu_share"] < 1
    assert found["redraw_ms"] > 0
    assert found["delay_p99_ms"] >= 0
    assert many_workers.MANY == 16
