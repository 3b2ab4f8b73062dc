"""The choice of a profile begins with the settings' own."""

from __future__ import annotations

from pytestqt.qtbot import QtBot

from vortex_gui.console.parts.editors.profile_choice import ProfileChoice
from vortex_gui.console.state.console_state import ConsoleState


def test_settings_profile_is_chosen_and_is_the_one_that_was_loaded(qtbot: QtBot, state: ConsoleState) -> None:
    choice = ProfileChoice(state)
    qtbot.addWidget(choice)
    assert choice.currentText() == "mini"
    assert choice.profile() is state.profile
    choice.setCurrentText("rtx3060")
    assert choice.profile().name == "rtx3060"
    assert len({choice.itemText(row) for row in range(choice.count())}) == choice.count() > 1
