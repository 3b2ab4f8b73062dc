"""Tab goes round the whole window: every control in view once, forwards and backwards, in each layout."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSlider,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QHeaderView,
    QLineEdit,
    QPlainTextEdit,
    QScrollBar,
    QTabBar,
    QToolBar,
    QToolButton,
    QWidget,
)
from pytestqt.qtbot import QtBot

from tests.console.machine_facts import two_machines
from tests.console.shell.running import run
from tests.narrowing import present
from vortex_gui.base.recipe.recipe import Recipe
from vortex_gui.console.models.view import ModelsView
from vortex_gui.console.shell.keyboard.chain import focus_stops, is_in_view
from vortex_gui.console.shell.keyboard.ring import FocusRing
from vortex_gui.console.shell.layouts.ready_made import READY
from vortex_gui.console.shell.main_window import MainWindow
from vortex_gui.console.state.console_state import ConsoleState
from vortex_gui.engine.facts.events import WorkerState

CONTROLS = (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSlider,
    QAbstractSpinBox,
    QComboBox,
    QLineEdit,
    QPlainTextEdit,
)
PARTS_OF_OTHERS = (QHeaderView, QScrollBar)
"""A table's header and a scroll bar are worked by the keys of what they belong to."""


def begin(window: MainWindow, qtbot: QtBot) -> None:
    window.activateWindow()
    qtbot.waitUntil(lambda: QApplication.activeWindow() is window)


def walk(key: Qt.Key, steps: int) -> list[QWidget]:
    """What has the keyboard after each press."""
    seen = []
    for _ in range(steps):
        QTest.keyClick(present(QApplication.focusWidget()), key)
        seen.append(present(QApplication.focusWidget()))
    return seen


def controls_in_view(window: MainWindow) -> list[QWidget]:
    """Every control that an eye finds, whatever the chain says."""
    found: list[QWidget] = []
    for widget in window.findChildren(QWidget):
        parts = (QLineEdit, QTabBar, QComboBox, QAbstractSpinBox)
        if not isinstance(widget, CONTROLS) or isinstance(widget, PARTS_OF_OTHERS):
            continue
        if isinstance(widget.parentWidget(), parts) or widget.window() is not window:
            continue
        if widget.isVisible() and widget.isEnabled() and not widget.visibleRegion().isEmpty():
            found.append(widget)
    return found


@pytest.mark.parametrize("layout", [each.name for each in READY])
@pytest.mark.parametrize("size", [(1024, 680), (1600, 1000), (2560, 1440)])
def test_tab_reaches_every_control_once_and_comes_round_both_ways(
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
    QApplication.processEvents()
    begin(window, qtbot)
    stops = focus_stops(window)
    stops[0].setFocus()
    there = walk(Qt.Key.Key_Tab, len(stops))
    assert there == [*stops[1:], stops[0]]
    assert walk(Qt.Key.Key_Backtab, len(stops)) == [*reversed(stops)]
    missed = [w for w in controls_in_view(window) if w not in stops]
    assert [f"{type(w).__name__} {w.objectName()} {w.accessibleName()}" for w in missed] == []


@pytest.mark.parametrize("size", [(1024, 680), (1600, 1000)])
def test_tab_reaches_the_workers_of_other_machines_and_what_they_make(
    window: MainWindow, state: ConsoleState, recipe: Recipe, qtbot: QtBot, size: tuple[int, int]
) -> None:
    two_machines(state)
    for slot_id, seat in enumerate(state.workers.seats[:2], start=1):
        run(state, recipe, slot_id, worker=seat.name)
    state.selection.select(1)
    window.resize(*size)
    QApplication.processEvents()
    begin(window, qtbot)
    stops = focus_stops(window)
    multiview = window.preview.picture.multiview
    bar = [widget for widget in stops if window.workers.isAncestorOf(widget)]
    assert [type(widget).__name__ for widget in bar] == ["WorkersStrip", "QCheckBox", "QToolButton"]
    assert multiview in stops
    stops[0].setFocus()
    assert walk(Qt.Key.Key_Tab, len(stops)) == [*stops[1:], stops[0]]
    missed = [w for w in controls_in_view(window) if w not in stops]
    assert [f"{type(w).__name__} {w.objectName()} {w.accessibleName()}" for w in missed] == []


def test_what_has_the_keyboard_is_in_view_and_has_a_ring(
    window: MainWindow, state: ConsoleState, recipe: Recipe, qtbot: QtBot
) -> None:
    run(state, recipe, 1)
    state.selection.select(1)
    QApplication.processEvents()
    begin(window, qtbot)
    ring = FocusRing.of(window)
    stops = focus_stops(window)
    stops[0].setFocus()
    for _ in stops:
        (widget,) = walk(Qt.Key.Key_Tab, 1)
        assert not widget.visibleRegion().isEmpty(), widget
        assert ring.target is widget
        assert ring.isVisible()
        assert ring.geometry().contains(widget.mapTo(window, widget.visibleRegion().boundingRect().center()))


def test_every_button_of_the_toolbar_that_can_be_pressed_is_a_stop(window: MainWindow) -> None:
    bar = present(window.findChild(QToolBar, "toolbar"))
    buttons = [b for b in bar.findChildren(QToolButton) if b.isVisible() and b.isEnabled()]
    assert len(buttons) >= 3
    assert set(map(id, buttons)) <= set(map(id, focus_stops(window)))


def test_nothing_of_a_dock_behind_a_tab_is_a_stop_until_it_comes_up(window: MainWindow) -> None:
    QApplication.processEvents()
    log = window.dock("log")
    assert not is_in_view(log)
    assert not [stop for stop in focus_stops(window) if log.isAncestorOf(stop)]
    log.bring_up()
    QApplication.processEvents()
    assert [stop for stop in focus_stops(window) if log.isAncestorOf(stop)]


def test_a_control_that_is_disabled_while_it_has_the_keyboard_hands_it_to_one_in_view(
    window: MainWindow, state: ConsoleState, qtbot: QtBot
) -> None:
    state.worker.update(state=WorkerState.READY)
    window.dock("models").bring_up()
    QApplication.processEvents()
    begin(window, qtbot)
    clear = present(window.dock("models").findChild(ModelsView)).clear
    clear.setFocus()
    state.operations.begin("clear_cache")
    assert not clear.isEnabled()
    now = present(QApplication.focusWidget())
    assert now is not clear
    assert not now.visibleRegion().isEmpty()
    assert FocusRing.of(window).target is now
    state.operations.end("clear_cache")


def test_tab_leaves_every_table(
    window: MainWindow, state: ConsoleState, recipe: Recipe, qtbot: QtBot
) -> None:
    run(state, recipe, 1)
    begin(window, qtbot)
    for name in ("slots", "log", "messages", "models"):
        window.dock(name).bring_up()
        QApplication.processEvents()
        for table in window.dock(name).findChildren(QAbstractItemView):
            if table.isVisible() and not isinstance(table, QHeaderView):
                table.setFocus()
                (after,) = walk(Qt.Key.Key_Tab, 1)
                assert after is not table, name


def test_tab_goes_round_in_a_floating_dock(window: MainWindow, qtbot: QtBot) -> None:
    dock = window.dock("log")
    dock.setFloating(True)
    dock.show()
    dock.activateWindow()
    qtbot.waitUntil(lambda: QApplication.activeWindow() is dock)
    stops = focus_stops(dock)
    assert len(stops) > 4
    stops[0].setFocus()
    assert walk(Qt.Key.Key_Tab, len(stops)) == [*stops[1:], stops[0]]
    assert FocusRing.of(dock).target is stops[0]
    dock.setFloating(False)
