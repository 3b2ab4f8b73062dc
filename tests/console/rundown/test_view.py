"""The rundown's panel by mouse and keyboard: rows, choice, order, pace, what is on air."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QApplication, QToolButton
from pytestqt.qtbot import QtBot

from tests.console.rundown.conftest import Obeyed
from tests.console.state.rundown.test_rundown import fixed
from vortex_gui.base.process.clock import steady_now
from vortex_gui.console.rundown.columns import Column
from vortex_gui.console.rundown.view import RundownView
from vortex_gui.console.state.console_state import ConsoleState
from vortex_gui.console.state.rundown.rundown import Pace

NONE = Qt.KeyboardModifier.NoModifier
ALT, CTRL, SHIFT = (
    Qt.KeyboardModifier.AltModifier,
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.ShiftModifier,
)


def cell(view: RundownView, row: int, column: Column) -> str:
    return str(view.model.index(row, column).data())


def titles(view: RundownView) -> list[str]:
    return [cell(view, row, Column.TITLE) for row in range(view.model.rowCount())]


def click(view: RundownView, qtbot: QtBot, row: int, held: Qt.KeyboardModifier = NONE) -> None:
    middle = view.table.visualRect(view.model.index(row, Column.TITLE)).center()
    qtbot.mouseClick(view.table.viewport(), Qt.MouseButton.LeftButton, held, middle)


def press(view: RundownView, qtbot: QtBot, key: Qt.Key, held: Qt.KeyboardModifier = NONE) -> None:
    qtbot.keyClick(view.table, key, held)


def test_rows_say_what_goes_on_air_when(view: RundownView, state: ConsoleState) -> None:
    assert titles(view) == ["Slot 1", "Slot 2", "Slot 3", "weather"]
    assert [cell(view, row, Column.AT) for row in range(3)] == ["+0:00", "+0:10", "+0:20"]
    state.rundown.put(state.rundown.value.start(steady_now()))
    states = [cell(view, row, Column.STATE) for row in range(4)]
    assert states == ["on air", "ready", "queued", "planned"]
    assert cell(view, 0, Column.AT).count(":") == 2
    assert cell(view, 3, Column.SOURCE) == "weather.yaml"
    assert cell(view, 1, Column.LENGTH) == "10.0 s"


def test_rows_are_chosen_and_moved_by_keys(view: RundownView, qtbot: QtBot, obeyed: Obeyed) -> None:
    click(view, qtbot, 1)
    press(view, qtbot, Qt.Key.Key_Down, ALT)
    assert titles(view) == ["Slot 1", "Slot 3", "Slot 2", "weather"]
    press(view, qtbot, Qt.Key.Key_Home, ALT)
    assert titles(view) == ["Slot 2", "Slot 1", "Slot 3", "weather"]
    assert view.chosen() == (2,), "the choice goes with its row"
    press(view, qtbot, Qt.Key.Key_Up, ALT)
    assert titles(view)[0] == "Slot 2"
    press(view, qtbot, Qt.Key.Key_Down)
    assert view.chosen() == (1,)


def test_several_rows_move_together(view: RundownView, qtbot: QtBot, obeyed: Obeyed) -> None:
    click(view, qtbot, 0)
    click(view, qtbot, 2, CTRL)
    press(view, qtbot, Qt.Key.Key_Down, ALT)
    assert titles(view) == ["Slot 2", "weather", "Slot 1", "Slot 3"]


def test_keys_skip_and_remove(view: RundownView, qtbot: QtBot, obeyed: Obeyed) -> None:
    click(view, qtbot, 1)
    press(view, qtbot, Qt.Key.Key_K, CTRL)
    assert cell(view, 1, Column.STATE) == "skipped"
    press(view, qtbot, Qt.Key.Key_K, CTRL)
    assert cell(view, 1, Column.STATE) == "ready"
    press(view, qtbot, Qt.Key.Key_Delete)
    assert titles(view) == ["Slot 1", "Slot 3", "weather"]
    assert view.chosen() == ()


def test_enter_and_double_click_show_the_slot(view: RundownView, qtbot: QtBot, obeyed: Obeyed) -> None:
    click(view, qtbot, 1)
    press(view, qtbot, Qt.Key.Key_Return)
    assert obeyed.calls[-1] == ("select", 2)
    click(view, qtbot, 2)
    middle = view.table.visualRect(view.model.index(2, Column.TITLE)).center()
    qtbot.mouseDClick(view.table.viewport(), Qt.MouseButton.LeftButton, NONE, middle)
    assert obeyed.calls[-1] == ("select", 3)


def test_keys_queue_ahead_and_start_here(view: RundownView, qtbot: QtBot, obeyed: Obeyed) -> None:
    click(view, qtbot, 3)
    press(view, qtbot, Qt.Key.Key_G, CTRL)
    press(view, qtbot, Qt.Key.Key_Home, CTRL | SHIFT)
    assert obeyed.calls == [("queue", (4,)), ("start", 4)]


def test_pace_is_chosen_and_shown(
    view: RundownView, qtbot: QtBot, state: ConsoleState, obeyed: Obeyed
) -> None:
    view.pace.setFocus()
    qtbot.keyClick(view.pace, Qt.Key.Key_Down)
    view.pace.activated.emit(view.pace.currentIndex())
    assert obeyed.calls[-1] == ("set_pace", Pace.BEAT, 45.0)
    view.beat.setValue(20)
    assert obeyed.calls[-1][2] == 20.0
    state.rundown.put(state.rundown.value.with_pace(Pace.BEAT, 12.0))
    count = len(obeyed.calls)
    assert (view.pace.currentData(), view.beat.value()) == (Pace.BEAT, 12.0)
    assert len(obeyed.calls) == count, "what is shown is not asked for"


def test_line_says_how_it_stands(view: RundownView, state: ConsoleState) -> None:
    assert view._words() == "4 rows"
    state.rundown.put(state.rundown.value.start(steady_now()))
    assert view._words() == "On air"
    state.rundown.put(state.rundown.value.advance(steady_now()).advance(steady_now()))
    assert view._words() == "Waiting for the next row"
    state.rundown.put(state.rundown.value.with_hold(True))
    assert view._words() == "On hold"


def test_choice_is_kept_while_rows_come_and_go(view: RundownView, qtbot: QtBot, state: ConsoleState) -> None:
    click(view, qtbot, 2)
    state.rundown.put(state.rundown.value.with_added((fixed(9),), position=0))
    assert view.chosen() == (3,)
    assert view.table.selectionModel().selectedRows()[0].row() == 3


def test_menu_offers_what_the_keys_do(view: RundownView, qtbot: QtBot) -> None:
    click(view, qtbot, 0)
    menu = view.menu()
    assert [action.text() for action in menu.actions()] == [
        *("Move to front", "Move up", "Move down", "Skip", "Queue now", "Start here", "Show its slot"),
        "Remove",
    ]
    menu.deleteLater()


def test_every_button_has_a_name_and_is_reached_by_tab(view: RundownView) -> None:
    buttons = [each for each in view.findChildren(QToolButton) if each.isVisible()]
    assert len(buttons) == 9
    for button in buttons:
        assert button.accessibleName()
        assert button.toolTip()
        assert button.focusPolicy() & Qt.FocusPolicy.TabFocus


def test_nothing_is_cut_in_a_narrow_dock(view: RundownView) -> None:
    view.resize(view.minimumSizeHint().width(), 240)
    QApplication.sendPostedEvents(view, QEvent.Type.LayoutRequest)
    assert view.minimumSizeHint().width() <= 684, "beside the recipe, in a window of 1024 points"
    for button in view.findChildren(QToolButton):
        if button.isVisible():
            assert view.rect().contains(button.geometry()), button.accessibleName()


def test_empty_rundown_says_what_to_do(view: RundownView, state: ConsoleState) -> None:
    before = view.table.viewport().grab().toImage()
    state.rundown.put(state.rundown.value.with_items(()))
    assert view.model.rowCount() == 0
    assert view.table.viewport().grab().toImage() != before
