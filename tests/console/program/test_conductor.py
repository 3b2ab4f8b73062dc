"""Rundown and program stay together: what is offered, what a switch means, what the operator changes."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QTimer
from pytestqt.qtbot import QtBot

from vortex_gui.base.process.clock import counted, steady_now
from vortex_gui.console.program.conductor import Conductor
from vortex_gui.console.program.messages import (
    Airing,
    FillNow,
    SetHold,
    SetUpcoming,
    Switched,
    TakeNext,
    ToProgram,
)
from vortex_gui.console.state.rundown.items import ItemSlot, RundownItem
from vortex_gui.console.state.rundown.rundown import Pace, Rundown
from vortex_gui.console.state.rundown.rundown_state import RundownState
from vortex_gui.engine.facts.slots import SlotState


class Program:
    """The process's part, played by hand."""

    def __init__(self, order: RundownState) -> None:
        self.order = order
        self.said: list[ToProgram] = []
        self.conductor = Conductor(order, self.said.append, order)
        self.conductor.begin()

    def offered(self) -> Airing | None:
        told = [message for message in self.said if isinstance(message, SetUpcoming)]
        return told[-1].clips[0] if told and told[-1].clips else None

    def plays(self) -> Airing:
        """The clip offered goes on air."""
        airing = self.offered()
        assert airing is not None
        self.conductor.take_switch(switch(airing.key, "clip"))
        return airing

    def runs_dry(self) -> None:
        """The clip is over, and the last picture stands."""
        self.conductor.take_switch(switch("", "still"))

    def says(self, kind: type[ToProgram]) -> list[ToProgram]:
        return [message for message in self.said if isinstance(message, kind)]


def switch(key: str, kind: str) -> Switched:
    now = counted()
    return Switched(key, kind, 0, now, now, 0.0, 0, 0.0, 0, 0, 0, 0)


def let_timers_fire(qtbot: QtBot) -> None:
    """Those that are due now fire before one that is due later."""
    later = QTimer(singleShot=True, interval=1)
    with qtbot.waitSignal(later.timeout):
        later.start()


def item(slot_id: int, *, ready: bool = True) -> RundownItem:
    clip = Path(f"{slot_id}.mp4") if ready else None
    state = SlotState.DONE if ready else SlotState.RUNNING
    return RundownItem(0, f"Item {slot_id}", slots=(ItemSlot(slot_id, state, clip, 4.0 if ready else None),))


@pytest.fixture
def order(qapp: object) -> RundownState:
    return RundownState()


@pytest.fixture
def program(order: RundownState) -> Program:
    return Program(order)


def start(order: RundownState, *items: RundownItem) -> None:
    order.put(Rundown().with_added(items).start(steady_now()))


def current(order: RundownState) -> int | None:
    return order.current.slot_id if order.current else None


def test_nothing_is_offered_before_the_rundown_is_on_air(order: RundownState, program: Program) -> None:
    order.put(Rundown().with_added([item(1)]))
    assert program.offered() is None
    assert order.is_played


def test_the_first_clip_and_then_each_next_one_is_offered_ahead(
    order: RundownState, program: Program
) -> None:
    start(order, item(1), item(2), item(3))
    assert program.plays().slot_id == 1
    assert current(order) == 1
    assert program.plays().slot_id == 2
    assert current(order) == 2
    assert program.offered() == Airing("airing 3", "3.mp4", "Item 3", 3)


def test_a_late_clip_leaves_nothing_on_air_and_begins_when_it_is_ready(
    qtbot: QtBot, order: RundownState, program: Program
) -> None:
    start(order, item(1), item(2, ready=False))
    program.plays()
    assert program.offered() is None
    program.runs_dry()
    qtbot.waitUntil(lambda: order.current is None)
    order.put(order.value.with_slot_facts(ItemSlot(2, SlotState.DONE, Path("2.mp4"), 4.0)))
    assert program.plays().slot_id == 2
    assert current(order) == 2


def test_a_clip_that_is_ready_in_the_last_moment_does_not_begin_twice(
    qtbot: QtBot, order: RundownState, program: Program
) -> None:
    start(order, item(1), item(2), item(3))
    program.plays()
    offered = program.offered()
    program.runs_dry()  # the process had not decoded it yet
    qtbot.waitUntil(lambda: current(order) == 2)
    assert program.offered() == offered
    program.plays()
    assert current(order) == 2
    assert not program.says(TakeNext)[1:]


def test_a_skip_by_the_operator_cuts_to_the_next_item(order: RundownState, program: Program) -> None:
    start(order, item(1), item(2), item(3))
    program.plays()
    following = program.offered()
    assert following is not None
    order.advance(steady_now())
    assert program.said[-1] == TakeNext(following.key)
    assert program.plays().slot_id == 2
    assert current(order) == 2
    assert program.offered() == Airing("airing 3", "3.mp4", "Item 3", 3)


def test_while_held_the_item_stays_and_no_clip_is_played_again(
    qtbot: QtBot, order: RundownState, program: Program
) -> None:
    start(order, item(1), item(2))
    program.plays()
    program.conductor.toggle_hold()
    assert program.said[-1] == SetHold(True)
    program.runs_dry()
    let_timers_fire(qtbot)
    assert current(order) == 1
    program.conductor.toggle_hold()
    assert SetHold(False) in program.said
    qtbot.waitUntil(lambda: current(order) == 2)
    assert program.plays().slot_id == 2
    assert current(order) == 2


def test_take_releases_a_hold_and_starts_a_rundown_that_stands(order: RundownState, program: Program) -> None:
    order.put(Rundown().with_added([item(1), item(2)]).with_hold(True))
    program.conductor.take()
    assert order.on_air
    assert not order.hold
    assert program.plays().slot_id == 1
    following = program.offered()
    assert following is not None
    program.conductor.take()
    assert program.said[-1] == TakeNext(following.key)


def test_the_filler_keeps_the_rundown_where_it_is_until_the_next_take(
    qtbot: QtBot, order: RundownState, program: Program
) -> None:
    start(order, item(1), item(2))
    program.plays()
    program.conductor.fill()
    assert program.said[-1] == FillNow()
    program.conductor.take_switch(switch("", "card"))
    let_timers_fire(qtbot)
    assert current(order) == 1
    program.conductor.take()
    assert program.plays().slot_id == 2
    assert current(order) == 2


def test_stopping_the_rundown_cuts_to_the_filler(order: RundownState, program: Program) -> None:
    start(order, item(1), item(2))
    program.plays()
    order.put(order.value.stop())
    assert FillNow() in program.said
    assert program.offered() is None


def test_a_clip_that_cannot_be_played_is_skipped(order: RundownState, program: Program) -> None:
    start(order, item(1), item(2), item(3))
    program.plays()
    offered = program.offered()
    assert offered is not None
    program.conductor.take_refusal(offered.key)
    assert order.items[1].skipped
    assert program.plays().slot_id == 3


def test_a_loop_of_one_item_gets_a_new_airing_each_time(order: RundownState, program: Program) -> None:
    order.put(Rundown(loop=True).with_added([item(1)]).start(steady_now()))
    keys = [program.plays().key for _ in range(3)]
    assert len(set(keys)) == 3
    assert current(order) == 1


def test_at_a_beat_the_next_clip_waits_for_its_time(order: RundownState, program: Program) -> None:
    rundown = replace(Rundown().with_added([item(1), item(2)]), pace=Pace.BEAT, beat_s=30.0)
    order.put(rundown.start(steady_now()))
    assert program.plays().not_before is None
    following = program.offered()
    assert following is not None
    assert following.not_before == pytest.approx(counted() + 30, abs=2)


def test_without_a_process_the_clock_keeps_the_rundown(order: RundownState, program: Program) -> None:
    program.conductor.end()
    assert not order.is_played
    start(order, item(1))
    assert program.offered() is None
