"""A slot's folder is whole or not, and a disk can be written or not: both told in plain values."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.engine.rows import report_of, row, write_folder
from vortex_gui.engine.facts.slots import SlotRow, SlotState
from vortex_gui.engine.history.finished_folder import disk_fault, end_of, whole_report


@pytest.fixture
def slot(tmp_path: Path) -> SlotRow:
    return row(tmp_path)


def test_a_folder_of_this_very_slot_is_whole(slot: SlotRow) -> None:
    assert whole_report(slot) is None
    write_folder(slot, report_of(slot))
    assert whole_report(slot) == report_of(slot)


@pytest.mark.parametrize(
    ("report", "clip"),
    [
        ({}, b""),
        ({"slot_id": 2}, b"a clip"),
        ({"seed": 8}, b"a clip"),
        ({"success": False}, b"a clip"),
        ({"note": "x" * 20_000_000}, b"a clip"),
    ],
)
def test_a_strangers_folder_or_one_that_tells_of_failure_is_not(
    slot: SlotRow, report: dict[str, object], clip: bytes
) -> None:
    write_folder(slot, report_of(slot, **report), clip)
    assert whole_report(slot) is None


def test_a_report_that_is_none_is_not_kept(slot: SlotRow) -> None:
    write_folder(slot, "[1, 2")
    assert whole_report(slot) is None
    end = end_of(SlotState.DONE, 10.0, "[1, 2", due_at=11.0)
    assert (end.report_json, end.generation_ms, end.deadline_met) == (None, None, True)


def test_the_reports_own_word_on_the_deadline_counts(slot: SlotRow) -> None:
    report = report_of(slot, deadline={"due_s": 5.0, "met": False})
    assert end_of(SlotState.DONE, 10.0, report, due_at=11.0).deadline_met is False
    assert end_of(SlotState.FAILED, 10.0, report_of(slot), due_at=11.0).deadline_met is None


def test_a_disk_with_room_has_no_fault_and_keeps_nothing_of_the_trial(tmp_path: Path) -> None:
    assert disk_fault(tmp_path / "out", 1) is None
    assert list((tmp_path / "out").iterdir()) == []


def test_too_little_room_and_no_right_to_write_are_told_with_a_remedy(tmp_path: Path) -> None:
    sentence, remedy = disk_fault(tmp_path, 10**18) or ("", "")
    assert "1000000000.00 GB" in sentence
    assert remedy == "Free some space, then resume the queue."
    (tmp_path / "file").touch()
    sentence, remedy = disk_fault(tmp_path / "file" / "out", 1) or ("", "")
    assert f"{tmp_path / 'file' / 'out'} cannot be written" in sentence
    assert remedy.startswith("Choose another output folder")
    assert [path.name for path in tmp_path.iterdir()] == ["file"]
