"""Several recipe files at once are queued, once the operator says yes."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from tests.console.asking import Asked
from tests.console.dragging import drop, files
from tests.narrowing import present
from vortex_gui.base.recipe.recipe import Recipe, save_recipe
from vortex_gui.console.parts.dialogs.question import Question
from vortex_gui.console.parts.labels.plain_text import PlainLabel
from vortex_gui.console.shell.main_window import MainWindow
from vortex_gui.console.state.console_state import ConsoleState

Ask = Callable[[list[Path]], Question]


@pytest.fixture
def recipes(recipe: Recipe, tmp_path: Path) -> list[Path]:
    paths = [tmp_path / f"{seed}.yaml" for seed in range(3)]
    for seed, path in enumerate(paths):
        save_recipe(recipe.with_slot(seed=seed), path)
    return paths


@pytest.fixture
def ask(window: MainWindow, qtbot: QtBot) -> Ask:
    def dropped(paths: list[Path]) -> Question:
        assert drop(window.form.editors.script.viewport(), files(paths))
        qtbot.waitUntil(lambda: window.findChild(Question) is not None)
        return present(window.findChild(Question))

    return dropped


def said(question: Question) -> str:
    return "\n".join(label.text() for label in question.findChildren(PlainLabel))


def test_several_are_queued_in_their_order_after_yes(
    ask: Ask, window: MainWindow, asked: Asked, recipe: Recipe, recipes: list[Path], qtbot: QtBot
) -> None:
    before = window.form.draft()
    question = ask(recipes)
    assert asked.names().count("generate") == 0
    assert all(path.name in said(question) for path in recipes)
    assert question.yes.text() == "Queue 3"
    qtbot.mouseClick(question.yes, Qt.MouseButton.LeftButton)
    assert [call[1] for call in asked.calls if call[0] == "generate"] == [
        recipe.with_slot(seed=seed) for seed in range(3)
    ]
    assert window.form.draft() == before


def test_none_is_queued_after_no(ask: Ask, asked: Asked, recipes: list[Path]) -> None:
    ask(recipes).reject()
    assert "generate" not in asked.names()


def test_files_that_cannot_be_queued_are_named_and_the_others_are(
    ask: Ask, asked: Asked, recipe: Recipe, recipes: list[Path], qtbot: QtBot
) -> None:
    recipes[1].write_text("audio_track: {tempo: 3}\n")
    save_recipe(recipe.with_slot(fps=60), recipes[2])
    question = ask(recipes)
    assert "1 of 3 files can be queued. Queue it?" in said(question)
    assert "audio_track.tempo" in said(question)
    assert "60 is too many" in said(question)
    qtbot.mouseClick(question.yes, Qt.MouseButton.LeftButton)
    assert asked.names().count("generate") == 1


def test_without_a_single_recipe_there_is_nothing_to_say_yes_to(
    ask: Ask, recipes: list[Path], qtbot: QtBot
) -> None:
    for path in recipes:
        path.write_text("nothing")
    question = ask(recipes)
    assert "None of these files" in said(question)
    assert [button.text() for button in question.findChildren(QPushButton)] == ["Close"]
    question.reject()


def test_a_console_that_only_reads_queues_none(
    ask: Ask, state: ConsoleState, recipes: list[Path], qtbot: QtBot
) -> None:
    state.set_read_only(True)
    question = ask(recipes)
    assert "Another console" in said(question)
    assert not hasattr(question, "yes")
    question.reject()


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("broken.yaml", b"audio_track: ["),
        ("broken.json", b"{"),
        ("words.yaml", b"nothing"),
        ("archive.zip", b"PK\x03\x04\xff"),
        ("long.yaml", b"#" * 1_000_000),
        ("gone.yaml", None),
        ("faulty.yaml", b"audio_track: {tempo: 3}"),
    ],
)
def test_a_file_that_cannot_be_queued_is_named_once(
    ask: Ask, recipes: list[Path], tmp_path: Path, name: str, content: bytes | None
) -> None:
    if content is not None:
        (tmp_path / name).write_bytes(content)
    question = ask([recipes[0], tmp_path / name])
    (row,) = (line for line in said(question).splitlines() if line.startswith(name))
    assert row.count(name) == 1
    assert "recipe:" not in row
    question.reject()
