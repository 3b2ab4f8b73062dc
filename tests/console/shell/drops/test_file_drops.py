"""Recipe files dropped anywhere on the window, or pasted into a field, reach the window and no text."""

from __future__ import annotations

import wave
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, Qt
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtWidgets import QApplication, QLineEdit, QPlainTextEdit, QScrollBar, QWidget
from pytestqt.qtbot import QtBot

from tests.console.asking import Asked
from tests.console.dragging import drop, files
from tests.narrowing import present
from vortex_gui.base.recipe.recipe import Recipe, save_recipe
from vortex_gui.checkpoints.styles import NOTE, animated_style
from vortex_gui.console.parts.dialogs.question import Question
from vortex_gui.console.recipe.form_scroll import FormScroll
from vortex_gui.console.recipe.more_editors import NEGATIVE
from vortex_gui.console.shell.drops.file_drops import FileDrops
from vortex_gui.console.shell.main_window import MainWindow
from vortex_gui.console.slots.view import SlotsView
from vortex_gui.console.state.console_state import ConsoleState

CONTROL = Qt.KeyboardModifier.ControlModifier
TURNS = 15


def places(window: MainWindow) -> dict[str, QWidget]:
    slots = present(window.findChild(SlotsView))
    editors = window.form.editors
    editors.more.unfold()
    return {
        "window": window,
        "script": editors.script.viewport(),
        "prompt": editors.prompt.viewport(),
        "negative": editors.more.lines[NEGATIVE],
        "number": editors.more.lines["slot_params.fps"],
        "search": slots.search,
        "table": slots.table.viewport(),
        "voice": editors.voice,
        "picture": window.preview.video,
        "log": window.dock("log"),
        "memory": window.dock("memory"),
        "status": window.statusBar(),
    }


@pytest.fixture
def file(recipe: Recipe, tmp_path: Path) -> Path:
    path = tmp_path / "my <b>own</b>.yaml"
    save_recipe(recipe.with_slot(seed=77), path)
    return path


NAMES = (
    *("window", "script", "prompt", "negative", "number", "search"),
    *("table", "voice", "picture", "log", "memory", "status"),
)


@pytest.mark.parametrize("in_text", [False, True])
@pytest.mark.parametrize("name", NAMES)
def test_one_recipe_opens_wherever_it_is_dropped(
    window: MainWindow, file: Path, recipe: Recipe, name: str, in_text: bool
) -> None:
    assert drop(places(window)[name], files([file], in_text=in_text))
    assert window.form.recipe() == recipe.with_slot(seed=77)
    written = [line.text() for line in window.findChildren(QLineEdit)]
    written += [field.toPlainText() for field in window.findChildren(QPlainTextEdit)]
    assert "file:" not in "".join(written)


def test_the_text_that_a_dropped_recipe_replaces_can_be_brought_back(
    window: MainWindow, state: ConsoleState, file: Path
) -> None:
    window.form.editors.script.setPlainText("My own words.")
    before = window.form.draft()
    drop(window.form.editors.script.viewport(), files([file]))
    assert window.form.draft() != before
    state.undo.undo()
    assert window.form.draft() == before


@pytest.mark.parametrize("name", ["script", "prompt", "negative"])
def test_a_pasted_file_opens_and_a_pasted_word_is_typed(
    window: MainWindow, file: Path, recipe: Recipe, qtbot: QtBot, name: str
) -> None:
    editors = window.form.editors
    editors.more.unfold()
    fields: dict[str, QLineEdit | QPlainTextEdit] = {
        "script": editors.script,
        "prompt": editors.prompt,
        "negative": editors.more.lines[NEGATIVE],
    }
    field = fields[name]
    QGuiApplication.clipboard().setMimeData(files([file], in_text=True))
    qtbot.keyClick(field, Qt.Key.Key_V, CONTROL)
    assert window.form.recipe() == recipe.with_slot(seed=77)
    QGuiApplication.clipboard().setText("a word")
    qtbot.keyClick(field, Qt.Key.Key_V, CONTROL)
    text = field.text() if isinstance(field, QLineEdit) else field.toPlainText()
    assert "a word" in text


@pytest.mark.parametrize("name", ["script", "prompt"])
def test_a_file_pasted_by_the_mouse_opens_too(
    window: MainWindow, file: Path, recipe: Recipe, qtbot: QtBot, name: str
) -> None:
    text = {"script": window.form.editors.script, "prompt": window.form.editors.prompt}[name]
    QGuiApplication.clipboard().setMimeData(files([file], in_text=True))
    text.paste()
    qtbot.waitUntil(lambda: window.form.recipe() == recipe.with_slot(seed=77))
    assert "file:" not in text.toPlainText()


def test_dragged_words_are_still_words(window: MainWindow) -> None:
    window.form.editors.script.clear()
    mime = QMimeData()
    mime.setText("Good evening.")
    assert drop(window.form.editors.script.viewport(), mime)
    assert window.form.editors.script.toPlainText() == "Good evening."


def test_a_file_that_is_no_recipe_is_told_and_changes_nothing(
    window: MainWindow, tmp_path: Path, qtbot: QtBot
) -> None:
    (tmp_path / "x.txt").write_bytes(b"\x89PNG\r\n")
    before = window.form.draft()
    drop(window, files([tmp_path / "x.txt"]))
    assert window.form.draft() == before


def test_what_is_on_its_way_out_of_the_window_is_not_taken_in(qtbot: QtBot) -> None:
    """Qt alone knows the source of a drag; without one it comes from another program."""
    widget = QWidget()
    qtbot.addWidget(widget)
    drops = FileDrops(widget)
    drops.watch(widget)
    taken: list[object] = []
    drops.dropped.connect(taken.append)
    assert drop(widget, files([Path("/nowhere/slot.yaml")]))
    assert not drop(widget, files([]))
    assert taken == [(Path("/nowhere/slot.yaml"),)]
    QApplication.processEvents()


@pytest.mark.parametrize(("name", "choice"), [("me.PNG", "actor"), ("words.wav", "sound")])
def test_a_dropped_picture_is_the_presenter_and_a_dropped_sound_the_words(
    window: MainWindow, state: ConsoleState, tmp_path: Path, name: str, choice: str
) -> None:
    path, own = tmp_path / name, window.form.editors.own
    path.write_bytes(b"of its kind by its name alone")
    before = window.form.draft()
    assert drop(window.form.editors.script.viewport(), files([path]))
    assert getattr(own, choice).line.text() == str(path)
    assert own.heading.isChecked()
    state.undo.undo()
    assert window.form.draft() == before


@pytest.mark.parametrize("field", ["logo", "background_picture"])
def test_a_picture_dropped_on_a_field_for_one_or_pasted_there_is_that_fields(
    window: MainWindow, tmp_path: Path, qtbot: QtBot, field: str
) -> None:
    editors = window.form.editors
    editors.composition.unfold()
    line = editors.composition.fields[f"composition.{field}"].findChild(QLineEdit)
    dropped, pasted = tmp_path / "dropped.png", tmp_path / "pasted.png"
    assert drop(present(line), files([dropped]))
    assert present(line).text() == str(dropped)
    QGuiApplication.clipboard().setMimeData(files([pasted], in_text=True))
    qtbot.keyClick(present(line), Qt.Key.Key_V, CONTROL)
    assert present(line).text() == str(pasted)
    assert not editors.own.is_made or not editors.own.actor.line.text()
    drop(present(line), files([tmp_path / "words.wav"]))
    assert present(line).text() == str(pasted)
    assert editors.own.sound.line.text() == str(tmp_path / "words.wav")


def test_a_picture_and_a_sound_dropped_together_take_their_places_in_one_step(
    window: MainWindow, state: ConsoleState, tmp_path: Path
) -> None:
    picture, sound, own = tmp_path / "me.png", tmp_path / "words.wav", window.form.editors.own
    before = window.form.draft()
    assert drop(window.form.editors.script.viewport(), files([sound, picture]))
    assert (own.actor.line.text(), own.sound.line.text()) == (str(picture), str(sound))
    assert own.heading.isChecked()
    after = window.form.draft()
    state.undo.undo()
    assert window.form.draft() == before
    state.undo.redo()
    assert window.form.draft() == after


@pytest.mark.parametrize("name", ["me.png", "words.wav"])
def test_the_keyboard_stays_in_the_script_where_files_are_pasted(
    window: MainWindow, tmp_path: Path, qtbot: QtBot, name: str
) -> None:
    script, own = window.form.editors.script, window.form.editors.own
    with qtbot.waitActive(window):
        window.activateWindow()
    script.setPlainText("My own words")
    script.setFocus()
    QGuiApplication.clipboard().setMimeData(files([tmp_path / name]))
    qtbot.keyClick(script, Qt.Key.Key_V, CONTROL)
    assert own.written()
    assert QApplication.focusWidget() is script
    qtbot.keyClicks(QApplication.focusWidget(), "b")
    assert own.written()
    assert sorted(script.toPlainText()) == sorted("My own wordsb")


def test_what_was_dropped_stays_in_sight_while_it_is_read(
    window: MainWindow, state: ConsoleState, tmp_path: Path, qtbot: QtBot
) -> None:
    picture, sound, own = tmp_path / "me.png", tmp_path / "words.wav", window.form.editors.own
    image = QImage(256, 256, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.gray)
    image.setText(NOTE, animated_style(state.profile.roles["liveportrait"]))
    assert image.save(str(picture))
    with wave.open(str(sound), "wb") as file:
        file.setparams((1, 2, 24000, 0, "NONE", ""))
        file.writeframes(bytes(2 * 24000))
    window.resize(1024, 680)
    bar = present(window.form.findChild(FormScroll)).verticalScrollBar()
    settle(bar, qtbot)
    drop(window.form.editors.script.viewport(), files([sound, picture]))
    parts = (own.actor.preview, own.sound.told, own.sound.recording)
    qtbot.waitUntil(lambda: all(part.isVisible() for part in parts))
    settle(bar, qtbot)
    assert [part for part in parts if not is_in_sight(part)] == []


def settle(bar: QScrollBar, qtbot: QtBot) -> None:
    """Until nothing has changed the form's height for some turns."""
    seen: list[int] = []

    def is_steady() -> bool:
        seen.append(bar.maximum())
        return len(seen) > TURNS and len(set(seen[-TURNS:])) == 1

    qtbot.waitUntil(is_steady)


def is_in_sight(part: QWidget) -> bool:
    return part.visibleRegion().boundingRect().height() == part.height()


@pytest.mark.parametrize("names", [("a.png", "b.png"), ("a.png", "b.yaml"), ("a.wav", "b.mp3", "c.png")])
def test_files_that_do_not_go_together_change_nothing_and_the_console_says_what_does(
    window: MainWindow, asked: Asked, tmp_path: Path, names: tuple[str, ...]
) -> None:
    before = window.form.draft()
    assert drop(window, files([tmp_path / name for name in names]))
    assert window.form.draft() == before
    (told,) = (call for call in asked.calls if call[0] == "notify")
    assert any("one of each" in str(part) for part in told)
    assert not window.findChildren(Question)


def test_a_dropped_sound_keeps_nothing_of_the_one_before(window: MainWindow, tmp_path: Path) -> None:
    own = window.form.editors.own
    own.fill(actor=None, sound={"path": str(tmp_path / "old.wav"), "start": 30, "end": 40})
    assert drop(window, files([tmp_path / "new.wav"]))
    assert own.written()["audio_track.sound"] == {"path": str(tmp_path / "new.wav")}
