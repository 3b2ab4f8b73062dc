"""Rows that stay repaint, other rows start over, and a theme never takes the selection."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Qt
from pytestqt.qtbot import QtBot

from vortex_gui.console.look import theme
from vortex_gui.console.parts.row_model import RowModel

HEADS = ("Check", "State")


class Pairs(RowModel[tuple[str, str]]):
    def data(
        self, index: QModelIndex | QPersistentModelIndex, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        shown = role == Qt.ItemDataRole.DisplayRole
        return self.rows[index.row()][index.column()] if shown else None


def pairs(*rows: tuple[str, str]) -> Pairs:
    model = Pairs(HEADS, lambda row: row[0])
    model.put(rows)
    return model


def test_the_same_rows_in_another_state_repaint(qtbot: QtBot) -> None:
    model = pairs(("a", "busy"), ("b", "idle"))
    with qtbot.waitSignal(model.dataChanged) as painted, qtbot.assertNotEmitted(model.modelReset):
        model.put([("a", "idle"), ("b", "idle")])
    first, last = painted.args[:2]
    assert ((first.row(), first.column()), (last.row(), last.column())) == ((0, 0), (1, 1))
    assert model.index(0, 1).data() == "idle"


def test_another_row_or_order_starts_over(qtbot: QtBot) -> None:
    model = pairs(("a", "idle"), ("b", "idle"))
    for rows in ([("b", "idle"), ("a", "idle")], [("b", "idle")], []):
        with qtbot.waitSignal(model.modelReset):
            model.put(rows)
        assert model.rowCount() == len(rows)
    assert model.row_at(0) is None


def test_another_theme_repaints_and_an_empty_table_has_nothing_to_repaint(qtbot: QtBot) -> None:
    model = pairs(("a", "idle"))
    with qtbot.waitSignal(model.dataChanged), qtbot.assertNotEmitted(model.modelReset):
        theme.notifier().changed.emit()
    model.put(())
    with qtbot.assertNotEmitted(model.dataChanged):
        theme.notifier().changed.emit()


def test_heads_stand_over_the_columns(qapp: object) -> None:
    model = pairs(("a", "idle"))
    across = Qt.Orientation.Horizontal
    assert [model.headerData(column, across) for column in range(model.columnCount())] == list(HEADS)
    assert model.headerData(0, Qt.Orientation.Vertical) is None
    assert (model.rowCount(model.index(0, 0)), model.columnCount(model.index(0, 0))) == (0, 0)
