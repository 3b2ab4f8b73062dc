"""What events of slots leave behind: notices, and lines of the shift log."""

from __future__ import annotations

import pytest

from tests.console.rows import row
from vortex_gui.base.report.report import Scores
from vortex_gui.console.control.events.apply import EventTaker
from vortex_gui.console.state.console_state import ConsoleState
from vortex_gui.engine.facts.events import (
    Severity,
    SlotChanged,
)
from vortex_gui.engine.facts.slots import SlotState
from vortex_gui.wire.protocol import (
    SlotFailed,
    SlotStarted,
    SlotStopped,
)

FAILED_CHECK = Scores(0.512, 0.7, 0.62, self_check_passed=False, outlier_detected=False)
PASSED = Scores(0.8, 0.9, 0.86, self_check_passed=True, outlier_detected=False)


def test_slot_that_fails_its_check_posts_a_warning_once(state: ConsoleState) -> None:
    taker = EventTaker(state)
    taker.take(SlotChanged(row(7, SlotState.RUNNING), None))
    for _ in range(2):
        taker.take(SlotChanged(row(7, SlotState.DONE, scores=FAILED_CHECK), None))
    (notice,) = state.notices.all()
    assert notice.text == "Slot 7 did not pass its check: B 0.51 · L 0.70."
    assert (notice.severity, notice.count) == (Severity.WARNING, 1)
    assert "Duplicate" in notice.remedy


def test_a_clip_without_a_prompt_that_fails_its_check_is_told_without_scores(state: ConsoleState) -> None:
    taker = EventTaker(state)
    taker.take(SlotChanged(row(7, SlotState.RUNNING), None))
    taker.take(SlotChanged(row(7, SlotState.DONE, passed=False), None))
    (notice,) = state.notices.all()
    assert notice.text == "Slot 7 did not pass its check."


@pytest.mark.parametrize("scores", [PASSED, None])
def test_slot_without_a_failed_check_posts_nothing(state: ConsoleState, scores: Scores | None) -> None:
    taker = EventTaker(state)
    taker.take(SlotChanged(row(7, SlotState.RUNNING), None))
    taker.take(SlotChanged(row(7, SlotState.DONE, scores=scores), None))
    assert state.notices.all() == ()


def test_old_slot_that_is_only_looked_at_posts_nothing(state: ConsoleState) -> None:
    EventTaker(state).take_row(row(7, SlotState.DONE, scores=FAILED_CHECK), None)
    assert state.notices.all() == ()


def test_shift_log_tells_what_became_of_a_slot_once(state: ConsoleState) -> None:
    taker = EventTaker(state)
    taker.take(SlotChanged(row(7, SlotState.QUEUED), 0))
    taker.take(SlotStarted(7, 1))
    taker.take(SlotChanged(row(7, SlotState.RUNNING), None))
    taker.take(SlotFailed(7, "stage", "No voice.", "", "{}", 1))
    for _ in range(2):
        taker.take(SlotChanged(row(7, SlotState.FAILED, error="No voice."), None))
    taker.take_row(row(3, SlotState.DONE), None)
    assert [(entry.text, entry.slot_id) for entry in state.shift.entries] == [
        ("Slot 7 started.", 7),
        ("Slot 7 failed: No voice.", 7),
    ]


@pytest.mark.parametrize(("state_after", "told"), [(SlotState.CANCELLED, 1), (SlotState.QUEUED, 0)])
def test_a_stopped_slot_is_cancelled_only_where_it_does_not_wait_again(
    state: ConsoleState, state_after: SlotState, told: int
) -> None:
    """A console that closes stops its workers, and their slots wait for the next one."""
    taker = EventTaker(state)
    taker.take(SlotChanged(row(7, SlotState.RUNNING), None))
    taker.take(SlotStopped(7, 1))
    taker.take(SlotChanged(row(7, state_after), None))
    texts = [notice.text for notice in state.notices.all()]
    assert texts == ["Slot 7 was cancelled; none of its files remain."] * told
