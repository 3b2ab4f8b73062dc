"""The longest text that fits is shown."""

from __future__ import annotations

from PySide6.QtGui import QFontMetricsF
from pytestqt.qtbot import QtBot

from vortex_gui.console.look import theme
from vortex_gui.console.parts.labels.time_label import TimeLabel


def test_longest_text_that_fits_is_shown_and_the_last_is_cut(qtbot: QtBot) -> None:
    label = TimeLabel()
    qtbot.addWidget(label)
    long, short = "0:07.25 of 0:12.00 · frame 174", "0:07"
    label.show_texts(long, short)
    metrics = QFontMetricsF(theme.mono_font())
    label.resize(round(metrics.horizontalAdvance(long)) + 4, 20)
    assert label.text == long
    label.resize(round(metrics.horizontalAdvance(long)) - 4, 20)
    assert label.text == short
    label.resize(round(metrics.horizontalAdvance("0…")) + 1, 20)
    assert label.text == "0…"
    assert label.accessibleDescription() == long
