"""The dialog for a layout's name takes only one that can be."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from vortex_gui.console.shell.layouts.name_dialog import NameDialog


@pytest.fixture
def owner(qtbot: QtBot) -> QWidget:
    made = QWidget()
    qtbot.addWidget(made)
    return made


def test_a_faulty_name_says_why_and_cannot_be_saved(owner: QWidget, qtbot: QtBot) -> None:
    dialog = NameDialog("Save layout", "", lambda name: "" if name.strip() else "Write a name.", owner)
    named: list[str] = []
    dialog.named.connect(named.append)
    dialog.open()
    assert not dialog.accepting.isEnabled()
    assert dialog.fault.text() == "Write a name."
    qtbot.keyClicks(dialog.line, " Night ")
    assert dialog.accepting.isEnabled()
    dialog.accepting.click()
    assert named == ["Night"]
    assert not dialog.isVisible()
