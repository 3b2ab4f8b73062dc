"""Building blocks of forms: faults at their field, chips in order."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QRect, Qt
from PySide6.QtWidgets import QApplication, QLineEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from tests.narrowing import present
from vortex_gui.console.parts.editors.fields import Chips, Field, Flow


def test_fault_marks_the_editor_and_goes_again(qtbot: QtBot) -> None:
    field = Field("Prompt", QLineEdit(), help="What is seen.")
    qtbot.addWidget(field)
    field.set_fault("Too long.")
    assert field.fault == "Too long."
    assert field.editor.property("wrong") is True
    assert field.editor.accessibleDescription() == "Too long."
    field.set_fault("")
    assert field.editor.property("wrong") is False
    assert field.editor.accessibleDescription() == "What is seen."


def test_chips_keep_their_order_and_each_can_be_taken_out(qtbot: QtBot) -> None:
    chips = Chips(("calm", "happy"), add_label="Add", remove_tip="Remove {}".format)
    qtbot.addWidget(chips)
    chips.set_values(("happy", "calm", "happy"))
    with qtbot.waitSignal(chips.changed):
        chips.findChildren(QPushButton, "chip")[0].click()
    assert chips.values == ("calm", "happy")
    with qtbot.assertNotEmitted(chips.changed):
        chips.set_values(["calm", "happy"])


def seen_chips(chips: Chips) -> list[QPushButton]:
    return [chip for chip in chips.findChildren(QPushButton, "chip") if chip.isVisible()]


def has_keyboard(name: str) -> bool:
    widget = QApplication.focusWidget()
    return widget is not None and widget.accessibleName() == name


def test_keyboard_goes_to_the_next_chip_when_one_is_taken_out(qtbot: QtBot) -> None:
    chips = Chips(("calm", "happy"), add_label="Add", remove_tip="Remove {}".format)
    qtbot.addWidget(chips)
    chips.show()
    qtbot.waitUntil(chips.isActiveWindow)
    chips.set_values(("happy", "calm"))
    for after in ("Remove calm", "Add"):
        qtbot.waitUntil(lambda: seen_chips(chips) != [])
        chip = seen_chips(chips)[0]
        chip.setFocus()
        qtbot.keyClick(chip, Qt.Key.Key_Space)
        qtbot.waitUntil(partial(has_keyboard, after))


def test_flow_breaks_into_lines_and_needs_their_height(qtbot: QtBot) -> None:
    owner = QWidget()
    qtbot.addWidget(owner)
    flow = Flow(owner, gap=5)
    buttons = [QPushButton("word") for _ in range(6)]
    for button in buttons:
        button.setFixedSize(60, 20)
        flow.addWidget(button)
    assert flow.heightForWidth(1000) == 20
    assert flow.heightForWidth(130) == 3 * 20 + 2 * 5
    flow.setGeometry(QRect(0, 0, 130, 70))
    assert [button.y() for button in buttons] == [0, 0, 25, 25, 50, 50]


def test_tab_goes_from_the_plus_sign_to_chips_that_came_late(qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    above, chips, below = (
        QLineEdit(window),
        Chips(("calm", "happy"), add_label="Add", remove_tip="Remove {}".format, parent=window),
        QLineEdit(window),
    )
    for values in (("happy", "calm"), (), ("calm", "happy", "calm")):
        chips.set_values(values)
        found, at = [], present(above.nextInFocusChain())
        while at is not below:
            if at.objectName() == "chip" and not at.isHidden():
                found.append(at.accessibleName().removeprefix("Remove "))
            elif at is chips.focusProxy():
                found.append("add")
            at = present(at.nextInFocusChain())
        assert found == ["add", *values]
