"""A shown recipe form."""

from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from tests.console.asking import Asked
from vortex_gui.console.recipe.form import RecipeForm
from vortex_gui.console.state.console_state import ConsoleState


@pytest.fixture
def form(qtbot: QtBot, state: ConsoleState, asked: Asked) -> RecipeForm:
    made = RecipeForm(state, asked)
    qtbot.addWidget(made)
    made.show()
    return made
