"""What the window offers: each key once, each disabled action with its reason."""

from __future__ import annotations

from collections import Counter

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
)
from pytestqt.qtbot import QtBot

from tests.console.asking import Asked
from tests.narrowing import present
from vortex_gui.base.recipe.recipe import Recipe
from vortex_gui.console.shell.main_window import MainWindow
from vortex_gui.console.slots.view import SlotsView
from vortex_gui.console.state.console_state import ConsoleState
from vortex_gui.engine.facts.events import WorkerState


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


def test_undo_and_redo_work_from_anywhere_and_say_what_they_would_do(
    window: MainWindow, state: ConsoleState, recipe: Recipe, qtbot: QtBot
) -> None:
    actions = window.own_actions
    assert not actions.undo.isEnabled(), "what the window begins with is no step"
    assert "nothing to undo" in actions.undo.toolTip()
    before = window.form.draft()
    window.use_recipe(recipe.with_slot(seed=5))
    assert "Loaded another recipe" in actions.undo.toolTip()
    window.activateWindow()
    qtbot.waitUntil(lambda: QApplication.activeWindow() is window)
    for place in (window.form.editors.script, present(window.findChild(SlotsView)).table):
        place.setFocus()
        QTest.keyClick(place, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
        assert window.form.draft() == before
        QTest.keyClick(place, Qt.Key.Key_Y, Qt.KeyboardModifier.ControlModifier)
        assert window.form.draft() != before
