"""The window's frame over plain state: keys, reasons, tally, notices, remembered layout; no engine needed."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QAction, QColor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractSpinBox,
    QApplication,
    QDialogButtonBox,
    QPushButton,
    QToolBar,
    QToolButton,
)
from pytestqt.qtbot import QtBot

from tests.console.asking import Asked
from tests.console.rows import put
from tests.narrowing import present
from vortex_gui.base.recipe import Recipe
from vortex_gui.console.control.apply import EventTaker
from vortex_gui.console.look import icons, theme
from vortex_gui.console.look.tones import tones_of
from vortex_gui.console.recipe.play_list_dialog import PlayListDialog
from vortex_gui.console.shell.main_window import MainWindow
from vortex_gui.console.shell.notices import NoticeCard
from vortex_gui.console.shell.tally import Tally
from vortex_gui.console.shell.welcome import WelcomePage
from vortex_gui.console.shell.window_layout import within
from vortex_gui.console.slots.view import SlotsView
from vortex_gui.console.state.console_state import ConsoleState
from vortex_gui.console.state.known_slots import Estimate
from vortex_gui.console.state.messages import Notice
from vortex_gui.engine.facts.events import Severity, WorkerState
from vortex_gui.engine.facts.slots import SlotState


@pytest.fixture
def window(qtbot: QtBot, state: ConsoleState, asked: Asked, tmp_path: Path) -> Iterator[MainWindow]:
    made = MainWindow(state, asked, tmp_path / "window.ini")
    made.show()
    made.fill()
    yield made
    made.leave()
    made.deleteLater()


def run(state: ConsoleState, recipe: Recipe, slot_id: int) -> None:
    put(state, slot_id, SlotState.RUNNING, recipe_json=recipe.to_json(), submitted_at=time.time())


def test_no_key_is_bound_twice(window: MainWindow) -> None:
    actions = {id(action): action for action in window.findChildren(QAction)}.values()
    keys = Counter(
        key.toString()
        for action in actions
        for key in action.shortcuts()
        if action.shortcutContext() != Qt.ShortcutContext.WidgetWithChildrenShortcut
    )
    assert [key for key, count in keys.items() if count > 1] == []
    assert len(keys) > 25


def test_every_disabled_action_says_why(window: MainWindow, state: ConsoleState) -> None:
    worker = window.own_actions.worker
    for action in (worker.cancel, worker.warm_up, worker.clear_cache, *worker.warm_roles.values()):
        assert not action.isEnabled()
        assert "\n" in action.toolTip(), action.text()
    state.worker.update(state=WorkerState.READY)
    assert worker.warm_up.isEnabled()
    assert worker.warm_roles["kokoro"].text() == "Warm up Speech"  # as in the panel of the models
    state.set_read_only(True)
    assert not window.own_actions.generate.isEnabled()
    assert window.own_actions.save_recipe.isEnabled()
    state.set_read_only(False)
    window.form.set_draft({})
    assert not window.own_actions.generate.isEnabled()
    assert not window.own_actions.save_recipe.isEnabled()
    assert "audio_track.script" in window.own_actions.generate.toolTip()
    state.set_read_only(True)
    assert not worker.pause.isEnabled()
    assert "Another console" in worker.pause.toolTip()


def test_busy_action_shows_how_long(window: MainWindow, state: ConsoleState) -> None:
    state.worker.update(state=WorkerState.READY)
    state.operations.begin("warm_up")
    assert not window.own_actions.worker.warm_up.isEnabled()
    assert window.own_actions.worker.warm_up.text() == "Warm up 0:00"
    assert "Under way" in window.own_actions.worker.warm_up.toolTip()
    state.operations.end("warm_up")
    assert window.own_actions.worker.warm_up.isEnabled()


def test_clear_cache_asks_twice_while_a_slot_runs(
    window: MainWindow, state: ConsoleState, asked: Asked, recipe: Recipe
) -> None:
    state.worker.update(state=WorkerState.BUSY)
    run(state, recipe, 1)
    clear = window.own_actions.worker.clear_cache
    clear.trigger()
    assert "clear_cache" not in asked.names()
    assert clear.text() == "Clear anyway?"
    clear.trigger()
    assert asked.names().count("clear_cache") == 1
    clear.trigger()
    put(state, 1, SlotState.DONE)
    assert clear.text() == "Clear cache"


def test_cancel_under_way_shows_how_long(window: MainWindow, state: ConsoleState, recipe: Recipe) -> None:
    run(state, recipe, 1)
    state.operations.begin("cancel:1")
    cancel = window.own_actions.worker.cancel
    assert cancel.text() == "Cancelling 0:00"
    assert not cancel.isEnabled()
    assert "asked to stop" in cancel.toolTip()
    state.operations.end("cancel:1")
    assert cancel.isEnabled()


def test_window_fits_a_small_laptop_with_a_slot_in_view(
    window: MainWindow, state: ConsoleState, recipe: Recipe
) -> None:
    run(state, recipe, 1)
    state.selection.select(1)
    QApplication.processEvents()
    least = window.minimumSizeHint()
    assert least.width() <= 1024
    assert least.height() <= 680


def test_window_leaves_room_for_its_title_bar() -> None:
    screen = QSize(1600, 1000)
    assert within(QSize(1600, 1000), screen).height() <= 980
    assert within(QSize(800, 700), screen) == QSize(800, 700)


def test_reset_of_the_layout_does_not_make_the_window_grow(window: MainWindow) -> None:
    window.resize(1100, 700)
    QApplication.processEvents()
    window.own_actions.reset.trigger()
    QApplication.processEvents()
    assert (window.width(), window.height()) == (1100, 700)


def test_keys_do_what_they_say(window: MainWindow, asked: Asked, recipe: Recipe, qtbot: QtBot) -> None:
    window.activateWindow()
    window.form.set_recipe(recipe)
    qtbot.waitUntil(lambda: QApplication.activeWindow() is window)
    QTest.keyClick(window, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert asked.calls[-1] == ("generate", recipe, 1)
    QTest.keyClick(window, Qt.Key.Key_P, Qt.KeyboardModifier.ControlModifier)
    assert asked.calls[-1:] == [("pause",)]
    QTest.keyClick(window, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    assert present(window.findChild(SlotsView)).search.hasFocus()


def test_first_run_offers_presets_that_generate_at_once(
    window: MainWindow, asked: Asked, state: ConsoleState, recipe: Recipe
) -> None:
    assert present(window.findChild(WelcomePage)).isVisible()
    offer = present(window.findChild(WelcomePage)).findChildren(QPushButton, "offer")[0]
    QTest.mouseClick(offer, Qt.MouseButton.LeftButton)
    assert asked.calls[-1][0] == "generate"
    run(state, recipe, 1)
    assert not present(window.findChild(WelcomePage)).isVisible()
    assert window.preview.isVisible()


def test_tally_tells_the_running_slot_from_across_the_room(
    window: MainWindow, state: ConsoleState, recipe: Recipe
) -> None:
    tally = present(window.findChild(Tally))
    assert tally.word() == "STARTING"
    state.worker.update(state=WorkerState.READY, sentence="The worker is ready.")
    assert tally.accessibleName() == "READY: The worker is ready."
    state.slots.set_queue((2,), paused=True)
    assert tally.word() == "PAUSED"
    state.slots.set_queue((), paused=False)
    state.worker.update(state=WorkerState.BUSY)
    run(state, recipe, 7)
    state.slots.put_progress(7, "animation", 30, 120)
    state.slots.put_estimate(7, Estimate(8.0, 11.0, time.time()))
    assert tally.word() == "GENERATING"
    assert tally.about() == "slot 000007 · animation · 8–11 s left"


def test_window_that_was_narrow_and_is_wide_again_has_its_whole_toolbar(
    window: MainWindow, qtbot: QtBot
) -> None:
    bar = present(window.findChild(QToolBar, "toolbar"))
    widgets = [bar.widgetForAction(action) for action in bar.actions() if action.text()]
    buttons = [widget for widget in widgets if isinstance(widget, QToolButton)]
    assert len(buttons) == len(widgets)
    window.resize(1400, 800)
    qtbot.waitUntil(lambda: window.width() == 1400)
    wide = [button.toolButtonStyle() for button in buttons]
    window.resize(1100, 700)
    qtbot.waitUntil(lambda: window.width() == 1100)
    assert {button.toolButtonStyle() for button in buttons} == {Qt.ToolButtonStyle.ToolButtonIconOnly}
    window.resize(1400, 800)
    qtbot.waitUntil(lambda: window.width() == 1400)
    assert [button.toolButtonStyle() for button in buttons] == wide
    assert len(set(wide)) == 2
    assert all(button.geometry().right() <= bar.width() for button in buttons)


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


@pytest.mark.parametrize("name", ["light", "dark", "contrast"])
def test_text_can_be_read_in_every_theme(name: str) -> None:
    """WCAG: 4.5 to 1 for text, 3 to 1 for signs; measured against every ground they stand on."""
    tones = tones_of(name)
    for ground in (tones.window, tones.panel, tones.raised, tones.sunken, tones.selection):
        assert contrast(tones.text, ground) >= 4.5
    for ground in (tones.window, tones.panel):
        assert contrast(tones.muted, ground) >= 4.5
        for sign in (tones.good, tones.warn, tones.bad, tones.info, tones.accent):
            assert contrast(sign, ground) >= 3
    assert contrast(tones.on_accent, tones.accent) >= 3


def test_theme_changes_while_the_window_is_open(window: MainWindow, qapp: QApplication, qtbot: QtBot) -> None:
    before = window.grab().toImage().pixelColor(5, 5)
    theme.apply(qapp, "light")
    after = window.grab().toImage().pixelColor(5, 5)
    theme.apply(qapp, "dark")
    assert before.lightness() < 60
    assert after.lightness() > 200


def test_play_list_opens_once(window: MainWindow, qtbot: QtBot) -> None:
    window.own_actions.play.trigger()
    window.own_actions.play.trigger()
    (dialog,) = window.findChildren(PlayListDialog)
    dialog.close()


def test_text_of_a_spin_box_does_not_touch_its_frame(window: MainWindow, qtbot: QtBot) -> None:
    window.own_actions.play.trigger()
    boxes = window.findChildren(QAbstractSpinBox)
    assert len(boxes) >= 5
    for box in boxes:
        line = box.lineEdit()
        assert line.x() + line.textMargins().left() >= 5, box.accessibleName()
    present(window.findChild(PlayListDialog)).close()


def test_buttons_of_dialogs_have_no_icons_of_another_theme(window: MainWindow, qtbot: QtBot) -> None:
    window.own_actions.keys.trigger()
    (box,) = window.findChildren(QDialogButtonBox)
    assert all(button.icon().isNull() for button in box.buttons())
    box.window().close()


def test_every_button_has_a_name(window: MainWindow) -> None:
    nameless = [
        button
        for button in window.findChildren(QToolButton)
        if button.isVisible() and not (button.accessibleName() or button.text() or button.toolTip())
    ]
    assert nameless == []


def test_every_icon_that_is_asked_for_is_drawn(window: MainWindow) -> None:
    for name, _ in icons._dressed.values():
        assert (icons.FOLDER / f"{name}.svg").is_file(), name


def test_closing_asks_first_and_then_remembers(
    window: MainWindow, state: ConsoleState, asked: Asked, tmp_path: Path, qtbot: QtBot
) -> None:
    with qtbot.waitSignal(window.closing):
        window.close()
    assert window.isVisible()
    window.dock("log").hide()
    window.leave()
    again = MainWindow(state, asked, tmp_path / "window.ini")
    assert again.dock("log").isHidden()
    assert again.form.recipe() == window.form.recipe()
    again.leave()
    again.deleteLater()


def contrast(one: QColor, other: QColor) -> float:
    """WCAG's contrast ratio of two colours."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def luminance(colour: QColor) -> float:
    parts = [
        part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4
        for part in (colour.redF(), colour.greenF(), colour.blueF())
    ]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]
