"""A text that cannot be taken is told below the line, and cannot be saved."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from vortex_gui.console.parts.dialogs.line_dialog import LineDialog


class ShortLine(LineDialog):
    """Takes up to three letters."""

    def __init__(self, text: str, parent: QWidget) -> None:
        self.taken: list[str] = []
        super().__init__("Title", "Label", text, 100, parent)

    def fault_of(self, text: str) -> str:
        return "Too long." if len(text) > 3 else ""

    def take(self, text: str) -> None:
        self.taken.append(text)


@pytest.fixture
def owner(qtbot: QtBot) -> QWidget:
    made = QWidget()
    qtbot.addWidget(made)
    return made


def test_fault_comes_and_goes_with_the_text(owner: QWidget) -> None:
    dialog = ShortLine("long", owner)
    assert dialog.fault.text() == "Too long."
    assert not dialog.accepting.isEnabled()
    dialog.line.setText("abc")
    assert dialog.fault.text() == ""
    dialog.accepting.click()
    assert dialog.taken == ["abc"]
    assert dialog.line.accessibleName() == "Label"


def test_cancelled_takes_nothing(owner: QWidget) -> None:
    dialog = ShortLine("abc", owner)
    dialog.reject()
    assert dialog.taken == []
