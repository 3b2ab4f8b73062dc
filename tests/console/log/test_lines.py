"""The table of both lists: it follows its end, and copies the chosen rows or all of them."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import QStringListModel
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from tests.console.asking import Asked
from vortex_gui.console.log.lines import LinesTable, copy_tool


@pytest.fixture
def lines(qapp: object) -> QStringListModel:
    return QStringListModel([f"line {number}" for number in range(60)])


@pytest.fixture
def table(qtbot: QtBot, asked: Asked, lines: QStringListModel) -> LinesTable:
    made = LinesTable("Lines", lines, lambda row: f"row {row}", asked, row_height=20, widths=())
    qtbot.addWidget(made)
    made.resize(300, 200)
    made.show()
    return made


def test_it_follows_its_end_again_when_it_is_asked_to(
    table: LinesTable, lines: QStringListModel, qtbot: QtBot
) -> None:
    bar = table.verticalScrollBar()
    qtbot.waitUntil(lambda: bar.maximum() > 0 and bar.value() == bar.maximum())
    bar.setValue(3)
    lines.insertRows(60, 20)
    assert bar.value() == 3
    table.follow()
    lines.insertRows(80, 20)
    qtbot.waitUntil(lambda: bar.value() == bar.maximum())


def test_it_copies_the_chosen_rows_and_without_a_choice_all(table: LinesTable, asked: Any) -> None:
    button = copy_tool(lambda: table)
    table.selectRow(2)
    button.click()
    assert QGuiApplication.clipboard().text() == "row 2"
    table.clearSelection()
    table.copy()
    assert QGuiApplication.clipboard().text().splitlines() == [f"row {row}" for row in range(60)]
    assert asked.names() == ["notify", "notify"]
    button.deleteLater()


def test_an_empty_table_copies_nothing(table: LinesTable, lines: QStringListModel, asked: Any) -> None:
    lines.setStringList([])
    table.copy()
    assert asked.names() == []
