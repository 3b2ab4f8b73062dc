"""Whole rows are chosen, Tab leaves the table, and Alt with an arrow is left to the actions."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QImage, QPainter, QStandardItem, QStandardItemModel
from pytestqt.qtbot import QtBot

from vortex_gui.console.look import theme
from vortex_gui.console.parts.row_table import RowTable, draw_cell


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


def inked_columns(text: str, *, is_right: bool) -> list[int]:
    """The columns of a cell of 100 points in which something is drawn."""
    image = QImage(120, 20, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.white)
    painter = QPainter(image)
    draw_cell(painter, QRectF(10, 0, 100, 20), text, is_right=is_right)
    painter.end()
    white = image.pixel(0, 0)
    return [x for x in range(120) if any(image.pixel(x, y) != white for y in range(20))]


def test_figures_stand_to_the_right_and_what_is_too_long_is_cut(qtbot: QtBot) -> None:
    left, right = inked_columns("12", is_right=False), inked_columns("12", is_right=True)
    assert 10 <= left[0] < 16
    assert max(left) < 60
    assert min(right) > 60
    assert 104 < right[-1] <= 110
    assert max(inked_columns("twelve and much more than that " * 3, is_right=False)) <= 110
