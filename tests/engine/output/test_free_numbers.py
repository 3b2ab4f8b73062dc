"""Numbers for new slots: of twenty copies each costs a few looks, however many numbers are taken."""

from __future__ import annotations

from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from tests.engine.rows import RECIPE
from vortex_gui.base.recipe.recipe import MAX_SLOT_ID
from vortex_gui.base.report.report import slot_name
from vortex_gui.engine.facts.records import HistoryError, SlotDraft
from vortex_gui.engine.history.file import open_history
from vortex_gui.engine.history.history import History
from vortex_gui.engine.output import free_numbers

COPIES = 20
TAKEN = 5_000


def draft(folder: Path, wished: int | None = None) -> SlotDraft:
    return SlotDraft(RECIPE.with_slot(slot_id=wished), "mini", str(folder / "out"), "{}", 100.0)


def take_the_lowest_and_the_last(history: History, folder: Path) -> None:
    first = draft(folder)
    history.add([replace(first, recipe=RECIPE.with_slot(slot_id=number)) for number in range(TAKEN)])
    history.add([draft(folder, MAX_SLOT_ID)])


def test_copies_are_one_write_and_search_no_number_twice(tmp_path: Path) -> None:
    history, _ = open_history(tmp_path)
    with closing(history):
        take_the_lowest_and_the_last(history, tmp_path)
        statements: list[str] = []
        history._db.set_trace_callback(statements.append)
        rows = history.add([draft(tmp_path)] * COPIES)
        history._db.set_trace_callback(None)
    assert [row.slot_id for row in rows] == list(range(TAKEN, TAKEN + COPIES))
    assert statements.count("COMMIT") == 1
    assert len(statements) < 10 * COPIES


def test_folders_that_the_history_does_not_know_are_passed_over(tmp_path: Path) -> None:
    for number in (1, 2, TAKEN, TAKEN + 1):
        (tmp_path / "out" / slot_name(number)).mkdir(parents=True)
    history, _ = open_history(tmp_path)
    with closing(history):
        assert [row.slot_id for row in history.add([draft(tmp_path)] * 2)] == [3, 4]
    history, _ = open_history(tmp_path / "other")
    with closing(history):
        take_the_lowest_and_the_last(history, tmp_path / "nowhere")
        rows = history.add([draft(tmp_path)] * 2 + [draft(tmp_path / "nowhere")] + [draft(tmp_path)])
    assert [row.slot_id for row in rows] == [TAKEN + 2, TAKEN + 3, TAKEN, TAKEN + 4]


def test_when_all_numbers_are_taken_nothing_is_added(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(free_numbers, "MAX_SLOT_ID", 3)
    history, _ = open_history(tmp_path)
    with closing(history):
        with pytest.raises(HistoryError, match="All slot numbers are taken"):
            history.add([draft(tmp_path)] * 5)
        assert history.open_slots() == []
        assert [row.slot_id for row in history.add([draft(tmp_path)] * 4)] == [1, 2, 3, 0]
