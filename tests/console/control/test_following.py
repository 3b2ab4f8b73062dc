"""The preview goes with what starts, until the operator looks at something else."""

from __future__ import annotations

from tests.console.rows import put, row
from vortex_gui.console.control.following import Following
from vortex_gui.console.state.console_state import ConsoleState
from vortex_gui.engine.facts.slots import SlotState


def following(state: ConsoleState) -> tuple[Following, list[int]]:
    """With the numbers of the slots that it asked for."""
    wanted: list[int] = []
    return Following(state, wanted.append), wanted


def test_each_slot_that_starts_is_shown(state: ConsoleState) -> None:
    shown, wanted = following(state)
    for slot_id in (1, 2):
        put(state, slot_id, SlotState.RUNNING)
        shown.started(slot_id)
        assert state.selection.slot_id == slot_id
    assert wanted == [1, 2]


def test_a_finished_slot_that_the_operator_chose_stays(state: ConsoleState) -> None:
    shown, _ = following(state)
    put(state, 1, SlotState.DONE)
    shown.select(1)
    put(state, 2, SlotState.RUNNING)
    shown.started(2)
    assert state.selection.slot_id == 1
    shown.select(None)
    shown.started(2)
    assert state.selection.slot_id == 2


def test_new_slots_are_followed_again_and_shown_at_once_while_none_runs(state: ConsoleState) -> None:
    shown, wanted = following(state)
    put(state, 1, SlotState.DONE)
    shown.select(1)
    put(state, 2)
    shown.submitted([row(2)])
    assert state.selection.slot_id == 2
    put(state, 3, SlotState.RUNNING)
    shown.submitted([row(4)])
    assert state.selection.slot_id == 2, "one runs: its own start brings it into sight"
    shown.started(3)
    assert (state.selection.slot_id, wanted) == (3, [1, 2, 3])


def test_what_starts_unseen_is_left_alone(state: ConsoleState) -> None:
    shown, wanted = following(state)
    shown.started(9)
    assert (state.selection.slot_id, wanted) == (None, [])
