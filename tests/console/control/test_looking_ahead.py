"""The queue is looked at soon after it changed, and not after the end."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from tests.console.state.figures.test_queue_outlook import outlook
from vortex_gui.console.control.looking_ahead import LookingAhead
from vortex_gui.console.state.console_state import ConsoleState
from vortex_gui.engine.event_stream import EventStream
from vortex_gui.engine.facts.forecast import Outlook
from vortex_gui.engine.history.reading import Reading
from vortex_gui.engine.read_only import ReadOnlyEngine


class Looked(ReadOnlyEngine):
    """An engine with one slot in its queue, which counts the looks."""

    looks = 0

    def outlook(self) -> Outlook | None:
        self.looks += 1
        return outlook(60)


def test_a_burst_of_changes_is_one_look(qtbot: QtBot, state: ConsoleState, tmp_path: Path) -> None:
    engine, owner = Looked(Reading(tmp_path), EventStream()), QObject()
    ahead = LookingAhead(state, lambda: engine, owner)
    for number in range(5):
        state.slots.set_queue((1, number + 2), paused=False)
    assert engine.looks == 0
    qtbot.waitUntil(lambda: engine.looks == 1)
    assert list(state.outlook.forecasts) == [1]
    state.slots.set_queue((), paused=False)
    ahead.look()
    ahead.end()
    state.slots.set_queue((9,), paused=False)
    assert not ahead._soon.isActive()
    assert engine.looks == 2
