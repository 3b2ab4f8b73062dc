"""The legend's rows and where they have room."""

from __future__ import annotations

from PySide6.QtGui import QColor
from pytestqt.qtbot import QtBot

from vortex_gui.console.memory.drawing.legend import WIDTH, LegendRow, LegendView

ROWS = (LegendRow("Flux", "1.2 GB", QColor("red")), LegendRow("Used", "1.4 GB", strong=True))


def test_legend_says_what_it_shows(qtbot: QtBot) -> None:
    legend = LegendView()
    qtbot.addWidget(legend)
    legend.show_rows("12:00:00", ROWS)
    assert legend.text() == "12:00:00\nFlux: 1.2 GB\nUsed: 1.4 GB"


def test_one_column_has_its_width_and_several_have_their_height(qtbot: QtBot) -> None:
    legend = LegendView()
    qtbot.addWidget(legend)
    legend.show_rows("", ROWS * 6)
    legend.set_columns(1)
    tall = legend.sizeHint().height()
    assert legend.minimumWidth() == WIDTH
    legend.set_columns(3)
    assert legend.minimumWidth() == 0
    assert legend.minimumHeight() == legend.sizeHint().height() < tall


def test_changed_figure_is_painted(qtbot: QtBot) -> None:
    legend = LegendView()
    qtbot.addWidget(legend)
    legend.resize(WIDTH, 240)
    legend.show_rows("now", ROWS)
    before = legend.grab().toImage()
    legend.show_rows("now", (LegendRow("Flux", "9.9 GB", QColor("red")), ROWS[1]))
    assert legend.grab().toImage() != before
