"""The slots of the last console: ended, waiting, or decided although the disk refuses."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from tests.engine.history.refusing import allow, refuse
from tests.engine.rows import RECIPE, report_of, write_folder
from vortex_gui.engine.facts.records import SlotDraft, SlotEnd
from vortex_gui.engine.facts.slots import SlotRow, SlotState
from vortex_gui.engine.history.file import open_history
from vortex_gui.engine.history.history import History
from vortex_gui.engine.history.settling import settle

CANCELLED = SlotEnd(SlotState.CANCELLED, 50.0)


@pytest.fixture
def history(tmp_path: Path) -> Iterator[History]:
    """Slots 1 and 2 ran, of which 1 has its folder; slot 3 waits."""
    opened, _ = open_history(tmp_path)
    with closing(opened):
        rows = opened.add([SlotDraft(RECIPE, "mini", str(tmp_path / "out"), "{}", 1.0)] * 3)
        for row in rows[:2]:
            opened.keep(row.begun(2.0, 1), while_in=SlotState.QUEUED)
        write_folder(rows[0], report_of(rows[0]))
        yield opened


def numbers(rows: tuple[SlotRow, ...]) -> list[int]:
    return [row.slot_id for row in rows]


def test_a_whole_folder_ends_its_slot_and_the_others_wait(history: History) -> None:
    settled = settle(history, {}, 99.0)
    assert numbers(settled.left) == [2, 3]
    (done,) = settled.ended
    assert (done.slot_id, done.state, done.ended_at) == (1, SlotState.DONE, 99.0)
    assert [row.state for row in history.open_slots()] == [SlotState.QUEUED] * 2


def test_a_kept_end_is_written_and_one_of_another_slot_of_its_number_is_not(history: History) -> None:
    seeds = {row.slot_id: row.seed for row in history.open_slots()}
    kept = {2: (seeds[2], CANCELLED), 3: (seeds[3] + 1, CANCELLED), 9: (1, CANCELLED)}
    settled = settle(history, kept, 99.0)
    assert numbers(settled.left) == [3]
    assert {row.slot_id: (row.state, row.ended_at) for row in settled.ended} == {
        1: (SlotState.DONE, 99.0),
        2: (SlotState.CANCELLED, 50.0),
    }


def test_a_kept_end_of_a_missed_or_done_slot_is_whole_again(history: History) -> None:
    seeds = {row.slot_id: row.seed for row in history.open_slots()}
    done, missed = SlotEnd(SlotState.DONE, 50.0), SlotEnd(SlotState.MISSED, 51.0, error="Late.")
    settled = settle(history, {1: (seeds[1], done), 2: (seeds[2], missed)}, 99.0)
    ended = {row.slot_id: row for row in settled.ended}
    assert (ended[1].ended_at, ended[2].deadline_met) == (50.0, False)
    assert history.report(1) == report_of(ended[1])


@pytest.mark.expects_log
def test_a_disk_that_refuses_does_not_hinder_the_start_and_nothing_that_is_over_waits(
    history: History,
) -> None:
    refuse(history)
    settled = settle(history, {}, 99.0)
    assert numbers(settled.left) == [2, 3]
    assert {row.state for row in settled.left} == {SlotState.QUEUED}
    assert (settled.ended, numbers(settled.unwritten.rows)) == ((), [1])
    allow(history)
    (done,) = settled.unwritten.write(history)
    assert (done.state, done.ended_at) == (SlotState.DONE, 99.0)
