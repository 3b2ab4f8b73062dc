"""A start with a queue is timed on a real window over a real history."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

from vortex_gui.engine.history.file import open_reader
from vortex_gui.measure.bench.window import opening


def test_the_queue_to_open_is_on_disk(tmp_path: Path) -> None:
    opening.fill(tmp_path, 30)
    with closing(open_reader(tmp_path / "data")) as reader:
        waiting = reader.open_slots()
    assert [row.slot_id for row in waiting] == list(range(1, 31))


def test_a_short_queue_is_shown_after_the_first_paint() -> None:
    opened = opening._opening(30)
    assert 0 < opened.from_paint_s < opened.from_start_s < 60
