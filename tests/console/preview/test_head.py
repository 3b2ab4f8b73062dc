"""What can be asked of the slot that is shown."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from tests.console.preview.showing import finish, report_of
from tests.console.rows import put
from vortex_gui.base.recipe.recipe import Recipe
from vortex_gui.base.report.report import Scores
from vortex_gui.console.preview.view import PreviewView
from vortex_gui.console.state.console_state import ConsoleState
from vortex_gui.engine.facts.slots import SlotState

pytestmark = pytest.mark.qt_log_ignore(
    "PulseAudio", "RHI backend", "No audio device", "pa_context", "pipewire-0.3", extend=True
)


def test_buttons_are_disabled_with_a_reason_without_a_slot(view: PreviewView) -> None:
    for button in (view.head.copy_seed, view.head.open_folder, view.head.regenerate, view.head.edit_recipe):
        assert not button.isEnabled()
        assert "No slot is selected." in button.toolTip()


def test_seed_folder_and_another_take(
    view: PreviewView, state: ConsoleState, folder: Path, asked: Any, recipe: Recipe, qtbot: QtBot
) -> None:
    finish(state, report_of(folder, recipe))
    for button in (view.head.copy_seed, view.head.open_folder, view.head.edit_recipe, view.head.regenerate):
        qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert QGuiApplication.clipboard().text() == "1234"
    assert asked.names() == ["notify", "open_folder", "use_recipe", "generate"]
    again = asked.calls[3][1]
    assert again.slot_params.seed == 1234
    assert again.slot_params.slot_id is None
    assert again.audio_track == recipe.audio_track


@pytest.mark.parametrize("width", [340, 399, 400, 720])
def test_title_ends_in_dots_before_the_buttons_at_any_width(
    view: PreviewView, state: ConsoleState, folder: Path, recipe: Recipe, qtbot: QtBot, width: int
) -> None:
    finish(state, report_of(folder, recipe))
    view.resize(width, 600)
    title, first = view.head._title, view.head.copy_seed
    qtbot.waitUntil(lambda: title.geometry().right() <= first.geometry().left())
    assert title.text() == " ".join(recipe.audio_track.script.split())
    assert view.head.width() >= view.head.minimumSizeHint().width()
    assert title.sizeHint().width() > title.width(), "it is painted with dots where it is too long"


def test_failed_check_and_lower_rung_have_their_badges(
    view: PreviewView, state: ConsoleState, folder: Path
) -> None:
    finish(state, report_of(folder))
    head = view.head
    assert (head.verdict.text, head.rung.text) == ("", "")
    scores = Scores(0.5, 0.7, 0.62, self_check_passed=False, outlier_detected=False)
    put(state, 7, SlotState.DONE, seed=1234, scores=scores, rung="every 2nd frame")
    assert (head.verdict.text, head.rung.text) == ("not passed", "every 2nd frame")
    assert head.verdict.isVisible()
    assert "every 2nd frame" in head.rung.toolTip()
    state.selection.select(None)
    assert (head.verdict.text, head.rung.text) == ("", "")
    assert not head.verdict.isVisible()


def test_rung_of_an_older_slot_comes_from_its_report(
    view: PreviewView, state: ConsoleState, folder: Path
) -> None:
    finish(state, report_of(folder, rung="every 3rd frame"))
    assert view.head.rung.text == "every 3rd frame"
