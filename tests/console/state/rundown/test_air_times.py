"""The rundown's clock: when items are due and how they stand, when slots are queued, what is skipped."""

from __future__ import annotations

from itertools import islice
from pathlib import Path

from tests.console.state.rundown.test_rundown import clip, fixed, made, rundown, waiting
from vortex_gui.console.state.rundown.air_times import (
    MOST_WAITING,
    airings,
    item_state,
    next_airings,
    replanned,
    wanted,
)
from vortex_gui.console.state.rundown.items import ItemSlot, ItemState
from vortex_gui.console.state.rundown.rundown import GRACE_S, LEAD_BEATS, Pace, Rundown
from vortex_gui.engine.facts.slots import SlotState


def times(value: Rundown, now: float, most: int = 10) -> list[tuple[int, float]]:
    return [(airing.item_id, airing.at) for airing in islice(airings(value, now), most)]


def queued_at(value: Rundown, seconds: range, waiting_slots: int = 0) -> list[tuple[int, int, float]]:
    """Second, item and due time of each slot that is queued; no slot is ever ready."""
    found = []
    for now in seconds:
        value, want = wanted(value, now, waiting_slots)
        if want is not None:
            found.append((now, want.item.item_id, want.due_at))
            slot = ItemSlot(100 + len(found), due_at=want.due_at)
            value = value.with_slot(want.item.item_id, slot)
    return found


def test_times_follow_from_the_lengths() -> None:
    value = rundown(fixed(1, 10), fixed(2, 20), fixed(3, 30)).start(100)
    assert times(value, 104) == [(2, 110), (3, 130)]
    assert times(value.advance(110), 110) == [(3, 130)]


def test_off_air_the_times_are_those_of_a_start_now() -> None:
    value = rundown(fixed(1, 10), fixed(2, 20), fixed(3, 5))
    assert times(value.with_skipped((2,), skipped=True), 50) == [(1, 50), (3, 60)]
    over = value.start(0).advance(10).advance(30).advance(35).stop()
    assert times(over, 50) == [(1, 50), (2, 60), (3, 80)]


def test_loop_goes_round_without_end() -> None:
    value = rundown(fixed(1, 10), fixed(2, 20), loop=True).start(0)
    assert times(value, 0, 5) == [(2, 10), (1, 30), (2, 40), (1, 60), (2, 70)]
    assert {number: airing.at for number, airing in next_airings(value, 0).items()} == {2: 10, 1: 30}


def test_loop_of_nothing_but_skipped_or_lost_items_ends() -> None:
    skipped = rundown(fixed(1), loop=True).with_skipped((1,), skipped=True).start(0)
    lost = rundown(waiting(1, SlotState.FAILED), loop=True).start(0)
    assert times(skipped, 0) == times(lost, 0) == []


def test_late_item_keeps_its_time_and_pushes_the_others() -> None:
    value = rundown(fixed(1, 10), waiting(2), fixed(3, 10), beat_s=5).start(0).advance(10)
    assert times(value, 10) == [(2, 10), (3, 15)]
    assert times(value, 10 + GRACE_S / 2) == [(2, 10), (3, 15)]
    assert times(value, 20) == [(2, 10), (3, 25)]


def test_hold_pushes_all_times_from_the_end_of_the_clip_on() -> None:
    value = rundown(fixed(1, 10), fixed(2, 10)).start(0).with_hold(True)
    assert times(value, 5) == [(2, 10)]
    assert times(value, 60) == [(2, 60)]


def test_states_in_the_words_of_the_panel() -> None:
    value = rundown(
        fixed(1), fixed(2), fixed(3), waiting(4), waiting(5, SlotState.RUNNING), made("a"), waiting(6),
    ).with_skipped((3,), skipped=True)  # fmt: skip
    value = value.with_slot_facts(ItemSlot(6, SlotState.MISSED)).start(0).advance(10)
    states = [item_state(value, item, 20, 10) for item in value.items]
    assert states == [
        ItemState.PLAYED,
        ItemState.PLAYING,
        ItemState.SKIPPED,
        ItemState.QUEUED,
        ItemState.RUNNING,
        ItemState.PLANNED,
        ItemState.FAILED,
    ]
    fresh = rundown(fixed(1)).items[0]
    assert item_state(value, fresh, None, 0) is not ItemState.PLAYED
    assert item_state(value, value.items[3], 20, 20 + GRACE_S) is ItemState.QUEUED
    assert item_state(value, value.items[3], 20, 23) is ItemState.LATE
    assert item_state(value, value.items[5], 20, 23) is ItemState.LATE
    assert item_state(value.stop(), value.items[3], 20, 23) is ItemState.QUEUED, "off air nothing is late"
    assert item_state(rundown(fixed(1)), fresh, None, 0) is ItemState.READY


def test_on_a_beat_one_slot_is_queued_each_beat_and_due_two_beats_later() -> None:
    value = rundown(made("a"), made("b"), loop=True, pace=Pace.BEAT, beat_s=45).start(1000)
    assert queued_at(value, range(1000, 1140)) == [
        (1000, 1, 1000 + LEAD_BEATS * 45),
        (1045, 2, 1045 + LEAD_BEATS * 45),
        (1090, 1, 1090 + LEAD_BEATS * 45),
        (1135, 2, 1135 + LEAD_BEATS * 45),
    ]


def test_one_recipe_alone_is_queued_each_beat_too() -> None:
    value = rundown(made("a"), loop=True, pace=Pace.BEAT, beat_s=10).start(0)
    assert [second for second, _, _ in queued_at(value, range(45))] == [0, 10, 20, 30, 40]


def test_without_loop_each_recipe_is_queued_once() -> None:
    value = rundown(made("a"), made("b"), pace=Pace.BEAT, beat_s=10).start(0)
    assert [item for _, item, _ in queued_at(value, range(100))] == [1, 2]


def test_looks_that_come_late_do_not_shift_the_beat() -> None:
    value = rundown(made("a"), loop=True, pace=Pace.BEAT, beat_s=10).start(0)
    due = []
    for now in (0.3, 10.9, 20.4, 30.99):
        value, want = wanted(value, now, 0)
        assert want is not None
        due.append(want.due_at)
        value = value.with_slot(1, ItemSlot(1, due_at=want.due_at))
    assert due == [20, 30, 40, 50]


def test_beat_is_skipped_while_three_slots_are_queued() -> None:
    value = rundown(made("a"), made("b"), loop=True, pace=Pace.BEAT, beat_s=10).start(0)
    value, want = wanted(value, 0, MOST_WAITING)
    assert want is None
    value, want = wanted(value, 5, 0)
    assert want is None, "the beat was skipped, and the next has not come"
    value, want = wanted(value, 10, MOST_WAITING - 1)
    assert want is not None
    assert (want.item.item_id, want.due_at) == (1, 30), "the recipe is not skipped, its beat is"
    assert (value.made, value.left_out) == (1, 1)


def test_beats_slept_through_are_not_made_up_for() -> None:
    value = rundown(made("a"), made("b"), loop=True, pace=Pace.BEAT, beat_s=10).start(0)
    value, first = wanted(value, 0, 0)
    assert first is not None
    value = value.with_slot(1, ItemSlot(1, due_at=20)).with_slot_facts(clip(1))
    value, second = wanted(value, 3600, 0)
    assert second is not None
    assert (second.item.item_id, second.due_at) == (2, 3620)
    value = value.with_slot(2, ItemSlot(2))
    assert wanted(value, 3601, 0)[1] is None
    assert value.left_out == 359


def test_on_a_beat_a_clip_waits_for_its_time_and_back_to_back_it_does_not() -> None:
    for pace, begins in ((Pace.BEAT, 90), (Pace.CLIPS, 20)):
        value = rundown(made("a"), pace=pace, beat_s=45).start(0)
        value, want = wanted(value, 0, 0)
        assert want is not None
        assert want.due_at == 90
        value = value.with_slot(1, ItemSlot(5, due_at=90))
        assert times(value, 10) == [(1, 90)]
        value = value.with_slot_facts(clip(5)).advance_if_due(20)
        assert (value.current is not None) == (begins == 20)
        if begins == 90:
            value = value.advance_if_due(90)
        assert value.began_at == begins


def test_back_to_back_slots_are_queued_two_beats_ahead_and_wait_while_three_are_queued() -> None:
    value = rundown(fixed(1, 200), made("a"), made("b"), beat_s=45).start(0)
    assert wanted(value, 100, 0) == (value, None)
    assert wanted(value, 110, MOST_WAITING) == (value, None)
    value, want = wanted(value, 110, 0)
    assert want is not None
    assert (want.item.title, want.due_at) == ("a", 200)
    value = value.with_slot(2, ItemSlot(5, due_at=200))
    assert wanted(value, 154, 0)[1] is None
    assert wanted(value, 155, 0)[1] is not None


def test_slot_with_too_little_time_is_given_two_beats_all_the_same() -> None:
    value = rundown(fixed(1, 10), made("a"), beat_s=45).start(0).advance(10)
    assert value.current is None
    late = replanned(value.with_added((made("b"),)), 300)
    _, want = wanted(late, 300, 0)
    assert want is not None
    assert want.due_at == 300 + LEAD_BEATS * 45


def test_change_by_the_operator_counts_as_no_skipped_beat() -> None:
    value = rundown(fixed(1, 10), waiting(2), pace=Pace.BEAT, beat_s=10).start(0).advance(10).without((2,))
    value = replanned(value.with_added((made("b"),)), 500)
    value, want = wanted(value, 500, 0)
    assert want is not None
    assert (want.due_at, value.left_out) == (520, 0)


def test_change_leaves_the_beat_of_what_is_planned_in_time() -> None:
    value = rundown(made("a"), made("b"), pace=Pace.BEAT, beat_s=10).start(0)
    value, _ = wanted(value, 0, 0)
    value = value.with_slot(1, ItemSlot(1))
    assert replanned(value, 4) is value
    assert replanned(rundown(made("a")), 4).slots_from is None, "off air nothing is queued"


def test_skipped_and_fixed_items_are_never_queued() -> None:
    value = rundown(made("a"), fixed(1), made("b"), beat_s=10).with_skipped((1,), skipped=True).start(0)
    assert [item for _, item, _ in queued_at(value, range(30))] == [3]


def test_recipe_of_the_form_is_queued_like_a_file() -> None:
    path_item = made("a")
    assert path_item.makes_slots
    assert path_item.path == Path("a.yaml")
