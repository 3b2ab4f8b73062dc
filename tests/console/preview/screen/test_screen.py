"""The picture's place: the slot alone, or all that run while one of them is selected."""

from __future__ import annotations

import time

from pytestqt.qtbot import QtBot

from tests.console.preview.showing import LIMIT_MS, at_work
from tests.console.rows import put
from vortex_gui.console.preview.screen.screen import PreviewScreen
from vortex_gui.console.preview.view import PreviewView
from vortex_gui.console.state.console_state import ConsoleState
from vortex_gui.engine.facts.slots import SlotState


def shows_all(screen: PreviewScreen) -> bool:
    return screen.currentWidget() is screen.multiview


def test_a_clip_that_is_looked_at_is_not_covered(view: PreviewView, state: ConsoleState) -> None:
    at_work(state)
    put(state, 9, SlotState.DONE)
    state.selection.select(9)
    assert (shows_all(view.picture), view.head.all_running.isVisible()) == (False, False)
    state.selection.select(1)
    assert (shows_all(view.picture), view.head.all_running.isVisible()) == (True, True)


def test_a_slot_that_runs_alone_has_the_whole_picture(
    view: PreviewView, state: ConsoleState, qtbot: QtBot
) -> None:
    at_work(state, running=1)
    state.selection.select(1)
    assert not shows_all(view.picture)
    put(state, 2, SlotState.RUNNING, worker="local-2", started_at=time.time())
    assert shows_all(view.picture)
    put(state, 2, SlotState.DONE, worker="local-2")
    assert shows_all(view.picture), "the next one may begin in a moment"
    view.picture._lingering.setInterval(0)
    qtbot.waitUntil(lambda: not shows_all(view.picture), timeout=LIMIT_MS)
