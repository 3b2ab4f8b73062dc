"""Turns every change of the recipe form into a step that can be undone."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager

from vortex_gui.base.words.translation import tr
from vortex_gui.console.parts.editors.text_edit import common_length
from vortex_gui.console.state.undo import Step, UndoStack

Draft = Mapping[str, Mapping[str, object]]
PAUSE_S = 1.0
"""Typing that rests so long begins another step."""
MOST_CHARACTERS = 40
"""So does typing on and on."""


class FormStep(Step):
    """One change from one draft to another; `place` is the one field that was typed in, if it was one."""

    stands_on_later = True

    def __init__(self, show: Callable[[Draft], None], before: Draft, after: Draft, words: str = "") -> None:
        place = _only_change(before, after)
        self._words = words
        self._show, self._before, self._after = show, before, after
        self._place = "" if words else place
        gone, come = _difference(before, after, self._place)
        self._replaces = len(gone.strip()) > 1 or bool(gone and come)
        self._kept = self._length(before) - len(gone)
        self._at = time.monotonic()

    @property
    def words(self) -> str:
        return self._words or tr("Changed the recipe.")

    def undo(self) -> None:
        self._show(self._before)

    def redo(self) -> None:
        self._show(self._after)

    def absorb(self, later: Step) -> bool:
        """Typing goes on in the step that it began; what is typed over a selection begins one."""
        if not isinstance(later, FormStep) or not self._place or later._place != self._place:
            return False
        if later._replaces:
            return False
        typed = later._length(later._after) - self._kept
        if later._at - self._at > PAUSE_S or abs(typed) > MOST_CHARACTERS:
            return False
        self._after, self._at = later._after, later._at
        return True

    def _length(self, draft: Draft) -> int:
        return len(str(_at(draft, self._place))) if self._place else 0


class FormSteps:
    """Knows what stands in the form; `note` is told each draft, and pushes what has changed."""

    def __init__(self, undo: UndoStack, show: Callable[[Draft], None], draft: Draft) -> None:
        self._undo = undo
        self._show = show
        self._known = self._loaded = draft
        self._replacing = ""
        self._applying = False

    def note(self, draft: Draft) -> None:
        """What stands in the form now."""
        before, self._known = self._known, draft
        if self._replacing:
            tells = _has_words(before) and before != self._loaded and draft != before
            self._loaded = draft
        if draft == before or self._applying:
            return
        step = FormStep(self._apply, before, draft, self._replacing)
        self._undo.push(step, tells=bool(self._replacing) and tells)

    @contextmanager
    def replacing(self, words: str) -> Iterator[None]:
        """What comes into the form within is no typing: it is told, where it replaces the operator's own."""
        self._replacing = words
        try:
            yield
        finally:
            self._replacing = ""

    def _apply(self, draft: Draft) -> None:
        self._applying = True
        try:
            self._show(draft)
        finally:
            self._applying = False


def _has_words(draft: Draft) -> bool:
    """Whether anything stands in it that took somebody's time."""
    return any(_at(draft, place) for place in ("audio_track.script", "visual_track.prompt"))


def _at(draft: Draft, place: str) -> object:
    section, name = place.split(".")
    return draft.get(section, {}).get(name, "")


def _difference(before: Draft, after: Draft, place: str) -> tuple[str, str]:
    """What went of a text, and what came for it; a number is stepped through and never replaced."""
    old, new = (_at(draft, place) if place else None for draft in (before, after))
    if not isinstance(old, str) or not isinstance(new, str):
        return "", ""
    start = common_length(old, new)
    end = common_length(old[start:][::-1], new[start:][::-1])
    return old[start : len(old) - end], new[start : len(new) - end]


def _only_change(before: Draft, after: Draft) -> str:
    """The one place where two drafts differ, as `section.name`; empty when there are several."""
    places = {
        f"{section}.{name}" for draft in (before, after) for section in draft for name in draft[section]
    }
    changed = [place for place in places if _at(before, place) != _at(after, place)]
    return changed[0] if len(changed) == 1 else ""
