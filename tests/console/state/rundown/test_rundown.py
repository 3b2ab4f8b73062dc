"""The rundown's rules: order, what is current and next, loop, hold, skip, changes while it is on air."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pytest

from vortex_gui.console.state.rundown.items import ItemSlot, RundownItem
from vortex_gui.console.state.rundown.rundown import (
    BEAT_S,
    GRACE_S,
    LONGEST_BEAT_S,
    MOST_ITEMS,
    Pace,
    Rundown,
)
from vortex_gui.engine.facts.slots import SlotState


def clip(slot_id: int, duration_s: float = 10.0) -> ItemSlot:
    return ItemSlot(slot_id, SlotState.DONE, Path(f"slot-{slot_id}.mp4"), duration_s, ready_at=0.0)


def fixed(slot_id: int, duration_s: float = 10.0) -> RundownItem:
    return RundownItem(0, f"Slot {slot_id}", slots=(clip(slot_id, duration_s),))


def waiting(slot_id: int, state: SlotState = SlotState.QUEUED) -> RundownItem:
    return RundownItem(0, f"Slot {slot_id}", slots=(ItemSlot(slot_id, state),))


def made(name: str) -> RundownItem:
    return RundownItem(0, name, path=Path(f"{name}.yaml"))


def rundown(*items: RundownItem, **how: object) -> Rundown:
    return Rundown(**how).with_added(items)  # type: ignore[arg-type]  # the tests name fields that there are


def titles(items: Iterable[RundownItem]) -> list[str]:
    return [item.title for item in items]


def current(value: Rundown) -> str | None:
    return value.current.title if value.current else None


def upcoming(value: Rundown) -> str | None:
    found = value.next_item()
    return found.title if found else None


def test_items_come_one_after_the_other_and_then_the_rundown_is_over() -> None:
    value = rundown(fixed(1), fixed(2)).start(100)
    assert (current(value), upcoming(value), value.due_at) == ("Slot 1", "Slot 2", 110)
    value = value.advance(110)
    assert (current(value), upcoming(value), value.due_at) == ("Slot 2", None, 120)
    value = value.advance(120)
    assert current(value) is None
    assert not value.on_air
    assert [item.played for item in value.items] == [True, True]


def test_it_stays_on_air_while_a_row_may_still_come() -> None:
    value = rundown(fixed(1), waiting(2)).start(0).advance(10)
    assert value.on_air
    lost = value.with_slot_facts(ItemSlot(2, SlotState.FAILED))
    assert lost.with_hold(True).advance(11).on_air
    assert not lost.advance(11).on_air
    looping = rundown(fixed(1), loop=True).with_skipped((1,), skipped=True).start(0).advance(10)
    assert looping.on_air, "a row that is skipped no longer comes again"


def test_each_change_leaves_the_value_before_as_it_was() -> None:
    before = rundown(fixed(1), fixed(2)).start(100)
    before.advance(110)
    assert current(before) == "Slot 1"


def test_loop_comes_round() -> None:
    value = rundown(fixed(1), fixed(2), loop=True).start(0).advance(10)
    assert (current(value), upcoming(value)) == ("Slot 2", "Slot 1")
    value = value.advance(20)
    assert (current(value), upcoming(value)) == ("Slot 1", "Slot 2")
    assert not any(item.played for item in value.items)


def test_one_clip_in_a_loop_follows_itself() -> None:
    value = rundown(fixed(7), loop=True).start(0)
    assert upcoming(value) == "Slot 7"
    value = value.advance(10)
    assert (current(value), value.began_at) == ("Slot 7", 10)


def test_recipe_in_a_loop_has_a_slot_of_its_own_for_each_round() -> None:
    value = rundown(made("news"), loop=True)
    value = value.with_slot(1, clip(1)).with_slot(1, clip(2)).start(0)
    assert value.items[0].slot_id == 1
    coming = value.next_item()
    assert coming is not None
    assert coming.slot_id == 2
    value = value.advance(10)
    assert (value.items[0].slot_id, value.current_id) == (2, 1)
    value = value.advance(20)
    assert (value.items[0].slot_id, value.current_id) == (None, None), "there is no third slot yet"
    value = value.with_slot(1, clip(3)).advance(25)
    assert (value.items[0].slot_id, value.current_id, value.began_at) == (3, 1, 25)


def test_slot_is_given_to_the_first_airing_without_one() -> None:
    value = rundown(made("news"), loop=True).with_slot(1, ItemSlot(1)).with_slot(1, ItemSlot(2))
    item = value.items[0]
    assert [item.slot_of(turn) and item.slot_of(turn).slot_id for turn in range(3)] == [1, 2, None]  # type: ignore[union-attr]
    assert waiting(4).slot_of(9) == ItemSlot(4), "a fixed slot is aired in each round"


def test_nothing_is_on_air_while_the_next_is_late() -> None:
    value = rundown(fixed(1), waiting(2)).start(0).advance(10)
    assert current(value) is None
    assert upcoming(value) == "Slot 2"
    assert value.due_at == 10
    assert value.advance(12) is value
    value = value.with_slot_facts(clip(2)).advance(17)
    assert (current(value), value.began_at) == ("Slot 2", 17)


@pytest.mark.parametrize("state", [SlotState.FAILED, SlotState.MISSED, SlotState.CANCELLED])
def test_lost_slot_is_passed_over(state: SlotState) -> None:
    value = rundown(fixed(1), waiting(2), fixed(3)).start(0)
    value = value.with_slot_facts(ItemSlot(2, state))
    assert upcoming(value) == "Slot 3"
    assert current(value.advance(10)) == "Slot 3"


def test_lost_slot_of_a_recipe_is_made_again_in_the_next_round() -> None:
    value = rundown(fixed(1), made("news"), loop=True).with_slot(2, ItemSlot(5, SlotState.FAILED)).start(0)
    assert upcoming(value) == "Slot 1"
    value = value.advance(10)
    assert value.items[1].slots == ()


def test_skipped_item_is_passed_over_and_comes_when_it_is_not_skipped_any_more() -> None:
    value = rundown(fixed(1), fixed(2), fixed(3)).with_skipped((2,), skipped=True).start(0)
    assert upcoming(value) == "Slot 3"
    assert upcoming(value.with_skipped((2,), skipped=False)) == "Slot 2"
    first = rundown(fixed(1), fixed(2)).with_skipped((1,), skipped=True).start(0)
    assert current(first) == "Slot 2"


def test_hold_keeps_the_current_and_lets_none_begin() -> None:
    value = rundown(fixed(1), fixed(2)).start(0).with_hold(True)
    assert value.advance(10) is value
    assert current(value.with_hold(False).advance(33)) == "Slot 2"
    nothing = rundown(fixed(1), hold=True).start(0)
    assert nothing.current is None
    assert current(nothing.with_hold(False).advance(4)) == "Slot 1"


def test_nothing_moves_off_air() -> None:
    value = rundown(fixed(1))
    assert value.advance(5) is value
    assert value.advance_if_due(5) is value
    assert value.due_at is None


def test_by_the_clock_it_moves_when_the_current_is_due_to_end() -> None:
    value = rundown(fixed(1), fixed(2)).start(0)
    assert value.advance_if_due(9.9) is value
    assert current(value.advance_if_due(10)) == "Slot 2"


def test_look_that_comes_a_little_late_does_not_shift_the_times() -> None:
    value = rundown(fixed(1), fixed(2), fixed(3)).start(0)
    assert value.advance(10 + GRACE_S / 2).began_at == 10
    assert value.advance(10 + GRACE_S).began_at == 10 + GRACE_S
    assert value.advance(4).began_at == 4, "the operator went on early"


def test_pace_says_how_long_an_item_stays() -> None:
    for pace, ends in ((Pace.CLIPS, 10), (Pace.BEAT, 15)):
        assert rundown(fixed(1, 10), pace=pace, beat_s=15).start(0).due_at == ends
    assert rundown(fixed(1, 20), pace=Pace.BEAT, beat_s=15).start(0).due_at == 20, "a clip is not cut"
    unknown = RundownItem(0, "a", slots=(ItemSlot(1, SlotState.DONE, Path("a.mp4")),))
    assert rundown(unknown).start(0).due_at == BEAT_S


def test_late_item_gives_its_delay_back_on_a_beat() -> None:
    value = rundown(made("a"), pace=Pace.BEAT, beat_s=15)
    value = value.with_slot(1, ItemSlot(1, due_at=30)).with_slot_facts(clip(1, 10)).start(0)
    assert value.due_at == 30
    assert value.advance(33).due_at == 45
    assert value.advance(38).due_at == 48, "the clip is not cut"


def test_planned_length_counts_until_the_clip_is_there() -> None:
    item = RundownItem(0, "a", path=Path("a.yaml"), planned_s=8)
    assert rundown(item).end_of(item, None, 100) == 108
    assert rundown(item).with_slot(1, clip(1, 9)).items[0].duration_s == 9


def test_start_begins_at_the_top_again_or_at_a_chosen_item() -> None:
    value = rundown(fixed(1), fixed(2), fixed(3)).start(0).advance(10).advance(20).advance(30)
    assert current(value.start(40)) == "Slot 1"
    assert not any(item.played for item in value.start(40).items)
    chosen = value.start(40, from_id=3)
    assert (current(chosen), upcoming(chosen)) == ("Slot 3", None)


def test_stop_takes_it_off_air() -> None:
    value = rundown(fixed(1), fixed(2)).start(0).stop()
    assert (value.on_air, value.current, value.due_at) == (False, None, None)
    assert value.items[0].played


def test_played_items_come_again_once_it_loops() -> None:
    value = rundown(fixed(1), made("news"), waiting(3)).with_slot(2, clip(5)).start(0)
    value = value.advance(10).advance(20)
    assert [item.played for item in value.items] == [True, True, False]
    value = value.with_loop(True)
    assert not any(item.played for item in value.items)
    assert value.items[1].slots == (), "its clip was aired; the next round gets one of its own"


def test_items_are_added_at_a_place_with_numbers_of_their_own() -> None:
    value = rundown(fixed(1), fixed(2)).with_added((fixed(3), fixed(4)), position=1)
    assert titles(value.items) == ["Slot 1", "Slot 3", "Slot 4", "Slot 2"]
    assert len({item.item_id for item in value.items}) == 4
    assert value.without((3,)).with_added((fixed(9),)).items[-1].item_id == 5, "no number is given twice"


def test_rundown_is_bounded() -> None:
    value = rundown(*(fixed(n) for n in range(MOST_ITEMS + 5)))
    assert len(value.items) == MOST_ITEMS
    for beat_s in (0, -1, LONGEST_BEAT_S + 1, float("nan")):
        with pytest.raises(ValueError, match="beat"):
            Rundown(beat_s=beat_s)


def test_order_changes_around_the_current_item() -> None:
    value = rundown(*(fixed(n) for n in (1, 2, 3, 4))).start(0).advance(10)
    moved = value.with_moved((4, 1), 1)
    assert titles(moved.items) == ["Slot 2", "Slot 1", "Slot 4", "Slot 3"]
    assert (current(moved), upcoming(moved)) == ("Slot 2", "Slot 1")
    assert upcoming(value.with_moved((3,), 0)) == "Slot 4", "what stands before the current does not come"


def test_removed_items_leave_the_rest_in_its_place() -> None:
    value = rundown(*(fixed(n) for n in (1, 2, 3))).start(0).advance(10)
    without_next = value.without((3,))
    assert (current(without_next), upcoming(without_next)) == ("Slot 2", None)
    without_current = value.without((2,))
    assert (current(without_current), upcoming(without_current)) == (None, "Slot 3")
    assert current(without_current.advance(12)) == "Slot 3"
    assert upcoming(value.without((1, 2))) == "Slot 3"


def test_slot_facts_reach_every_item_that_has_the_slot() -> None:
    value = rundown(waiting(5), fixed(1), waiting(5))
    told = value.with_slot_facts(clip(5))
    assert [item.is_ready for item in told.items] == [True, True, True]
    assert told.with_slot_facts(clip(5)) is told
    assert told.with_slot_facts(clip(99)) is told
    assert told.slot_ids() == {1, 5}
