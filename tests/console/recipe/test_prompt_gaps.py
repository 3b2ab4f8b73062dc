"""The form tells what a prompt leaves open, and with a locked seed what will stand there."""

from __future__ import annotations

from pytestqt.qtbot import QtBot

from tests.console.asking import Asked
from vortex_gui.checkpoints.gaps import completed, declared_gaps
from vortex_gui.checkpoints.vocabulary import manifest_of
from vortex_gui.console.recipe.form import RecipeForm
from vortex_gui.console.recipe.prompt_gaps import PromptGaps
from vortex_gui.console.state.console_state import ConsoleState


def test_what_is_open_is_named_until_it_is_written(qtbot: QtBot, state: ConsoleState) -> None:
    form = RecipeForm(state, Asked())
    qtbot.addWidget(form)
    gaps = form.editors.prompt_gaps
    assert isinstance(gaps, PromptGaps)
    form.editors.prompt.setPlainText("a host with green skin, two eyes and a red suit")
    told = gaps.text()
    assert told.startswith("Left open, drawn from each seed: hair, hair colour, beard, head, tie,")
    assert "skin" not in told
    assert "eyes" not in told
    form.editors.prompt.setPlainText("  ")
    assert gaps.isHidden()


def test_a_locked_seed_tells_the_words_that_will_stand_there(qtbot: QtBot, state: ConsoleState) -> None:
    form = RecipeForm(state, Asked())
    qtbot.addWidget(form)
    form.editors.prompt.setPlainText("a host")
    form.editors.seed.lock.setChecked(True)
    form.editors.seed_line.setText("77")
    drawn = completed("a host", declared_gaps(manifest_of(state.profile.roles["flux"])), 77).added
    assert form.editors.prompt_gaps.text() == f"Completed by the seed: {', '.join(drawn)}."
    form.editors.seed_line.setText("seven")
    assert form.editors.prompt_gaps.text().startswith("Left open")


def test_a_painter_without_gaps_leaves_no_line(qtbot: QtBot) -> None:
    line = PromptGaps(())
    qtbot.addWidget(line)
    line.show_open("a host", 7)
    assert line.isHidden()
