"""The window's rundown tells of each change once, and of what is on air apart from it."""

from __future__ import annotations

from tests.console.state.rundown.test_rundown import clip, fixed, rundown, waiting
from vortex_gui.console.state.rundown.items import ItemSlot
from vortex_gui.console.state.rundown.rundown_state import RundownState
from vortex_gui.engine.facts.slots import SlotState


def test_signals_tell_what_changed() -> None:
    state, told = RundownState(), list[str]()
    state.changed.connect(lambda: told.append("changed"))
    state.current_changed.connect(lambda: told.append("current"))
    value = rundown(fixed(1), waiting(2))
    state.put(value)
    state.put(value)
    assert told == ["changed"]
    state.put(value.start(0))
    assert told == ["changed", "changed", "current"]
    assert state.advance(5) is None
    assert told[3:] == ["changed", "current"]
    assert state.advance(6) is None
    assert told[5:] == [], "nothing changed"


def test_it_shows_the_value() -> None:
    state = RundownState()
    assert (state.items, state.current, state.next_item(), state.on_air) == ((), None, None, False)
    state.put(rundown(fixed(1), fixed(2), loop=True, hold=True))
    assert (len(state.items), state.loop, state.hold) == (2, True, True)
    state.put(state.value.with_hold(False).start(0))
    current, coming = state.current, state.next_item()
    assert current is not None
    assert coming is not None
    assert (current.title, coming.title, state.on_air) == ("Slot 1", "Slot 2", True)


def test_clip_in_a_loop_that_follows_itself_is_told() -> None:
    state, told = RundownState(), list[float | None]()
    state.current_changed.connect(lambda: told.append(state.value.began_at))
    state.put(rundown(fixed(1, 10), loop=True).start(0))
    state.advance(10)
    assert told == [0, 10]
    state.put(state.value.with_slot_facts(clip(99)))
    assert told == [0, 10]


def test_player_keeps_the_time_while_it_is_attached() -> None:
    state = RundownState()
    assert not state.is_played
    state.attach_player()
    assert state.is_played
    state.detach_player()
    assert not state.is_played


def test_end_of_the_last_row_is_told_and_a_stop_is_not() -> None:
    state, told = RundownState(), list[bool]()
    state.over.connect(lambda: told.append(state.on_air))
    state.put(rundown(fixed(1, 10)).start(0))
    state.advance_if_due(9)
    assert told == []
    state.advance_if_due(10)
    assert told == [False]
    state.put(state.value.start(20))
    state.put(state.value.stop())
    assert told == [False]


def test_beside_a_player_the_clock_ends_only_what_has_nothing_left() -> None:
    state = RundownState()
    state.attach_player()
    state.put(rundown(fixed(1, 10), waiting(2)).start(0))
    state.advance_if_due(11)
    assert state.current is not None, "the player says when a clip has ended"
    state.advance(11)
    state.advance_if_due(12)
    assert state.on_air
    state.put(state.value.with_slot_facts(ItemSlot(2, SlotState.FAILED)))
    state.advance_if_due(13)
    assert not state.on_air
