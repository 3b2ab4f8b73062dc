"""The strip comes beside the lamp with something to show, takes nothing from the panels, and leaves again."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QSize
from PySide6.QtWidgets import QApplication, QToolButton
from pytestqt.qtbot import QtBot

from tests.console.asking import Asked
from tests.console.rows import put
from tests.console.state.rundown.test_rundown import fixed, rundown
from tests.narrowing import present
from vortex_gui.base.process.clock import steady_now
from vortex_gui.console.shell.main_window import MainWindow
from vortex_gui.console.shell.status.on_air_strip import PLACES
from vortex_gui.console.shell.status.tally_row import LINGER_MS, TALLY_LEAST, TallyRow
from vortex_gui.console.shell.status.toolbar import MainToolBar
from vortex_gui.console.state.console_state import ConsoleState


def row_of(window: MainWindow) -> TallyRow:
    return present(window.findChild(TallyRow))


def use(state: ConsoleState, wish: str) -> None:
    console = state.settings.console.model_copy(update={"on_air_strip": wish})
    state.set_settings(state.settings.model_copy(update={"console": console}))


def resized(window: MainWindow, size: QSize) -> None:
    window.resize(size)
    for _ in range(20):
        QApplication.processEvents()
    assert window.size() == size


def leave(row: TallyRow) -> None:
    """As when the time is over that it stays."""
    row._leaving.setInterval(0)
    row._leaving.start()


def test_it_comes_with_something_to_show_and_leaves_a_while_after_it(
    window: MainWindow, state: ConsoleState, qtbot: QtBot
) -> None:
    row = row_of(window)
    assert not row.strip.isVisible()
    state.rundown.put(rundown(fixed(1)).start(steady_now()))
    assert row.strip.isVisible()
    state.rundown.advance(steady_now())
    assert not state.rundown.on_air
    assert row.strip.isVisible(), "the tally does not jump between two slots"
    assert row._leaving.interval() == LINGER_MS
    leave(row)
    qtbot.waitUntil(lambda: not row.strip.isVisible())


def test_it_stays_where_the_next_slot_comes_in_time(
    window: MainWindow, state: ConsoleState, qtbot: QtBot
) -> None:
    row = row_of(window)
    state.rundown.put(rundown(fixed(1)))
    state.rundown.put(rundown())
    assert row._leaving.isActive()
    put(state, 1)
    state.slots.set_queue((1,), paused=False)
    assert not row._leaving.isActive()
    assert row.strip.isVisible()


def test_queue_alone_brings_it_unless_it_is_for_rundowns(window: MainWindow, state: ConsoleState) -> None:
    strip = row_of(window).strip
    use(state, "rundown")
    put(state, 1)
    state.slots.set_queue((1,), paused=False)
    assert not strip.isVisible()
    use(state, "always")
    assert strip.isVisible()


def test_the_menu_takes_it_away_and_brings_it(window: MainWindow, state: ConsoleState, qtbot: QtBot) -> None:
    state.rundown.put(rundown(fixed(1)))
    action = window.own_actions.strip
    for shown in (False, True):
        assert action.isChecked() is not shown
        with qtbot.waitSignal(window.settings_saved) as saved:
            action.trigger()
        state.set_settings(saved.args[0])
        assert action.isChecked() is shown
        assert row_of(window).strip.isVisible() is shown


def test_layout_that_was_kept_without_it_does_not_take_it_away(
    window: MainWindow, state: ConsoleState
) -> None:
    window._layout.save_own("Mine")
    state.rundown.put(rundown(fixed(1)))
    window._layout.use_own("Mine")
    assert row_of(window).strip.isVisible()


@pytest.mark.parametrize("layout", ["operate", "review", "wide"])
@pytest.mark.parametrize(
    ("size", "cost"), [(QSize(1024, 680), 0), (QSize(1600, 1000), 0), (QSize(1920, 1080), 14)]
)
def test_it_stands_beside_the_lamp_in_every_layout_and_costs_the_panels_nothing(
    window: MainWindow, state: ConsoleState, layout: str, size: QSize, cost: int
) -> None:
    window.own_actions.layouts.ready[layout].trigger()
    resized(window, size)
    bar, row = present(window.findChild(MainToolBar)), row_of(window)
    before = bar.height()
    state.rundown.put(rundown(fixed(1)))
    resized(window, size)
    assert bar.height() <= before + cost
    assert len(row.strip.boxes()) == PLACES
    assert row.tally.width() >= TALLY_LEAST
    assert row.tally.geometry().right() < row.strip.geometry().left()
    assert row.strip.geometry().right() <= row.width()
    buttons = [each for each in bar.findChildren(QToolButton) if each.isVisible()]
    assert all(each.geometry().right() <= bar.width() for each in buttons), "nothing went behind the arrow"


def test_a_press_on_a_place_shows_its_slot(window: MainWindow, state: ConsoleState, asked: Asked) -> None:
    state.rundown.put(rundown(fixed(1)))
    row_of(window).strip.chosen.emit(1)
    assert asked.calls[-1] == ("select", 1)
