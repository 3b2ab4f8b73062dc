"""The form keeps a section in sight that grows, until the operator goes elsewhere."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication, QLineEdit, QScrollBar, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from vortex_gui.console.recipe.form_scroll import FormScroll

HEIGHT, SMALL, GROWN, HUGE = 200, 30, 150, 300


class Fields(QWidget):
    """A line, much room, and a section with a line of its own at the bottom."""

    def __init__(self) -> None:
        super().__init__()
        self.line, self.section = QLineEdit(), QWidget()
        self.inner = QLineEdit(self.section)
        self.section.setFixedHeight(SMALL)
        column = QVBoxLayout(self)
        column.addWidget(self.line)
        column.addSpacing(600)
        column.addWidget(self.section)
        column.addSpacing(40)


@pytest.fixture
def fields() -> Fields:
    return Fields()


@pytest.fixture
def scroll(fields: Fields, qtbot: QtBot) -> FormScroll:
    """It follows the section."""
    made = FormScroll(fields)
    qtbot.addWidget(made)
    made.resize(300, HEIGHT)
    with qtbot.waitActive(made):
        made.show()
    fields.line.setFocus()
    made.follow(fields.section)
    qtbot.waitUntil(lambda: is_in_sight(made, fields.section))
    return made


def top_of(scroll: FormScroll, section: QWidget) -> int:
    return section.mapTo(scroll.viewport(), QPoint()).y()


def is_in_sight(scroll: FormScroll, section: QWidget) -> bool:
    top = top_of(scroll, section)
    return top >= 0 and top + section.height() <= scroll.viewport().height()


def grow(scroll: FormScroll, section: QWidget, qtbot: QtBot, height: int = GROWN) -> None:
    bar = scroll.verticalScrollBar()
    before = bar.maximum()
    section.setFixedHeight(height)
    qtbot.waitUntil(lambda: bar.maximum() > before)


def stays(scroll: FormScroll, fields: Fields, qtbot: QtBot) -> bool:
    """Whether the form stands still while the section grows."""
    before = scroll.verticalScrollBar().value()
    grow(scroll, fields.section, qtbot)
    QApplication.processEvents()
    QApplication.processEvents()
    return scroll.verticalScrollBar().value() == before


@pytest.mark.parametrize("height", [GROWN, HEIGHT - 10])
def test_a_section_that_grows_stays_in_sight(
    scroll: FormScroll, fields: Fields, qtbot: QtBot, height: int
) -> None:
    grow(scroll, fields.section, qtbot, height)
    qtbot.waitUntil(lambda: is_in_sight(scroll, fields.section))


def test_one_that_is_higher_than_the_form_shows_its_head(
    scroll: FormScroll, fields: Fields, qtbot: QtBot
) -> None:
    grow(scroll, fields.section, qtbot, HUGE)
    qtbot.waitUntil(lambda: top_of(scroll, fields.section) == 0)


@pytest.mark.parametrize("way", ["wheel", "bar", "focus"])
def test_it_is_left_alone_once_the_operator_goes_elsewhere(
    scroll: FormScroll, fields: Fields, qtbot: QtBot, way: str
) -> None:
    bar = scroll.verticalScrollBar()
    if way == "wheel":
        turn_wheel(scroll)
    elif way == "bar":
        bar.triggerAction(QScrollBar.SliderAction.SliderPageStepSub)
    else:
        fields.inner.setFocus()
        fields.line.setFocus()
    assert stays(scroll, fields, qtbot)


def test_it_can_be_followed_anew_and_left_again(scroll: FormScroll, fields: Fields, qtbot: QtBot) -> None:
    turn_wheel(scroll)
    scroll.follow(fields.section)
    turn_wheel(scroll)
    assert stays(scroll, fields, qtbot)


@pytest.mark.parametrize("way", ["inside", "activation"])
def test_it_is_followed_on_while_the_operator_is_in_it_or_another_window_was_active(
    scroll: FormScroll, fields: Fields, qtbot: QtBot, way: str
) -> None:
    if way == "inside":
        fields.inner.setFocus()
    else:
        fields.line.clearFocus()
        fields.line.setFocus()
    grow(scroll, fields.section, qtbot)
    qtbot.waitUntil(lambda: is_in_sight(scroll, fields.section))


def test_it_scrolls_down_alone_and_takes_no_keyboard(scroll: FormScroll) -> None:
    assert scroll.horizontalScrollBarPolicy() == Qt.ScrollBarPolicy.ScrollBarAlwaysOff
    assert scroll.focusPolicy() == Qt.FocusPolicy.NoFocus


def turn_wheel(scroll: FormScroll) -> None:
    at, up = QPointF(20, 20), QPoint(0, 120)
    held, keys, phase = Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase
    QApplication.sendEvent(scroll.viewport(), QWheelEvent(at, at, QPoint(), up, held, keys, phase, False))
