"""A table with one running slot, three waiting, and a long history."""

from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from tests.console.asking import Asked
from tests.console.slots.table import HISTORY, row
from vortex_gui.base.recipe.recipe import Recipe
from vortex_gui.base.report.report import Scores
from vortex_gui.console.slots.view import SlotsView
from vortex_gui.console.state.console_state import ConsoleState
from vortex_gui.console.state.slots.slot_pages import PAGE


@pytest.fixture
def view(qtbot: QtBot, state: ConsoleState, asked: Asked, recipe: Recipe) -> SlotsView:
    """One running slot, three waiting, and a long history, page by page."""

    def give(page: int) -> None:
        first = page * PAGE
        rows = [
            row(
                recipe,
                HISTORY - index,
                "done",
                generation_ms=1500.0,
                scores=Scores(0.8, 0.9, 0.86, True, False),
            )
            for index in range(first, min(first + PAGE, HISTORY))
        ]
        state.pages.put(page, rows, HISTORY)

    state.pages.wanted.connect(give)
    made = SlotsView(state, asked)
    qtbot.addWidget(made)
    made.resize(1100, 400)
    for slot_id, name in (
        (200_001, "running"),
        (200_002, "queued"),
        (200_003, "queued"),
        (200_004, "queued"),
    ):
        state.slots.put_rows([(row(recipe, slot_id, name), None)])
    state.slots.set_queue((200_003, 200_002, 200_004), paused=False)
    give(0)
    made.show()
    made.model.rearrange()
    return made
