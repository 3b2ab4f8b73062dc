"""The tally reads from across the room."""

from __future__ import annotations

import time

from tests.console.shell.running import run
from tests.narrowing import present
from vortex_gui.base.recipe import Recipe
from vortex_gui.console.shell.main_window import MainWindow
from vortex_gui.console.shell.tally import Tally
from vortex_gui.console.state.console_state import ConsoleState
from vortex_gui.console.state.known_slots import Estimate
from vortex_gui.engine.facts.events import WorkerState


def test_tally_tells_the_running_slot_from_across_the_room(
    window: MainWindow, state: ConsoleState, recipe: Recipe
) -> None:
    tally = present(window.findChild(Tally))
    assert tally.word() == "STARTING"
    state.worker.update(state=WorkerState.READY, sentence="The worker is ready.")
    assert tally.accessibleName() == "READY: The worker is ready."
    state.slots.set_queue((2,), paused=True)
    assert (tally.word(), tally.about()) == ("PAUSED", "1 slot is queued")
    state.slots.set_queue((2, 3), paused=True)
    assert tally.about() == "2 slots are queued"
    state.slots.set_queue((), paused=False)
    state.worker.update(state=WorkerState.BUSY)
    run(state, recipe, 7)
    state.slots.put_progress(7, "animation", 30, 120)
    state.slots.put_estimate(7, Estimate(8.0, 11.0, time.time()))
    assert tally.word() == "GENERATING"
    assert tally.about() == "Slot 7 · Animation · 8–11 s left"
