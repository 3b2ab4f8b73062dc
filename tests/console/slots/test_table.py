"""The table says what to do while it is empty, and its height is not asked of each row."""

from __future__ import annotations

from PySide6.QtWidgets import QHeaderView
from pytestqt.qtbot import QtBot

from tests.console.asking import Asked
from vortex_gui.console.slots.model import SlotsModel
from vortex_gui.console.slots.table import SlotsTable
from vortex_gui.console.state.console_state import ConsoleState


def test_placeholder_is_painted_while_there_are_no_rows(
    qtbot: QtBot, state: ConsoleState, asked: Asked
) -> None:
    table = SlotsTable()
    qtbot.addWidget(table)
    table.setModel(SlotsModel(state, asked, table))
    table.resize(900, 300)
    empty = table.viewport().grab().toImage()
    table.show_placeholder("Reading …")
    assert table.viewport().grab().toImage() != empty


def test_rows_have_one_height(qtbot: QtBot) -> None:
    table = SlotsTable()
    qtbot.addWidget(table)
    assert table.verticalHeader().sectionResizeMode(0) == QHeaderView.ResizeMode.Fixed
