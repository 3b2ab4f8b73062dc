"""A tool button shows a drawing, names itself by its tip, and calls with nothing but its press."""

from __future__ import annotations

from PySide6.QtGui import QAction
from pytestqt.qtbot import QtBot

from vortex_gui.console.parts.buttons.tool_button import action_button, tool_button


def test_the_tip_is_its_name_and_a_press_calls_without_arguments(qtbot: QtBot) -> None:
    presses: list[tuple[object, ...]] = []
    button = tool_button("copy", "Copy it", lambda *given: presses.append(given))
    qtbot.addWidget(button)
    assert (button.toolTip(), button.accessibleName()) == ("Copy it", "Copy it")
    assert not button.icon().isNull()
    button.click()
    assert presses == [()]


def test_an_actions_button_is_tight_and_does_what_the_action_does(qtbot: QtBot) -> None:
    action, presses = QAction("Move up"), list[str]()
    action.triggered.connect(lambda: presses.append("up"))
    button = action_button(action)
    qtbot.addWidget(button)
    assert (button.accessibleName(), button.property("tight")) == ("Move up", True)
    button.click()
    action.setEnabled(False)
    button.click()
    assert presses == ["up"]
