"""The window's size and docks fit the screen; its file may hold anything."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from PySide6.QtCore import QSettings, QSize
from PySide6.QtWidgets import (
    QApplication,
)
from pytestqt.qtbot import QtBot

from tests.console.asking import Asked
from tests.console.shell.running import run
from vortex_gui.base.recipe import Recipe
from vortex_gui.console.shell.main_window import MainWindow
from vortex_gui.console.shell.window_layout import within
from vortex_gui.console.state.console_state import ConsoleState


def test_window_fits_a_small_laptop_with_a_slot_in_view(
    window: MainWindow, state: ConsoleState, recipe: Recipe
) -> None:
    run(state, recipe, 1)
    state.selection.select(1)
    QApplication.processEvents()
    least = window.minimumSizeHint()
    assert least.width() <= 1024
    assert least.height() <= 560, "600 less a title bar and a panel"


def test_window_leaves_room_for_its_title_bar() -> None:
    screen = QSize(1600, 1000)
    assert within(QSize(1600, 1000), screen).height() <= 980
    assert within(QSize(800, 700), screen) == QSize(800, 700)


def test_reset_of_the_layout_does_not_make_the_window_grow(window: MainWindow) -> None:
    window.resize(1100, 700)
    QApplication.processEvents()
    window.own_actions.reset.trigger()
    QApplication.processEvents()
    assert (window.width(), window.height()) == (1100, 700)


DRAFTS = {
    "a list": "[1, 2]",
    "a number": "7",
    "half": "{",
    "deep": "[" * 100_000,
    "digits": "9" * 5000,
    "deep inside": '{"audio_track": ' + '{"script": ' * 900 + "1" + "}" * 901,
    "wrong kinds": '{"audio_track": [], "visual_track": 7, "slot_params": {"seed": {"a": [1]}}}',
}


@pytest.mark.parametrize("draft", DRAFTS.values(), ids=DRAFTS)
def test_a_draft_of_any_kind_opens_the_window(
    qtbot: QtBot, state: ConsoleState, asked: Asked, tmp_path: Path, draft: str
) -> None:
    file = QSettings(str(tmp_path / "window.ini"), QSettings.Format.IniFormat)
    file.setValue("draft", draft)
    file.sync()
    opens(state, asked, tmp_path / "window.ini")
    if draft in list(DRAFTS.values())[:5]:
        ((_, _, text, remedy, _),) = [call for call in asked.calls if call[0] == "notify"]
        assert text == f"The recipe that was begun cannot be read from {tmp_path / 'window.ini'}."
        assert remedy == "The form shows a preset."


FILES = {
    "bytes": bytes(range(256)) * 20,
    "variant": b"[General]\ndraft=@Variant(\\0\\0\\0\\x7f\\0\\0\\0\\xfPyQt_PyObject)\ngeometry=@Variant(x)\n",
    "wrong kinds": b"[General]\ngeometry=7\ndocks=one, two\ndraft=one, two\n",
    "halves of layouts": b"[General]\n"
    b"geometry=@ByteArray(\\x1\\xd9\\xd0\\xcb)\ndocks=@ByteArray(\\0\\0\\0\\xff)\n",
    "section": b"[" * 10_000,
}


@pytest.mark.qt_log_ignore("QVariant::load", "propagateSizeHints")
@pytest.mark.parametrize("content", FILES.values(), ids=FILES)
def test_a_layout_file_of_any_content_opens_the_window(
    qtbot: QtBot, state: ConsoleState, asked: Asked, tmp_path: Path, content: bytes
) -> None:
    (tmp_path / "window.ini").write_bytes(content)
    opens(state, asked, tmp_path / "window.ini")


@pytest.mark.parametrize("place", ["a folder", "a pipe", "too long"])
def test_what_is_no_layout_file_is_told_and_left_alone(
    qtbot: QtBot, state: ConsoleState, asked: Asked, tmp_path: Path, place: str
) -> None:
    path = tmp_path / "window.ini"
    match place:
        case "a folder":
            path.mkdir()
        case "a pipe":
            os.mkfifo(path)
        case _:
            with path.open("wb") as file:
                file.truncate(10**9)
    before = path.lstat()
    opens(state, asked, path)
    (call,) = [call for call in asked.calls if call[0] == "notify"]
    assert call[2] == f"{path} is not a file of the window's, so the window begins as at first."
    assert (path.lstat().st_ino, path.lstat().st_size) == (before.st_ino, before.st_size)


def opens(state: ConsoleState, asked: Asked, file: Path) -> None:
    """The window comes up with a recipe in its form, and leaves."""
    made = MainWindow(state, asked, file)
    made.show()
    QApplication.processEvents()
    assert set(made.form.draft()) == {"slot_params", "audio_track", "visual_track", "semantic_constraints"}
    made.leave()
    made.deleteLater()
