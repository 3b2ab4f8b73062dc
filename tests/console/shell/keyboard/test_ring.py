"""The ring is drawn around what the keyboard came to, and not around what was clicked."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QLineEdit, QScrollArea, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from vortex_gui.console.look import theme
from vortex_gui.console.shell.keyboard.ring import FocusRing, FocusRings


@pytest.fixture
def dialog(qtbot: QtBot) -> Iterator[QDialog]:
    made = QDialog()
    rings = FocusRings(made)
    assert rings.parent() is made
    column = QVBoxLayout(made)
    for name in ("first", "second"):
        field = QLineEdit()
        field.setObjectName(name)
        column.addWidget(field)
    made.resize(300, 160)
    qtbot.addWidget(made)
    with qtbot.waitExposed(made):
        made.show()
    made.activateWindow()
    qtbot.waitUntil(lambda: QApplication.activeWindow() is made)
    yield made
    made.close()


def field(dialog: QDialog, name: str) -> QLineEdit:
    found = dialog.findChild(QLineEdit, name)
    assert found is not None
    return found


def test_ring_follows_the_keyboard_in_any_window(dialog: QDialog) -> None:
    field(dialog, "first").setFocus()
    QTest.keyClick(field(dialog, "first"), Qt.Key.Key_Tab)
    ring = FocusRing.of(dialog)
    assert ring.target is field(dialog, "second")
    assert ring.geometry().contains(field(dialog, "second").geometry())


def test_ring_is_painted_in_the_accent(dialog: QDialog) -> None:
    field(dialog, "second").setFocus()
    ring = FocusRing.of(dialog)
    picture = dialog.grab().toImage()
    edge = picture.pixelColor(ring.geometry().center().x(), ring.geometry().top() + 1)
    assert edge == theme.current().accent


def test_a_click_takes_the_ring_away(dialog: QDialog) -> None:
    field(dialog, "first").setFocus()
    QTest.mouseClick(field(dialog, "second"), Qt.MouseButton.LeftButton)
    assert FocusRing.of(dialog).target is None
    assert not FocusRing.of(dialog).isVisible()


def test_ring_moves_with_its_control_and_goes_with_it(dialog: QDialog) -> None:
    field(dialog, "second").setFocus()
    ring = FocusRing.of(dialog)
    before = ring.geometry()
    dialog.resize(500, 260)
    QApplication.processEvents()
    assert ring.geometry() != before
    assert ring.geometry().contains(field(dialog, "second").geometry())
    gone = field(dialog, "second")
    gone.hide()
    assert ring.target is not gone or not ring.isVisible()


def test_ring_shows_only_the_part_that_is_in_view(dialog: QDialog) -> None:
    area = QScrollArea()
    tall = QWidget()
    tall.setMinimumSize(100, 2000)
    tall.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    area.setWidget(tall)
    present_layout = dialog.layout()
    assert present_layout is not None
    present_layout.addWidget(area)
    QApplication.processEvents()
    tall.setFocus()
    assert FocusRing.of(dialog).height() <= dialog.height()


def test_ring_is_in_its_place_where_showing_it_lays_the_window_out(dialog: QDialog) -> None:
    first, second = field(dialog, "first"), field(dialog, "second")
    first.setFocus()
    FocusRing.let_go_in(dialog)
    before = second.geometry()
    first.setMinimumHeight(90)  # Qt has not yet made room for it
    FocusRing.of(dialog).show_around(second)
    assert second.geometry() != before
    assert FocusRing.of(dialog).geometry() == second.geometry().adjusted(-2, -2, 2, 2)


def test_ring_leaves_a_window_alone_that_is_being_deleted(dialog: QDialog, qtbot: QtBot) -> None:
    """Qt tells that the keyboard left a control while it deletes the controls of that window one by one."""
    going = QDialog(dialog)
    fields = [QLineEdit(going) for _ in range(3)]
    told: list[QWidget] = []

    def tell() -> None:
        QApplication.instance().focusChanged.emit(fields[2], None)  # type: ignore[union-attr]
        told.append(dialog)

    fields[1].destroyed.connect(tell)
    going.show()
    fields[2].setFocus()
    going.deleteLater()
    qtbot.waitUntil(lambda: bool(told))
