"""Plays the play-list: looks whether the next recipe is due, and submits it with its deadline."""

from __future__ import annotations

from collections.abc import Callable

from vortex_gui.base.errors import RecipeError
from vortex_gui.base.process.clock import steady_now
from vortex_gui.base.recipe import Recipe, load_recipe
from vortex_gui.base.words.translation import tr
from vortex_gui.console.control.apply import EventTaker
from vortex_gui.console.state.console_state import ConsoleState
from vortex_gui.engine.facts.events import Severity

DEADLINE_BEATS = 2
"""A slot of the play-list is due within the beat after its own, while the one before is on air."""


class PlayListPlayer:
    """`submit` takes a recipe that is due."""

    def __init__(self, state: ConsoleState, taker: EventTaker, submit: Callable[[Recipe], None]) -> None:
        self._state = state
        self._taker = taker
        self._submit = submit

    def look(self) -> None:
        """Called once a second; skips a faulty file with a notice."""
        playing = self._state.play_list
        path = playing.due(steady_now(), len(self._state.slots.queue)) if playing else None
        if playing is None or path is None:
            return
        try:
            recipe = load_recipe(path)
        except RecipeError as error:
            text = tr("The play-list skipped {name}.", name=path.name)
            self._taker.tell(Severity.ERROR, text, remedy="\n".join(error.faults), key="play")
            return
        deadline_s = recipe.slot_params.deadline_sec or playing.beat_s * DEADLINE_BEATS
        self._submit(recipe.with_slot(slot_id=None, seed=None, deadline_sec=deadline_s))
