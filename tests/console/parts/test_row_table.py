"""Whole rows are chosen, Tab leaves the table, and Alt with an arrow is left to the actions."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QStandardItem, QStandardItemModel
from pytestqt.qtbot import QtBot

from vortex_gui.console.look import theme
from vortex_gui.console.parts.row_table import RowTable


def test_alt_and_an_arrow_leave_the_choice_as_it_is(qtbot: QtBot) -> None:
    table, model = RowTable("Names"), QStandardItemModel()
    qtbot.addWidget(table)
    for name in ("a", "b", "c"):
        model.appendRow([QStandardItem(name), QStandardItem(name)])
    table.setModel(model)
    table.show()
    table.selectRow(0)
    qtbot.keyClick(table, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    assert [index.row() for index in table.selectionModel().selectedRows()] == [0]
    qtbot.keyClick(table, Qt.Key.Key_Down)
    assert [index.row() for index in table.selectionModel().selectedRows()] == [1]
    assert table.rowHeight(0) == theme.ROW_HEIGHT
    assert not table.tabKeyNavigation()
    assert table.accessibleName() == "Names"
