"""The chosen slots get tags by key and dialog; the column of tags shows; a fault is told."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from tests.console.asking import Asked
from tests.console.rows import row
from tests.narrowing import present
from vortex_gui.console.slots.columns import Column
from vortex_gui.console.slots.tagging import SlotTagging
from vortex_gui.console.slots.tags_dialog import TagsDialog
from vortex_gui.console.slots.view import SlotsView


def test_tags_are_typed_for_the_chosen_slot(view: SlotsView, asked: Asked, qtbot: QtBot) -> None:
    assert Column.TAGS not in view.columns.shown()
    view.table.selectRow(1)
    qtbot.keyClick(view.table, Qt.Key.Key_T, Qt.KeyboardModifier.ControlModifier)
    dialog = present(view.findChild(TagsDialog))
    qtbot.keyClicks(dialog.line, "late, Anna")
    qtbot.keyClick(dialog.line, Qt.Key.Key_Return)
    (slot_id,) = [found.slot_id for found in view.chosen_rows()]
    assert asked.calls[-1] == ("set_tags", {slot_id: ("late", "Anna")})
    assert Column.TAGS in view.columns.shown()


def test_common_tags_are_changed_and_own_ones_stay(view: SlotsView, asked: Asked) -> None:
    tagging = SlotTagging(view, view.columns, asked)
    tagging.ask([row(1, tags=("late", "own")), row(2, tags=("late",))])
    dialog = present(view.findChild(TagsDialog))
    assert dialog.line.text() == "late"
    dialog.line.setText("early")
    dialog.accepting.click()
    assert asked.calls[-1] == ("set_tags", {1: ("early", "own"), 2: ("early",)})


def test_fault_is_told_and_nothing_is_saved(qtbot: QtBot) -> None:
    owner = QWidget()
    qtbot.addWidget(owner)
    dialog = TagsDialog((), 2, owner)
    assert dialog.accepting.isEnabled()
    dialog.line.setText("x" * 40)
    assert dialog.fault.text() == "A tag has up to 32 characters."
    assert not dialog.accepting.isEnabled()
    dialog.line.setText("")
    assert dialog.accepting.isEnabled(), "no tags takes them away"
    assert dialog.line.accessibleName() == "Tags of 2 slots, with commas between"
    dialog.close()
