"""A late section has no fields before it is unfolded, and then Tab goes from its heading through them."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from tests.narrowing import present
from vortex_gui.console.parts.editors.fields import Field
from vortex_gui.console.parts.editors.late_section import LateSection


class Lines(LateSection):
    """Two fields."""

    def put_fields(self) -> None:
        self.lines = [QLineEdit(), QLineEdit()]
        for line in self.lines:
            self.column.addWidget(Field("A name", line))


@pytest.fixture
def form(qtbot: QtBot) -> QWidget:
    made = QWidget()
    column = QVBoxLayout(made)
    for part in (QLineEdit("before"), Lines("Heading"), QLineEdit("after")):
        column.addWidget(part)
    qtbot.addWidget(made)
    made.show()
    return made


def section_of(form: QWidget) -> Lines:
    return present(form.findChild(Lines))


def test_fields_are_made_once_and_only_when_the_section_is_unfolded(form: QWidget) -> None:
    section, told = section_of(form), list[bool]()
    section.made.connect(lambda: told.append(section.lines[1].isVisible()))
    assert section.findChildren(Field) == []
    section.unfold()
    assert [line.isVisible() for line in section.lines] == [True, True]
    section.heading.click()
    section.heading.click()
    assert len(section.findChildren(Field)) == 2
    assert told == [False]


def test_made_fields_stay_folded_until_the_heading_is_pressed(form: QWidget) -> None:
    section = section_of(form)
    section.make()
    assert not section.lines[0].isVisible()
    section.heading.click()
    assert section.lines[0].isVisible()


def test_tab_goes_from_the_heading_through_the_late_fields(form: QWidget, qtbot: QtBot) -> None:
    section = section_of(form)
    before, after = (line for line in form.findChildren(QLineEdit))
    form.activateWindow()
    qtbot.waitUntil(lambda: QApplication.activeWindow() is form)
    before.setFocus()
    QTest.keyClick(before, Qt.Key.Key_Tab)
    assert section.heading.hasFocus()
    QTest.keyClick(section.heading, Qt.Key.Key_Space)
    seen = []
    for _ in range(3):
        QTest.keyClick(present(QApplication.focusWidget()), Qt.Key.Key_Tab)
        seen.append(QApplication.focusWidget())
    assert seen == [*section.lines, after]
