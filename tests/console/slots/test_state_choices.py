"""The filter of the slots' table leaves no state out and offers nothing twice."""

from __future__ import annotations

from vortex_gui.console.slots.state_choices import state_choices
from vortex_gui.engine.facts.slots import SlotState


def test_every_state_can_be_chosen_and_all_come_first() -> None:
    (_, everything), *others = state_choices()
    assert everything.states == set(SlotState)
    assert {state for _, wish in others for state in wish.states} == set(SlotState)


def test_finished_slots_are_told_by_their_verdict() -> None:
    done = [wish for _, wish in state_choices() if wish.states == {SlotState.DONE}]
    assert [wish.passed for wish in done] == [True, False]
