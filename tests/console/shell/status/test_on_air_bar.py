"""The strip's bar comes with a rundown, or always where that is wished, and stays."""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.console.asking import Asked
from tests.console.rows import put
from tests.console.state.rundown.test_rundown import fixed, rundown
from vortex_gui.console.shell.main_window import MainWindow
from vortex_gui.console.shell.status.on_air_bar import OnAirBar
from vortex_gui.console.state.console_state import ConsoleState


def bar_of(window: MainWindow) -> OnAirBar:
    bar = window.findChild(OnAirBar)
    assert bar is not None
    return bar


def test_it_comes_with_something_to_show_and_stays(window: MainWindow, state: ConsoleState) -> None:
    bar = bar_of(window)
    assert not bar.isVisible()
    state.rundown.put(rundown(fixed(1)))
    assert bar.isVisible()
    state.rundown.put(rundown())
    assert bar.isVisible(), "the panels below do not jump"


def test_queue_alone_brings_it_only_where_it_is_always_wanted(
    window: MainWindow, state: ConsoleState, qtbot: QtBot
) -> None:
    put(state, 1)
    state.slots.set_queue((1,), paused=False)
    assert not bar_of(window).isVisible(), "the panels keep their height"
    action = window.own_actions.strip
    assert not action.isChecked()
    with qtbot.waitSignal(window.settings_saved) as saved:
        action.trigger()
    state.set_settings(saved.args[0])
    assert action.isChecked()
    assert bar_of(window).isVisible()


def test_setting_takes_it_away(window: MainWindow, state: ConsoleState) -> None:
    state.rundown.put(rundown(fixed(1)))
    console = state.settings.console.model_copy(update={"on_air_strip": "never"})
    state.set_settings(state.settings.model_copy(update={"console": console}))
    assert not bar_of(window).isVisible()


def test_layout_that_was_kept_without_it_does_not_take_it_away(
    window: MainWindow, state: ConsoleState
) -> None:
    window._layout.save_own("Mine")
    state.rundown.put(rundown(fixed(1)))
    window._layout.use_own("Mine")
    assert bar_of(window).isVisible()


def test_it_gives_way_in_a_low_window(window: MainWindow, state: ConsoleState, asked: Asked) -> None:
    state.rundown.put(rundown(fixed(1)))
    bar = bar_of(window)
    for size, least, most in ((QSize(1600, 1000), 80, 100), (QSize(1024, 680), 40, 60)):
        window.resize(size)
        for _ in range(20):
            QApplication.processEvents()
        assert window.size() == size
        assert least <= bar.height() <= most
        assert bar.strip.geometry().right() <= bar.width()
    bar.strip.chosen.emit(1)
    assert asked.calls[-1] == ("select", 1)
