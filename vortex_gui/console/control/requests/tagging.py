"""Gives slots the operator's tags, and pushes a step that takes them back."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from vortex_gui.base.words.translation import tr
from vortex_gui.console.control.loop.tasks import Tasks
from vortex_gui.console.control.shift.shift_words import slots_words
from vortex_gui.console.state.console_state import ConsoleState
from vortex_gui.console.state.shift_log import Did
from vortex_gui.console.state.undo import Step
from vortex_gui.engine.read_only import ReadOnlyEngine

Tags = Mapping[int, Sequence[str]]
"""By slot number."""


class Tagging:
    """`engine` gives the engine that is open now."""

    def __init__(
        self, state: ConsoleState, tasks: Tasks, engine: Callable[[], ReadOnlyEngine], did: Did
    ) -> None:
        self._state, self._tasks, self._engine, self._did = state, tasks, engine, did

    def set_tags(self, tags: Tags) -> None:
        self._tasks.begin(self._set(tags, pushes=True), "tags")

    def again(self, tags: Tags) -> None:
        """For a step: without another step."""
        self._tasks.begin(self._set(tags, pushes=False), "tags")

    async def _set(self, tags: Tags, *, pushes: bool) -> None:
        engine = self._engine()
        before = {row.slot_id: row.tags for slot_id in tags if (row := await engine.row(slot_id))}
        rows = await engine.set_tags({slot_id: tags[slot_id] for slot_id in before})
        self._state.pages.expire()
        after = {row.slot_id: row.tags for row in rows}
        if not after or after == before:
            return
        words = tr("Changed the tags of {slots}.", slots=slots_words(sorted(after)))
        self._did(words, next(iter(after)) if len(after) == 1 else None)
        if pushes:
            self._state.undo.push(TagStep(self, before, after, words))


class TagStep(Step):
    """Slots with other tags than before."""

    def __init__(self, tagging: Tagging, before: Tags, after: Tags, words: str) -> None:
        self._tagging, self._before, self._after, self._words = tagging, dict(before), dict(after), words

    @property
    def words(self) -> str:
        return self._words

    def undo(self) -> None:
        self._tagging.again(self._before)

    def redo(self) -> None:
        self._tagging.again(self._after)
