"""What the operator did and can take back: one stack for the form and the queue."""

from __future__ import annotations

from abc import ABC, abstractmethod
from functools import partial
from itertools import count

from PySide6.QtCore import QObject, Signal

from vortex_gui.base.words.translation import tr
from vortex_gui.console.state.messages import Notice, NoticeButton, Notices
from vortex_gui.engine.facts.events import Severity

MOST_STEPS = 200
OFFERED_S = 10
"""So long a notice offers to undo what it tells of; Ctrl+Z still does afterwards."""


class Step(ABC):
    """A change that has been made already."""

    stands_on_later = False
    """Whether steps of the same kind that came later have to be taken back with it."""

    @property
    @abstractmethod
    def words(self) -> str:
        """What was done, as a sentence for the operator."""

    @abstractmethod
    def undo(self) -> None:
        """Takes the change back."""

    @abstractmethod
    def redo(self) -> None:
        """Makes the change again."""

    def absorb(self, later: Step) -> bool:
        """Takes a later step into this one, so that both are undone together; false when they stay two."""
        return False


class UndoStack(QObject):
    """The steps in their order; `changed` when another one would be undone or redone next.

    A step that is pushed with `tells` also becomes a notice with an *Undo* button of its own.
    """

    changed = Signal()

    def __init__(self, notices: Notices, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._notices = notices
        self._done: list[Step] = []
        self._undone: list[Step] = []
        self._keys: dict[Step, str] = {}
        self._numbers = count(1)

    @property
    def next_undo(self) -> Step | None:
        return self._done[-1] if self._done else None

    @property
    def next_redo(self) -> Step | None:
        return self._undone[-1] if self._undone else None

    def push(self, step: Step, *, tells: bool = False) -> None:
        """Takes in a change that has been made."""
        self._undone.clear()
        last = self.next_undo
        if last is not None and last.absorb(step):
            step = last
        else:
            self._done.append(step)
            for old in self._done[:-MOST_STEPS]:
                self._keys.pop(old, None)
            del self._done[:-MOST_STEPS]
        if tells:
            self._tell(step)
        self.changed.emit()

    def undo(self) -> None:
        """Takes the last change back."""
        if self._done:
            self.undo_step(self._done[-1])

    def redo(self) -> None:
        """Makes the change again that was taken back last."""
        if self._undone:
            step = self._undone.pop()
            self._done.append(step)
            step.redo()
            self.changed.emit()

    def undo_step(self, step: Step) -> None:
        """Takes one change back, wherever it stands, with the later ones that stand on it."""
        if step not in self._done:
            return
        later = self._done[self._done.index(step) + 1 :]
        on_top = [other for other in later if step.stands_on_later and type(other) is type(step)]
        for each in (*reversed(on_top), step):
            self._done.remove(each)
            self._undone.append(each)
            self._take_notice_away(each)
            each.undo()
        self.changed.emit()

    def clear(self) -> None:
        """Forgets all steps; what was done stays done."""
        for step in tuple(self._keys):
            self._take_notice_away(step)
        self._done.clear()
        self._undone.clear()
        self.changed.emit()

    def _tell(self, step: Step) -> None:
        self._take_notice_away(step)
        key = self._keys[step] = f"undo {next(self._numbers)}"
        tip = tr("Undo this; Ctrl+Z undoes the last change")
        button = NoticeButton(tr("Undo"), tip, partial(self.undo_step, step), OFFERED_S)
        self._notices.post(Notice(key, Severity.INFO, step.words, button=button))

    def _take_notice_away(self, step: Step) -> None:
        if key := self._keys.pop(step, None):
            self._notices.dismiss(key)
