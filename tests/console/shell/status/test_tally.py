"""The tally reads from across the room."""

from __future__ import annotations

import time

from PySide6.QtCore import Qt
from PySide6.QtGui import QRegion
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.console.asking import Asked
from tests.console.painted import Painted
from tests.console.rows import put
from tests.console.shell.running import run
from tests.narrowing import present
from vortex_gui.base.recipe.recipe import Recipe
from vortex_gui.base.report.report import MemoryLevel
from vortex_gui.console.look.states import MEMORY
from vortex_gui.console.shell.main_window import MainWindow
from vortex_gui.console.shell.status.tally import Tally
from vortex_gui.console.shell.status.tally_row import TALLY_WISH
from vortex_gui.console.state.console_state import ConsoleState
from vortex_gui.console.state.slots.known_slots import Estimate
from vortex_gui.engine.facts.events import WorkerState
from vortex_gui.engine.facts.slots import SlotState
from vortex_gui.wire.protocol import LoadProgress, MemorySample


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
    assert tally.abouts() == ("2 slots are queued", "2 queued")
    state.slots.set_queue((), paused=False)
    state.worker.update(state=WorkerState.BUSY)
    run(state, recipe, 7)
    state.slots.put_progress(7, "animation", 30, 120)
    state.slots.put_estimate(7, Estimate(8.0, 11.0, time.time()))
    assert tally.word() == "GENERATING"
    assert tally.about() == "Slot 7 · Animation · 8–11 s left"
    assert tally.abouts()[2:] == ("Slot 7 · 8–11 s left", "Slot 7 · 8–11 s", "8–11 s", "Slot 7")


def test_step_of_another_workers_slot_paints_nothing(
    window: MainWindow, state: ConsoleState, qtbot: QtBot
) -> None:
    state.workers.begin(("local-1", "local-2"))
    for slot_id, worker in ((1, "local-1"), (2, "local-2")):
        put(state, slot_id, SlotState.RUNNING, worker=worker)
    tally = present(window.findChild(Tally))
    painted = Painted(tally)
    for slot_id in (1, 2):  # the first makes up for all that came before
        painted.region = QRegion()
        state.slots.put_progress(slot_id, "animation", 3, 40)
        qtbot.waitSignal(state.slots.changed).wait()
        QApplication.processEvents()
    assert painted.region.isEmpty()


def sample(used: int, level: MemoryLevel) -> MemorySample:
    return MemorySample(time.time(), {}, 0, used, used, None, None, None, "", 0, level)


def test_tally_shows_the_limit_that_the_running_slot_has_passed_until_it_is_over(
    window: MainWindow, state: ConsoleState, recipe: Recipe
) -> None:
    tally = present(window.findChild(Tally))
    state.worker.update(state=WorkerState.BUSY)
    run(state, recipe, 7)
    state.slots.put_limit(7, "soft", "Over the soft limit.")
    assert (tally.word(), tally.look()) == ("MEMORY HIGH", MEMORY["soft"])
    assert tally.about().startswith("Slot 7")
    state.slots.put_limit(7, "hard", "Over the hard limit.")
    assert (tally.word(), tally.look()) == ("MEMORY OVER", MEMORY["hard"])
    put(state, 7, SlotState.FAILED)
    state.worker.update(state=WorkerState.READY)
    assert tally.word() == "READY"


def test_tally_tells_idle_memory_over_a_limit(window: MainWindow, state: ConsoleState) -> None:
    tally = present(window.findChild(Tally))
    state.worker.update(state=WorkerState.READY, soft_limit_bytes=820_000_000, hard_limit_bytes=1_200_000_000)
    state.memory.append(sample(900_000_000, "soft"))
    assert tally.accessibleName() == (
        "MEMORY HIGH: Idle memory alone, 900.0 MB, is over the soft limit of 820.0 MB"
    )
    state.memory.append(sample(1_300_000_000, "hard"))
    assert tally.about() == "Idle memory alone, 1.30 GB, is over the hard limit of 1.20 GB"
    state.memory.append(sample(700_000_000, "under"))
    assert tally.word() == "READY"


def test_lamp_and_key_go_to_the_running_slot(
    window: MainWindow, state: ConsoleState, recipe: Recipe, asked: Asked, qtbot: QtBot
) -> None:
    tally, live = present(window.findChild(Tally)), window.own_actions.live
    assert not live.isEnabled()
    assert "No slot is running." in live.toolTip()
    qtbot.mouseClick(tally, Qt.MouseButton.LeftButton)
    assert ("select", 7) not in asked.calls
    state.worker.update(state=WorkerState.BUSY)  # the worker says so before the engine tells its slot's row
    run(state, recipe, 7)
    assert "(L)" in tally.toolTip()
    qtbot.mouseClick(tally, Qt.MouseButton.LeftButton)
    assert asked.calls[-1] == ("select", 7)
    asked.calls.clear()
    window.activateWindow()
    qtbot.waitUntil(lambda: QApplication.activeWindow() is window)
    window.dock("log").bring_up()
    QTest.keyClick(window, Qt.Key.Key_L)
    assert ("select", 7) in asked.calls
    assert window.dock("slots").widget().isVisible()
    put(state, 7, SlotState.DONE, recipe_json=recipe.to_json())
    assert not live.isEnabled()


def test_letter_l_is_written_where_text_is_written(
    window: MainWindow, state: ConsoleState, recipe: Recipe, asked: Asked, qtbot: QtBot
) -> None:
    run(state, recipe, 7)
    state.worker.update(state=WorkerState.BUSY)
    window.activateWindow()
    qtbot.waitUntil(lambda: QApplication.activeWindow() is window)
    asked.calls.clear()
    window.own_actions.write_script()
    qtbot.keyClicks(QApplication.focusWidget(), "all")
    assert "all" in (text := window.form.editors.script.toPlainText())
    assert len(text) == len(recipe.audio_track.script.strip()) + 3
    assert ("select", 7) not in asked.calls


def test_a_large_model_tells_its_bytes_and_the_time_left(window: MainWindow, state: ConsoleState) -> None:
    tally = present(window.findChild(Tally))
    load = LoadProgress("quantising", "flux", 1, 5, 12_000_000_000, 24_000_000_000)
    state.worker.update(state=WorkerState.LOADING, load=load)
    assert "Flux (1/5) · quantising 12.0 GB of 24.0 GB" in tally.about().replace("12.00", "12.0").replace(
        "24.00", "24.0"
    )
    assert [about.count("·") for about in tally.abouts()] == [2, 1, 1]
    assert tally.abouts()[-1].startswith("1/5 · ")
    assert tally._share() == 0.3
    state.worker.update(load=LoadProgress("quantising", "flux", 1, 5, 12, 24, 75.0))
    assert "left" in tally.about()


def test_a_ready_worker_tells_its_device_where_its_sentence_has_no_room(
    window: MainWindow, state: ConsoleState
) -> None:
    tally = present(window.findChild(Tally))
    tally.resize(TALLY_WISH, tally.height())
    sentence = "The worker is ready on CPU, 2 threads."
    state.worker.update(state=WorkerState.READY, sentence=sentence)
    bare = tally.grab().toImage()
    state.worker.update(device="CPU, 2 threads")
    assert tally.abouts() == (sentence, "CPU, 2 threads")
    assert tally.grab().toImage() != bare
    assert sentence in tally.toolTip()
