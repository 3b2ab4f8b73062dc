"""Queues several recipe files that were dropped together, after a question."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from vortex_gui.base.errors import RecipeError
from vortex_gui.base.profile import Profile
from vortex_gui.base.recipe.recipe import Recipe, load_recipe, profile_faults, told_of_file
from vortex_gui.base.words.translation import tr
from vortex_gui.console.parts.background import Background
from vortex_gui.console.parts.dialogs.question import Question
from vortex_gui.console.state.console_state import ConsoleState
from vortex_gui.console.state.intents import Intents


@dataclass(frozen=True, slots=True)
class ReadFile:
    """A dropped file: its recipe, or why it is none."""

    path: Path
    recipe: Recipe | None
    faults: tuple[str, ...] = ()


class DroppedRecipes(QObject):
    """The files are read in the background first."""

    def __init__(self, state: ConsoleState, intents: Intents, window: QWidget) -> None:
        super().__init__(window)
        self._state, self._intents, self._window = state, intents, window
        self._reading = Background(self)
        self._reading.answered.connect(self._on_read)

    def take(self, paths: Sequence[Path]) -> None:
        """Reads the files, then asks about them."""
        self._reading.read(partial(_read_all, tuple(paths), self._state.profile))

    def _on_read(self, answer: object) -> None:
        files = answer if isinstance(answer, tuple) else ()
        recipes = [file.recipe for file in files if file.recipe is not None]
        question = self._question(files, recipes)
        question.accepted.connect(partial(self._queue, recipes))
        question.open()

    def _question(self, files: Sequence[ReadFile], recipes: Sequence[Recipe]) -> Question:
        text, yes = tr("Queue these recipes?"), tr("Queue {count}", count=len(recipes))
        if len(recipes) == 1:
            text = tr("1 of {all} files can be queued. Queue it?", all=len(files))
        elif len(recipes) < len(files):
            text = tr("{right} of {all} files can be queued. Queue them?", right=len(recipes), all=len(files))
        if not recipes:
            text, yes = tr("None of these files can be queued."), ""
        elif self._state.held:
            text, yes = self._state.held, ""
        lines = (told_of_file(file.path, file.faults) for file in files)
        return Question(tr("Dropped recipes"), text, "\n".join(lines), yes, self._window)

    def _queue(self, recipes: Sequence[Recipe]) -> None:
        for recipe in recipes:
            self._intents.generate(recipe)


def _read_all(paths: Sequence[Path], profile: Profile) -> tuple[ReadFile, ...]:
    """In a thread beside the window."""
    return tuple(_read(path, profile) for path in paths)


def _read(path: Path, profile: Profile) -> ReadFile:
    try:
        recipe = load_recipe(path)
    except RecipeError as error:
        return ReadFile(path, None, error.faults)
    faults = profile_faults(
        recipe,
        max_duration_s=profile.sizes.max_duration_s,
        fps=profile.sizes.fps,
        voices=profile.voices,
    )
    return ReadFile(path, None if faults else recipe, tuple(faults))
