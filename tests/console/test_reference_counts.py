"""Qt's binding must not lose references of None and True: on Python 3.11 that ends the process in minutes."""

from __future__ import annotations

import sys

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

CALLS = 5_000
TOLERANCE = 200


class Source(QObject):
    said = Signal(int)


def test_emitting_and_setting_texts_lower_no_reference_counts(qtbot: QtBot) -> None:
    label, source = QLabel(), Source()
    qtbot.addWidget(label)
    source.said.connect(label.setNum)
    none, true = sys.getrefcount(None), sys.getrefcount(True)
    for number in range(CALLS):
        source.said.emit(number)
        label.setText(str(number))
        label.setEnabled(True)
    assert sys.getrefcount(None) > none - TOLERANCE
    assert sys.getrefcount(True) > true - TOLERANCE
