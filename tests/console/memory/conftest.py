"""A shown memory dock whose clock stands still."""

from __future__ import annotations

from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from tests.console.memory.samples import MB, NOW
from vortex_gui.console.memory.view import MemoryView
from vortex_gui.console.state.console_state import ConsoleState


@pytest.fixture
def now() -> list[float]:
    return [NOW]


@pytest.fixture
def view(qtbot: QtBot, state: ConsoleState, asked: Any, now: list[float]) -> MemoryView:
    state.memory.set_limits(2_000 * MB, 2_500 * MB)
    view = MemoryView(state, asked, clock=lambda: now[0])
    qtbot.addWidget(view)
    view.resize(1000, 330)
    with qtbot.waitExposed(view):
        view.show()
    return view
