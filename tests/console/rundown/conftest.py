"""The rundown's panel over plain state; what it asks is carried out at once, and written down."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from tests.console.asking import Asked
from tests.console.state.rundown.test_rundown import fixed, made, rundown, waiting
from tests.narrowing import present
from vortex_gui.console.rundown.actions import RundownActions
from vortex_gui.console.rundown.view import RundownView
from vortex_gui.console.state.console_state import ConsoleState
from vortex_gui.console.state.rundown.rundown import Rundown


@dataclass
class ObeyedRundown(Asked):
    """Moves, skips and removals change the state, as the controller does."""

    state: ConsoleState | None = None

    def move(self, item_ids: Collection[int], position: int) -> None:
        self.calls.append(("move", tuple(item_ids), position))
        self._put(lambda value: value.with_moved(item_ids, position))

    def skip(self, item_ids: Collection[int], skipped: bool) -> None:
        self.calls.append(("skip", tuple(item_ids), skipped))
        self._put(lambda value: value.with_skipped(item_ids, skipped=skipped))

    def remove(self, item_ids: Collection[int]) -> None:
        self.calls.append(("remove", tuple(item_ids)))
        self._put(lambda value: value.without(item_ids))

    def _put(self, change: Callable[[Rundown], Rundown]) -> None:
        rundown = present(self.state).rundown
        rundown.put(change(rundown.value))


@dataclass
class Obeyed(Asked):
    """What is asked of the rundown stands among the rest, and is done."""

    state: ConsoleState | None = None

    @property
    def rundown(self) -> ObeyedRundown:
        return ObeyedRundown(self.calls, self.state)


@pytest.fixture
def obeyed(state: ConsoleState) -> Obeyed:
    state.rundown.put(rundown(fixed(1), fixed(2), waiting(3), made("weather")))
    return Obeyed(state=state)


@pytest.fixture
def view(qtbot: QtBot, state: ConsoleState, obeyed: Obeyed) -> RundownView:
    owner = QWidget()
    qtbot.addWidget(owner)
    shown = RundownView(state, obeyed, RundownActions(state, obeyed, owner))
    qtbot.addWidget(shown)
    shown.resize(900, 320)
    shown.show()
    qtbot.waitExposed(shown)
    return shown
