"""The question: what is asked is plain text, and both answers are in the operator's language."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from vortex_gui.console.parts.dialogs.question import Question
from vortex_gui.console.parts.labels.plain_text import PlainLabel


def test_yes_accepts(qtbot: QtBot) -> None:
    question = Question("Title", "Queue <b>these</b>?", "a\nb", "Queue 2")
    qtbot.addWidget(question)
    assert [label.text() for label in question.findChildren(PlainLabel)] == ["Queue <b>these</b>?", "a\nb"]
    question.open()
    with qtbot.waitSignal(question.accepted):
        qtbot.mouseClick(question.yes, Qt.MouseButton.LeftButton)


def test_without_a_yes_it_only_closes(qtbot: QtBot) -> None:
    question = Question("Title", "Nothing to queue.", "", "")
    qtbot.addWidget(question)
    question.open()
    (button,) = question.findChildren(QPushButton)
    with qtbot.waitSignal(question.rejected):
        qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
