"""Pictures of actors are read beside the window, kept small, and come from running slots at once."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QBuffer, Qt
from PySide6.QtGui import QImage
from pytestqt.qtbot import QtBot

from vortex_gui.base.stages import STAGES
from vortex_gui.console.shell.status.actor_pictures import KEPT, SIDE, ActorPictures, read_small
from vortex_gui.console.state.console_state import ConsoleState
from vortex_gui.console.state.slots.live_pictures import Picture


def actor(folder: Path, colour: Qt.GlobalColor = Qt.GlobalColor.red) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    image = QImage(512, 512, QImage.Format.Format_RGB32)
    image.fill(colour)
    assert image.save(str(folder / "actor.png"))
    return folder


def test_picture_of_a_finished_slot_comes_once_it_is_read(
    qtbot: QtBot, state: ConsoleState, tmp_path: Path
) -> None:
    pictures = ActorPictures(state.preview, state)
    folders = [actor(tmp_path / str(number)) for number in range(3)]
    for folder in folders:
        assert pictures.picture(1, folder) is None
    qtbot.waitUntil(lambda: all(pictures.picture(1, folder) is not None for folder in folders))
    image = pictures.picture(1, folders[0])
    assert image is not None
    assert (image.width(), image.height()) == (SIDE, SIDE)


def test_folder_without_a_picture_is_read_once(qtbot: QtBot, state: ConsoleState, tmp_path: Path) -> None:
    pictures = ActorPictures(state.preview, state)
    with qtbot.waitSignal(pictures.come):
        assert pictures.picture(1, tmp_path) is None
    assert pictures.picture(1, tmp_path) is None
    assert pictures._wanted == []


def test_no_more_are_kept_than_needed(qtbot: QtBot, state: ConsoleState, tmp_path: Path) -> None:
    pictures = ActorPictures(state.preview, state)
    folders = [tmp_path / str(number) for number in range(KEPT + 5)]
    for folder in folders:
        pictures.picture(1, folder)
    qtbot.waitUntil(lambda: not pictures._wanted)
    assert len(pictures._read) == KEPT


def test_running_slot_shows_its_newest_picture(state: ConsoleState) -> None:
    pictures = ActorPictures(state.preview, state)
    assert pictures.picture(4, None) is None
    image = QImage(64, 64, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.blue)
    buffer = QBuffer()
    buffer.open(QBuffer.OpenModeFlag.WriteOnly)
    assert image.save(buffer, "JPG")  # type: ignore[call-overload]  # the stubs know bytes alone
    state.preview.put(Picture(4, STAGES[0], 1, bytes(buffer.data().data())))
    shown = pictures.picture(4, None)
    assert shown is not None
    assert shown.pixelColor(5, 5).blue() > 200
    state.preview.put(Picture(4, STAGES[0], 2, b"no picture"))
    assert pictures.picture(4, None) is None


def test_what_is_no_picture_is_a_null_one(tmp_path: Path) -> None:
    (tmp_path / "actor.png").write_bytes(b"nothing")
    assert read_small(tmp_path / "actor.png").isNull()
