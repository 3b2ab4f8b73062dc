"""Notices as cards: one a key, few at a time, never over the picture."""

from __future__ import annotations

from functools import partial

import pytest
from PySide6.QtCore import QPoint, QRect, QSize, Qt, QTimer
from PySide6.QtWidgets import QApplication, QPushButton, QToolButton
from pytestqt.qtbot import QtBot

from tests.console.shell.running import run
from tests.narrowing import present
from vortex_gui.base.recipe.recipe import Recipe
from vortex_gui.console.control.events.apply import EventTaker
from vortex_gui.console.recipe.draft.presets import preset_paths
from vortex_gui.console.shell.docks.dock import Dock
from vortex_gui.console.shell.keyboard.ring import FocusRing
from vortex_gui.console.shell.layouts.ready_made import READY
from vortex_gui.console.shell.main_window import MainWindow
from vortex_gui.console.shell.notices.notices import NoticeCard, NoticeStack, free_corner
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


def is_above_panels(window: MainWindow, card: NoticeCard) -> bool:
    """By the order of the window's children, in which Qt paints them."""
    order = window.children()
    return order.index(present(card.parentWidget())) > max(map(order.index, window.findChildren(Dock)))


def picture_box(window: MainWindow) -> QRect:
    video = window.preview.video
    return QRect(video.mapTo(window, QPoint(0, 0)), video.size())


@pytest.mark.parametrize("layout", [each.name for each in READY])
@pytest.mark.parametrize("size", [(1024, 680), (1600, 1000), (2560, 1440)])
def test_no_card_covers_the_picture(
    window: MainWindow,
    state: ConsoleState,
    recipe: Recipe,
    qtbot: QtBot,
    layout: str,
    size: tuple[int, int],
) -> None:
    run(state, recipe, 1)
    state.selection.select(1)
    window.resize(*size)
    window.own_actions.layouts.ready[layout].trigger()
    for number in range(4):
        state.notices.post(Notice(f"n{number}", Severity.WARNING, f"Number {number}.", "Look at the log."))
    qtbot.waitUntil(lambda: len(cards_of(window)) >= 1)
    QApplication.processEvents()
    for card in cards_of(window):
        box = QRect(card.mapTo(window, QPoint(0, 0)), card.size())
        assert not box.intersects(picture_box(window)), (box, picture_box(window))
        assert window.rect().contains(box)


def test_cards_move_out_of_the_way_when_the_picture_grows(
    window: MainWindow, state: ConsoleState, recipe: Recipe, qtbot: QtBot
) -> None:
    run(state, recipe, 1)
    state.selection.select(1)
    state.notices.post(Notice("n", Severity.WARNING, "The worker died.", "Look at the log."))
    qtbot.waitUntil(lambda: len(cards_of(window)) == 1)
    for name in ("slots", "memory", "models", "recipe"):
        window.dock(name).close()
        QApplication.processEvents()
        for card in cards_of(window):
            box = QRect(card.mapTo(window, QPoint(0, 0)), card.size())
            assert not box.intersects(picture_box(window)), name
    assert state.notices.past  # where there is no room for a card, the messages page has it


@pytest.mark.parametrize(
    ("picture", "corner"),
    [
        (QRect(), QPoint(700, 500)),
        (QRect(600, 400, 400, 200), QPoint(0, 500)),
        (QRect(0, 400, 1000, 200), QPoint(700, 0)),
        (QRect(100, 50, 900, 550), QPoint(0, 540)),
        (QRect(0, 100, 1000, 500), QPoint(700, 0)),
        (QRect(300, 0, 700, 600), QPoint(0, 500)),
        (QRect(0, 0, 1000, 600), None),
    ],
)
def test_cards_stand_in_the_first_corner_that_is_free(picture: QRect, corner: QPoint | None) -> None:
    size = QSize(100, 60) if picture.left() == 100 else QSize(300, 100)
    assert free_corner(QRect(0, 0, 1000, 600), size, picture) == corner


def test_stack_is_shown_only_with_cards(window: MainWindow, state: ConsoleState) -> None:
    (stack,) = window.findChildren(NoticeStack)
    assert not stack.isVisible()
    state.notices.post(Notice("n", Severity.INFO, "Settings saved."))
    assert stack.isVisible()
    state.notices.dismiss("n")
    assert not stack.isVisible()


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


def test_a_card_stays_above_a_panel_that_comes_to_the_front(
    window: MainWindow, state: ConsoleState, qtbot: QtBot
) -> None:
    state.notices.post(Notice("a", Severity.WARNING, "Look here."))
    qtbot.waitUntil(lambda: len(cards_of(window)) == 1)
    card = cards_of(window)[0]
    for name in ("log", "rundown", "slots"):
        window.dock(name).bring_up()
        qtbot.waitUntil(lambda: card.visibleRegion().boundingRect() == card.rect())
        qtbot.waitUntil(partial(is_above_panels, window, card))


def test_the_focus_ring_lies_below_the_cards_and_above_the_one_that_has_the_keyboard(
    window: MainWindow, state: ConsoleState, qtbot: QtBot
) -> None:
    state.notices.post(Notice("full", Severity.WARNING, "The drive is full."))
    qtbot.waitUntil(lambda: len(cards_of(window)) == 1)
    (stack,) = window.findChildren(NoticeStack)
    ring = FocusRing.of(window)
    ring.show_around(window.form.editors.script)
    assert window.children().index(ring) < window.children().index(stack)
    ring.show_around(present(stack.findChild(QToolButton)))
    assert window.children().index(ring) > window.children().index(stack)
    stack.lower()
    stack.raise_()
    assert window.children().index(ring) > window.children().index(stack)
