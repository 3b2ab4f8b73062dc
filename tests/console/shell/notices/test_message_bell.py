"""The bell in the toolbar counts what nobody has looked at, and opens it."""

from __future__ import annotations

from pytestqt.qtbot import QtBot

from tests.narrowing import present
from vortex_gui.console.shell.main_window import MainWindow
from vortex_gui.console.shell.notices.message_bell import MOST, MessageBell
from vortex_gui.console.state.console_state import ConsoleState
from vortex_gui.console.state.messages import Notice
from vortex_gui.engine.facts.events import Severity


def test_bell_counts_and_a_press_opens_the_messages(
    window: MainWindow, state: ConsoleState, qtbot: QtBot
) -> None:
    bell = present(window.findChild(MessageBell))
    assert (bell.text(), bell.toolTip()) == ("", "No new messages")
    state.notices.post(Notice("a", Severity.ERROR, "It died."))
    assert (bell.text(), bell.toolTip()) == ("1", "1 new message")
    for number in range(MOST + 1):
        state.notices.post(Notice(f"n{number}", Severity.INFO, "Saved."))
    assert bell.text() == f"{MOST}+"
    bell.click()
    qtbot.waitUntil(lambda: bell.text() == "")
    assert not window.dock("messages").visibleRegion().isEmpty()
