"""Values of the history: a bare query asks for the whole list, and a fault says what to do."""

from __future__ import annotations

from dataclasses import FrozenInstanceError

import pytest

from vortex_gui.engine.facts.records import Figures, HistoryError, SlotEnd, SlotOrder, SlotQuery
from vortex_gui.engine.facts.slots import SlotState


def test_a_bare_query_is_the_queue_first_and_leaves_no_slot_out() -> None:
    query = SlotQuery()
    assert (query.order, query.offset, query.sort) == (SlotOrder.QUEUE_FIRST, 0, None)
    assert (query.states, query.text, query.passed) == (frozenset(), "", None)


def test_an_end_cannot_be_changed_by_whoever_holds_it() -> None:
    end = SlotEnd(SlotState.DONE, 1.0)
    with pytest.raises(FrozenInstanceError):
        end.state = SlotState.FAILED  # type: ignore[misc]  # that is the point


def test_figures_of_an_empty_history_share_nothing() -> None:
    first, second = Figures(), Figures()
    first.by_state[SlotState.DONE] = 1
    assert second == Figures()
    assert second.by_state == {}


def test_a_fault_of_the_history_reads_as_sentence_and_remedy() -> None:
    fault = HistoryError("The history cannot be read (disk I/O error).", remedy="Check the disk.")
    assert (fault.code, fault.sentence, fault.remedy) == (
        "history",
        "The history cannot be read (disk I/O error).",
        "Check the disk.",
    )
    assert str(fault) == "The history cannot be read (disk I/O error). Check the disk."
