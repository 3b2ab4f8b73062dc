"""Notices as cards: one a key, few at a time, beside the figures."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from tests.console.shell.running import run
from tests.narrowing import present
from vortex_gui.base.recipe import Recipe
from vortex_gui.console.control.apply import EventTaker
from vortex_gui.console.recipe.presets import preset_paths
from vortex_gui.console.shell.main_window import MainWindow
from vortex_gui.console.shell.notices import NoticeCard
from vortex_gui.console.state.console_state import ConsoleState
from vortex_gui.console.state.messages import Notice
from vortex_gui.engine.facts.events import Severity


def is_whole(card: NoticeCard) -> bool:
    return card.height() >= card.sizeHint().height() - 1


def cards_of(window: MainWindow) -> list[NoticeCard]:
    """The cards that are seen."""
    return [card for card in window.findChildren(NoticeCard) if card.isVisible()]


def test_same_notice_replaces_itself_and_is_counted(
    window: MainWindow, state: ConsoleState, qtbot: QtBot
) -> None:
    taker = EventTaker(state)
    for _ in range(3):
        taker.tell(Severity.ERROR, "The worker died.", remedy="Look at the log.", key="worker")
    qtbot.waitUntil(lambda: len(cards_of(window)) == 1)
    card = cards_of(window)[0]
    assert card.notice.count == 3
    assert card.text_to_copy() == "The worker died.\nLook at the log."
    window.own_actions.escape.trigger()
    assert state.notices.all() == ()


def test_at_most_four_cards_cover_the_picture(window: MainWindow, state: ConsoleState, qtbot: QtBot) -> None:
    for number in range(9):
        state.notices.post(Notice(f"n{number}", Severity.WARNING, f"Number {number}."))
    qtbot.waitUntil(lambda: len(cards_of(window)) == 4)
    assert sorted(card.notice.key for card in cards_of(window)) == ["n5", "n6", "n7", "n8"]
    for card in cards_of(window):
        qtbot.waitUntil(partial(is_whole, card))


def test_notice_leaves_the_figures_beside_a_wide_picture_in_view(
    window: MainWindow, state: ConsoleState, recipe: Recipe, qtbot: QtBot
) -> None:
    run(state, recipe, 1)
    state.selection.select(1)
    state.notices.post(Notice("n", Severity.WARNING, "The worker died.", "Look at the log."))
    window.resize(2200, 1000)
    details, video = window.preview.details, window.preview.video
    qtbot.waitUntil(lambda: details.geometry().left() >= video.geometry().right())  # beside, not below
    (card,) = cards_of(window)

    def apart() -> bool:
        left = details.mapToGlobal(details.rect().topLeft()).x()
        return card.mapToGlobal(card.rect().topRight()).x() < left

    qtbot.waitUntil(apart)


def test_own_text_under_a_preset_comes_back_by_the_button_of_its_card(
    window: MainWindow, state: ConsoleState, qtbot: QtBot
) -> None:
    window.form.editors.script.setPlainText("My own words.")
    own = window.form.draft()
    window.form.load_preset(preset_paths()[1])
    qtbot.waitUntil(lambda: len(cards_of(window)) == 1)
    (card,) = cards_of(window)
    assert present(card.findChild(QTimer)).interval() == 10_000
    qtbot.waitUntil(lambda: card.height() >= card.heightForWidth(card.width()))
    qtbot.mouseClick(present(card.findChild(QPushButton, "offered")), Qt.MouseButton.LeftButton)
    assert window.form.draft() == own
    assert state.notices.all() == ()


def test_a_message_that_cannot_be_undone_offers_no_undo(
    window: MainWindow, state: ConsoleState, qtbot: QtBot
) -> None:
    state.notices.post(Notice("n", Severity.INFO, "Seed 7 copied."))
    qtbot.waitUntil(lambda: len(cards_of(window)) == 1)
    assert cards_of(window)[0].findChild(QPushButton, "offered") is None
