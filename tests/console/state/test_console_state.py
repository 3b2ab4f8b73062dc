"""The whole state: its settings, who holds the data folder, and the slot that the preview stays on."""

from __future__ import annotations

from pytestqt.qtbot import QtBot

from tests.console.rows import put
from tests.narrowing import present
from vortex_gui.console.state.console_state import ConsoleState
from vortex_gui.engine.facts.events import WorkerState
from vortex_gui.engine.facts.slots import SlotState


def test_views_hear_of_other_settings_only(state: ConsoleState) -> None:
    told: list[None] = []
    state.settings_changed.connect(lambda: told.append(None))
    state.set_settings(state.settings.model_copy())
    assert told == []
    folders = state.settings.folders.model_copy(update={"output": "/elsewhere"})
    state.set_settings(state.settings.model_copy(update={"folders": folders}))
    assert (len(told), state.settings.folders) == (1, folders)


def test_a_console_that_only_looks_on_says_why(qtbot: QtBot, state: ConsoleState) -> None:
    assert state.held == ""
    with qtbot.waitSignal(state.read_only_changed):
        state.set_read_only(True)
    assert state.held == "Another console holds the data folder."


def test_one_that_is_alone_runs_one_slot_after_another_and_the_preview_goes_with_it(
    state: ConsoleState,
) -> None:
    shown = put(state, 1, SlotState.RUNNING, worker="local")
    state.selection.select(1)
    assert not state.stays_from(put(state, 2, SlotState.RUNNING, worker="local"))
    assert state.running_here() is shown


def test_the_preview_does_not_jump_to_another_worker(state: ConsoleState) -> None:
    state.workers.begin(("local-1", "local-2"))
    first = present(state.workers.seat("local-1"))
    first.status.update(state=WorkerState.BUSY)
    put(state, 1, SlotState.RUNNING, worker="local-1")
    other = put(state, 2, SlotState.RUNNING, worker="local-2")
    assert not state.stays_from(other), "nothing is shown yet"
    state.selection.select(1)
    assert state.stays_from(other)
    put(state, 1, SlotState.DONE, worker="local-1")
    assert state.stays_from(other), "the worker in sight will begin another one"
    assert not state.stays_from(put(state, 3, SlotState.RUNNING, worker="local-1"))
    first.status.update(state=WorkerState.LOST)
    assert not state.stays_from(other), "nothing more comes from the worker in sight"


def test_what_runs_here_is_the_slot_of_the_worker_in_sight(state: ConsoleState) -> None:
    put(state, 1, SlotState.RUNNING, worker="local-1")
    put(state, 2, SlotState.RUNNING, worker="local-2")
    state.workers.begin(("local-1", "local-2"))
    assert present(state.running_here()).slot_id == 1
    state.workers.choose("local-2")
    assert present(state.running_here()).slot_id == 2
