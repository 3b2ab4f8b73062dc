"""Ends of slots are decided once and written so, or as a failure where the history cannot hold one."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from tests.engine.history.refusing import allow, refuse
from tests.engine.rows import RECIPE
from vortex_gui.base.report.report import StageTiming
from vortex_gui.engine.facts.records import HistoryError, SlotDraft, SlotEnd
from vortex_gui.engine.facts.slots import SlotRow, SlotState
from vortex_gui.engine.history.file import open_history
from vortex_gui.engine.history.history import History
from vortex_gui.engine.history.slot_endings import SlotEndings


@pytest.fixture
def history(tmp_path: Path) -> Iterator[History]:
    opened, _ = open_history(tmp_path)
    with closing(opened):
        yield opened


@pytest.fixture
def row(history: History, tmp_path: Path) -> SlotRow:
    return history.add([SlotDraft(RECIPE, "mini", str(tmp_path), "{}", 1.0)])[0]


def test_an_end_is_decided_once_however_often_it_is_written(history: History, row: SlotRow) -> None:
    moments = iter([5.0, 6.0, 7.0])
    endings = SlotEndings([row], lambda _: SlotEnd(SlotState.CANCELLED, next(moments)))
    refuse(history)
    for _ in range(2):
        with pytest.raises(HistoryError, match="cannot be written"):
            endings.write(history)
    allow(history)
    (written,) = endings.write(history)
    assert (written.state, written.ended_at) == (SlotState.CANCELLED, 5.0)
    assert endings.write(history) == [written]


def test_a_report_that_the_history_cannot_hold_fails_the_slot(history: History, row: SlotRow) -> None:
    bad = (StageTiming("speech", float("nan"), 1.0),)
    end = SlotEnd(SlotState.DONE, 5.0, stages=bad, generation_ms=9.0)
    (written,) = SlotEndings([row], lambda _: end).write(history)
    assert (written.state, written.error_code, written.stages) == (SlotState.FAILED, "output", ())
    assert written.error == "Its report holds values that the history cannot keep."


def test_one_bad_report_among_many_fails_its_own_slot_alone(
    history: History, row: SlotRow, tmp_path: Path
) -> None:
    other = history.add([SlotDraft(RECIPE, "mini", str(tmp_path), "{}", 1.0)])[0]
    ends = {
        row.slot_id: SlotEnd(SlotState.DONE, 5.0, stages=(StageTiming("speech", 0.0, float("nan")),)),
        other.slot_id: SlotEnd(SlotState.DONE, 6.0),
    }
    written = SlotEndings([row, other], lambda each: ends[each.slot_id]).write(history)
    assert [each.state for each in written] == [SlotState.FAILED, SlotState.DONE]
