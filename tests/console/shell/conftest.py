"""A whole window over plain state."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from tests.console.asking import Asked
from vortex_gui.console.shell.main_window import MainWindow
from vortex_gui.console.state.console_state import ConsoleState


@pytest.fixture
def window(qtbot: QtBot, state: ConsoleState, asked: Asked, tmp_path: Path) -> Iterator[MainWindow]:
    made = MainWindow(state, asked, tmp_path / "window.ini")
    made.show()
    made.fill()
    yield made
    made.leave()
    made.deleteLater()
