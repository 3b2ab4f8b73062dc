"""The workers' bar comes with several, and says whom the operator's orders go to."""

from __future__ import annotations

from shiboken6 import createdByPython

from tests.console.asking import Asked
from tests.console.rows import put
from tests.narrowing import present
from vortex_gui.console.shell.main_window import MainWindow
from vortex_gui.console.shell.status.tally import Tally
from vortex_gui.console.shell.status.workers_bar import WorkersBar
from vortex_gui.console.state.console_state import ConsoleState
from vortex_gui.engine.facts.events import WorkerState
from vortex_gui.engine.facts.slots import SlotState


def test_with_one_worker_the_window_is_without_it(window: MainWindow, state: ConsoleState) -> None:
    bar = present(window.findChild(WorkersBar))
    assert not bar.isVisible()
    window._layout.save_own("Mine")
    state.workers.begin(("local-1", "local-2"))
    assert bar.isVisible()
    window._layout.use_own("Mine")
    assert bar.isVisible(), "a layout of one worker does not take it away"


def test_orders_go_to_all_where_that_is_ticked(window: MainWindow, state: ConsoleState) -> None:
    state.workers.begin(("local-1", "local-2"))
    bar = present(window.findChild(WorkersBar))
    assert state.workers.asked == "local-1"
    bar.all.click()
    assert state.workers.asked is None


def test_what_it_hides_and_shows_for_hours_is_an_object_of_ours(window: MainWindow) -> None:
    """PySide lost the action that `addWidget` had made while notices came and went; its bar then raised."""
    bar = present(window.findChild(WorkersBar))
    assert createdByPython(bar._asking)
    assert bar.widgetForAction(bar._asking) is bar.all


def test_the_tally_counts_those_at_work_and_tells_of_the_chosen_one(
    window: MainWindow, state: ConsoleState
) -> None:
    tally = present(window.findChild(Tally))
    state.workers.begin(("local-1", "local-2", "local-3"))
    for number, seat in enumerate(state.workers.seats, start=1):
        seat.status.update(state=WorkerState.READY if number == 2 else WorkerState.BUSY)
        if number != 2:
            put(state, number, SlotState.RUNNING, worker=seat.name)
    assert tally.about().startswith("2 of 3 at work · local-1: Slot 1")
    state.workers.choose("local-3")
    assert tally.about().startswith("2 of 3 at work · local-3: Slot 3")
    state.workers.choose("local-2")
    assert tally.word() == "READY"


def test_the_paused_queue_is_no_single_workers(window: MainWindow, state: ConsoleState) -> None:
    tally = present(window.findChild(Tally))
    state.workers.begin(("local-1", "local-2"))
    for seat in state.workers.seats:
        seat.status.update(state=WorkerState.READY)
    state.slots.set_queue((1, 2), paused=True)
    assert tally.about() == "0 of 2 at work · 2 slots are queued"


def test_a_lost_worker_says_why_while_the_queue_is_paused(window: MainWindow, state: ConsoleState) -> None:
    tally = present(window.findChild(Tally))
    state.slots.set_queue((1, 2), paused=True)
    state.worker.update(state=WorkerState.LOST, sentence="The worker died. Restarting in 4 s.")
    assert tally.about() == "The worker died. Restarting in 4 s."


def test_cancel_stops_the_slot_in_sight_and_never_all_of_them(
    window: MainWindow, state: ConsoleState, asked: Asked
) -> None:
    state.workers.begin(("local-1", "local-2"))
    put(state, 1, SlotState.RUNNING, worker="local-1")
    put(state, 2, SlotState.RUNNING, worker="local-2")
    cancel = window.own_actions.worker.cancel
    state.workers.choose("local-2")
    cancel.trigger()
    assert asked.names().count("cancel") == 1
    assert "Stop slot 2 at its next step" in cancel.toolTip()
    state.selection.select(1)
    assert "Stop slot 1 at its next step" in cancel.toolTip()
    cancel.trigger()
    assert [call for call in asked.calls if call[0] == "cancel"] == [("cancel", 2), ("cancel", 1)]
