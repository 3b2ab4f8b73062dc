"""The form keeps a section in sight that grows, until the operator goes elsewhere."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication, QLineEdit, QScrollBar, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from vortex_gui.console.recipe.form_scroll import FormScroll

GROWN = 150


class Fields(QWidget):
    """A line, much room, and a section at the bottom."""

    def __init__(self) -> None:
        super().__init__()
        self.line, self.section = QLineEdit(), QWidget()
        self.section.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.section.setFixedHeight(30)
        column = QVBoxLayout(self)
        column.addWidget(self.line)
        column.addSpacing(600)
        column.addWidget(self.section)


@pytest.fixture
def fields() -> Fields:
    return Fields()


@pytest.fixture
def scroll(fields: Fields, qtbot: QtBot) -> FormScroll:
    made = FormScroll(fields)
    qtbot.addWidget(made)
    made.resize(300, 200)
    with qtbot.waitActive(made):
        made.show()
    fields.line.setFocus()
    made.follow(fields.section)
    qtbot.waitUntil(lambda: is_in_sight(made, fields.section))
    return made


def is_in_sight(scroll: FormScroll, section: QWidget) -> bool:
    top = section.mapTo(scroll.viewport(), QPoint()).y()
    return top >= 0 and top + section.height() <= scroll.viewport().height()


def grow(scroll: FormScroll, section: QWidget, qtbot: QtBot) -> None:
    bar = scroll.verticalScrollBar()
    before = bar.maximum()
    section.setFixedHeight(GROWN)
    qtbot.waitUntil(lambda: bar.maximum() > before)


def test_a_section_that_grows_stays_in_sight(scroll: FormScroll, fields: Fields, qtbot: QtBot) -> None:
    grow(scroll, fields.section, qtbot)
    qtbot.waitUntil(lambda: is_in_sight(scroll, fields.section))


@pytest.mark.parametrize("way", ["wheel", "bar", "focus"])
def test_it_is_left_alone_once_the_operator_goes_elsewhere(
    scroll: FormScroll, fields: Fields, qtbot: QtBot, way: str
) -> None:
    bar = scroll.verticalScrollBar()
    go_elsewhere(scroll, fields, bar, way)
    before = bar.value()
    grow(scroll, fields.section, qtbot)
    QApplication.processEvents()
    QApplication.processEvents()
    assert bar.value() == before


def go_elsewhere(scroll: FormScroll, fields: Fields, bar: QScrollBar, way: str) -> None:
    if way == "wheel":
        buttons, keys, phase = (
            Qt.MouseButton.NoButton,
            Qt.KeyboardModifier.NoModifier,
            Qt.ScrollPhase.NoScrollPhase,
        )
        at = QPointF(20, 20)
        turned = QWheelEvent(at, at, QPoint(), QPoint(0, 120), buttons, keys, phase, False)
        QApplication.sendEvent(scroll.viewport(), turned)
    elif way == "bar":
        bar.triggerAction(QScrollBar.SliderAction.SliderPageStepSub)
    else:
        fields.section.setFocus()
