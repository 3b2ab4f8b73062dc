"""A step of the rundown takes its rows back and leaves all else as it is now."""

from __future__ import annotations

from tests.console.state.rundown.test_rundown import clip, fixed, made, rundown
from vortex_gui.console.control.rundown.steps import RundownStep, as_it_was
from vortex_gui.console.state.rundown.items import ItemSlot
from vortex_gui.console.state.rundown.rundown import Rundown


def test_rows_are_as_they_were_and_slots_as_they_are() -> None:
    before = rundown(made("a"), fixed(1)).with_slot(1, ItemSlot(5))
    now = before.with_slot_facts(clip(5)).with_skipped((2,), skipped=True).without((2,)).with_loop(True)
    again = as_it_was(now, before)
    assert [item.title for item in again.items] == ["a", "Slot 1"]
    assert again.items[0].is_ready
    assert (again.items[1].skipped, again.loop) == (False, False)


def test_steps_of_one_subject_become_one_and_others_stay_apart() -> None:
    shown: list[Rundown] = []
    values = [rundown(*map(fixed, numbers)) for numbers in ((1,), (1, 2), (1, 2, 3))]

    def step(first: int, last: int, subject: object) -> RundownStep:
        return RundownStep(lambda wish, _: shown.append(wish), values[first], values[last], "Moved.", subject)

    one = step(0, 1, "a")
    assert one.absorb(step(1, 2, "a"))
    assert not one.absorb(step(1, 2, "b"))
    assert not step(0, 1, None).absorb(step(1, 2, None))
    one.undo()
    one.redo()
    assert shown == [values[0], values[2]]
    assert one.words == "Moved."
