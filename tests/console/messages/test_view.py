"""The messages page keeps what was told, newest first."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QToolButton
from pytestqt.qtbot import QtBot

from vortex_gui.console.messages.view import MessagesView
from vortex_gui.console.state.console_state import ConsoleState
from vortex_gui.console.state.messages import Notice
from vortex_gui.engine.facts.events import Severity


@pytest.fixture
def view(qtbot: QtBot, state: ConsoleState, asked: Any) -> MessagesView:
    made = MessagesView(state, asked)
    qtbot.addWidget(made)
    made.resize(600, 300)
    return made


def post(state: ConsoleState, text: str, severity: Severity = Severity.WARNING, **more: Any) -> None:
    state.notices.post(Notice(text, severity, text, at=1_700_000_000.0, **more))


def texts(view: MessagesView) -> list[str]:
    rows = range(view.model.rowCount())
    return [view.model.data(view.model.index(row)).split("   ")[1] for row in rows]  # type: ignore[attr-defined]


def test_messages_stand_there_newest_first_also_after_they_are_dismissed(
    view: MessagesView, state: ConsoleState
) -> None:
    post(state, "a.yaml cannot be used.", remedy="Correct it.")
    post(state, "b.yaml cannot be used.")
    state.notices.dismiss("a.yaml cannot be used.")
    assert texts(view) == ["b.yaml cannot be used.", "a.yaml cannot be used.\nCorrect it."]
    post(state, "b.yaml cannot be used.")
    assert texts(view)[0] == "b.yaml cannot be used.  (× 2)"


def test_filter_leaves_out_what_matters_less(view: MessagesView, state: ConsoleState) -> None:
    post(state, "Saved.", Severity.SUCCESS)
    post(state, "It is slow.", Severity.WARNING)
    post(state, "It died.", Severity.ERROR)
    view.least.setCurrentIndex(1)
    assert texts(view) == ["It died.", "It is slow."]
    view.least.setCurrentIndex(2)
    assert texts(view) == ["It died."]


def test_what_is_seen_counts_as_read(view: MessagesView, state: ConsoleState, qtbot: QtBot) -> None:
    post(state, "One.")
    assert state.notices.unread == 1
    with qtbot.waitExposed(view):
        view.show()
    qtbot.waitUntil(lambda: state.notices.unread == 0)
    post(state, "Two.")
    assert state.notices.unread == 0
    view.hide()
    post(state, "Three.")
    assert state.notices.unread == 1


def test_chosen_messages_are_copied_with_their_details(view: MessagesView, state: ConsoleState) -> None:
    post(state, "One.", details="line 1")
    post(state, "Two.")
    view.list.setCurrentIndex(view.model.index(1))
    view.copy()
    assert QGuiApplication.clipboard().text().endswith("One.\nline 1")
    view.list.clearSelection()
    view.copy()
    assert QGuiApplication.clipboard().text().count("\n\n") == 1


def test_the_list_is_emptied(view: MessagesView, state: ConsoleState) -> None:
    post(state, "One.")
    buttons = {button.accessibleName(): button for button in view.findChildren(QToolButton)}
    buttons["Empty this list"].click()
    assert texts(view) == []


def test_a_screen_reader_hears_how_grave_it_is(view: MessagesView, state: ConsoleState) -> None:
    post(state, "It died.", Severity.ERROR)
    heard = view.model.data(view.model.index(0), Qt.ItemDataRole.AccessibleTextRole)
    assert str(heard).startswith("error: ")


def test_nothing_can_be_copied_or_emptied_where_nothing_is(view: MessagesView, state: ConsoleState) -> None:
    copy, empty = view.findChildren(QToolButton)
    assert (copy.isEnabled(), empty.isEnabled()) == (False, False)
    post(state, "Saved.", Severity.SUCCESS)
    assert (copy.isEnabled(), empty.isEnabled()) == (True, True)
    view.least.setCurrentIndex(view.least.findData(Severity.ERROR))  # it is there, and not listed
    assert (copy.isEnabled(), empty.isEnabled()) == (False, True)
