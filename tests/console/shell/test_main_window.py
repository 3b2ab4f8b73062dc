"""The window over plain state; no engine needed."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import (
    QApplication,
    QToolButton,
)
from pytestqt.qtbot import QtBot

from tests.console.asking import Asked
from tests.console.recipe.recording.voices import Desk, spoken
from vortex_gui.console.look import icons, theme
from vortex_gui.console.shell.main_window import MainWindow
from vortex_gui.console.state.console_state import ConsoleState


def test_theme_changes_while_the_window_is_open(window: MainWindow, qapp: QApplication, qtbot: QtBot) -> None:
    before = window.grab().toImage().pixelColor(5, 5)
    theme.apply(qapp, "light")
    after = window.grab().toImage().pixelColor(5, 5)
    theme.apply(qapp, "dark")
    assert before.lightness() < 60
    assert after.lightness() > 200


def test_every_button_has_a_name(window: MainWindow) -> None:
    nameless = [
        button
        for button in window.findChildren(QToolButton)
        if button.isVisible() and not (button.accessibleName() or button.text() or button.toolTip())
    ]
    assert nameless == []


def test_every_icon_that_is_asked_for_is_drawn(window: MainWindow) -> None:
    for name, _ in icons._dressed.values():
        assert (icons.FOLDER / f"{name}.svg").is_file(), name


def test_closing_asks_first_and_then_remembers(
    window: MainWindow, state: ConsoleState, asked: Asked, tmp_path: Path, qtbot: QtBot
) -> None:
    with qtbot.waitSignal(window.closing):
        window.close()
    assert window.isVisible()
    window.dock("log").hide()
    window.leave()
    again = MainWindow(state, asked, tmp_path / "window.ini")
    assert again.dock("log").isHidden()
    assert again.form.recipe() == window.form.recipe()
    again.leave()
    again.deleteLater()


def test_words_that_are_being_recorded_stand_in_the_form_that_is_kept(
    qtbot: QtBot, state: ConsoleState, asked: Asked, tmp_path: Path
) -> None:
    window = MainWindow(state, asked, tmp_path / "window.ini")
    qtbot.addWidget(window)
    own, desk = window.form.editors.own, Desk()
    own.unfold()
    own.sound.recording.recorder._opens = desk.opens
    own.sound.recording.recorder._folder = lambda: tmp_path / "recordings"
    own.sound.recording.button.click()
    desk.voice.say(spoken(0.5))
    window.leave()
    (recording,) = (tmp_path / "recordings").iterdir()
    again = MainWindow(state, asked, tmp_path / "window.ini")
    qtbot.addWidget(again)
    assert again.form.draft()["audio_track"]["sound"] == {"path": str(recording)}
    again.leave()
