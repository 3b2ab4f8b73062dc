"""The next number of an output folder."""

from __future__ import annotations

from pathlib import Path

from vortex_gui.base.publishing.free_number import next_free_number


def test_it_follows_the_highest_that_is_there_or_being_made(tmp_path: Path) -> None:
    assert next_free_number(tmp_path / "none") == 0
    (tmp_path / "slot-000007").mkdir()
    (tmp_path / ".part-slot-000008").mkdir()
    (tmp_path / "slot-000090-copy").mkdir()
    assert next_free_number(tmp_path) == 9


def test_behind_the_last_number_the_lowest_gap_is_next(tmp_path: Path) -> None:
    for number in (0, 1, 999_999):
        (tmp_path / f"slot-{number:06d}").mkdir()
    assert next_free_number(tmp_path) == 2
