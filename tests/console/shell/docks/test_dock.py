"""A dock: its panel, its place-holder, its buttons, and where the keyboard goes."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QApplication,
    QLabel,
    QLineEdit,
    QMainWindow,
    QScrollArea,
    QToolButton,
    QVBoxLayout,
    QWidget,
)
from pytestqt.qtbot import QtBot

from vortex_gui.console.look import theme
from vortex_gui.console.look.tones import tones_of
from vortex_gui.console.shell.docks.dock import Dock


@pytest.fixture
def dock(qtbot: QtBot) -> Iterator[Dock]:
    window = QMainWindow()
    qtbot.addWidget(window)
    made = Dock("slots", "Slots", "slots", window)
    window.addDockWidget(Qt.DockWidgetArea.LeftDockWidgetArea, made)
    window.show()
    yield made
    window.close()


def panel() -> QWidget:
    made = QWidget()
    QVBoxLayout(made).addWidget(QLineEdit())
    return made


def test_until_its_panel_comes_a_word_says_so_and_the_last_one_goes(dock: Dock, qtbot: QtBot) -> None:
    dock.show_panel(None)
    before = dock.widget()
    assert [label.text() for label in before.findChildren(QLabel)] == ["Loading …"]
    with qtbot.waitSignal(before.destroyed, timeout=5000):
        dock.show_panel(panel())
    assert dock.widget().findChild(QLineEdit) is not None


@pytest.mark.parametrize("height", [40, 400])
def test_every_panel_stands_on_the_same_ground(dock: Dock, qapp: QApplication, height: int) -> None:
    theme.apply(qapp, "light")
    made = QWidget()
    made.setObjectName("memoryView")
    made.setMinimumHeight(height)
    dock.show_panel(made)
    dock.resize(300, 500)
    QApplication.processEvents()
    ground = dock.grab().toImage().pixelColor(made.mapTo(dock, made.rect().center()))
    theme.apply(qapp, "dark")
    assert ground == tones_of("light").panel


def test_a_wide_panel_scrolls_instead_of_making_the_window_wider(dock: Dock) -> None:
    wide = panel()
    wide.setMinimumWidth(3000)
    dock.show_panel(wide, scrolls=True)
    area = dock.widget()
    assert isinstance(area, QScrollArea)
    assert area.widget() is wide
    assert area.minimumSizeHint().width() < 3000


def test_bringing_up_shows_it_and_puts_the_keyboard_into_its_first_field(dock: Dock, qtbot: QtBot) -> None:
    shown = panel()
    dock.show_panel(shown)
    dock.hide()
    dock.bring_up()
    assert not dock.isHidden()
    assert dock.window().focusWidget() is shown.findChild(QLineEdit)


def test_its_buttons_say_of_which_dock_they_are_and_the_last_one_closes_it(dock: Dock) -> None:
    floating, closing = dock.titleBarWidget().findChildren(QToolButton)
    assert [button.accessibleName().split(":")[0] for button in (floating, closing)] == ["Slots", "Slots"]
    closing.click()
    assert dock.isHidden()


def test_the_title_is_drawn_once_it_is_shown_and_in_each_theme(qtbot: QtBot, qapp: QApplication) -> None:
    window = QMainWindow()
    qtbot.addWidget(window)
    dock = Dock("slots", "Slots", "slots", window)
    window.addDockWidget(Qt.DockWidgetArea.LeftDockWidgetArea, dock)
    theme.apply(qapp, "dark")
    sign = dock.titleBarWidget().findChildren(QLabel)[0]
    assert sign.pixmap().isNull()
    dock.hide()
    window.show()
    assert sign.pixmap().isNull()
    dock.show()
    dark = sign.pixmap().toImage()
    assert not dark.isNull()
    assert sign.sizeHint() == sign.size()
    theme.apply(qapp, "light")
    assert sign.pixmap().toImage() != dark
    theme.apply(qapp, "dark")
    assert sign.pixmap().toImage() == dark
    window.close()


def test_a_floating_dock_that_comes_back_has_the_keyboard(dock: Dock, qtbot: QtBot) -> None:
    dock.show_panel(panel())
    dock.float_or_dock()
    dock.put_away()
    qtbot.waitUntil(lambda: not dock.isVisible())
    dock.bring_up()
    qtbot.waitUntil(dock.isActiveWindow)
    assert isinstance(QApplication.focusWidget(), QLineEdit)
    dock.float_or_dock()
