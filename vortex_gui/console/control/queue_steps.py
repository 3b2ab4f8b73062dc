"""What the operator did to the queued slots, as steps that can be undone: order and cancel."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping

from vortex_gui.base.translation import tr
from vortex_gui.console.control.tasks import Tasks
from vortex_gui.console.state.console_state import ConsoleState
from vortex_gui.console.state.undo import Step
from vortex_gui.engine.facts.events import Severity
from vortex_gui.engine.read_only import ReadOnlyEngine

TOGETHER_S = 0.5
"""Slots that are cancelled within so short a time were one choice of the operator's."""
SAME_SLOT_S = 10.0
"""A slot that is moved again so soon is still on its way to one place."""

Tell = Callable[..., None]
"""The controller's `notify`."""


class QueueSteps:
    """Pushes a step for each change of the queue; called by the controller as it carries one out."""

    def __init__(
        self, state: ConsoleState, tasks: Tasks, engine: Callable[[], ReadOnlyEngine], tell: Tell
    ) -> None:
        self._state, self._tasks, self._engine, self._tell = state, tasks, engine, tell

    def moved(self, slot_id: int, before: int, after: int) -> None:
        """A queued slot went from one place of the queue to another."""
        if before != after:
            self._state.undo.push(MoveStep(self, slot_id, before, after), tells=True)

    def moved_all(self, before: Mapping[int, int], after: int) -> None:
        """Queued slots went from these places of the queue, side by side, behind so many of the others."""
        self._state.undo.push(MoveAllStep(self, before, after), tells=True)

    def cancelled(self, places: Mapping[int, int]) -> None:
        """Queued slots were cancelled, each at this place of the queue."""
        if places:
            self._state.undo.push(CancelStep(self, places), tells=True)

    # ── what the steps ask ───────────────────────────────────────────────────────────────

    def move(self, slot_id: int, position: int) -> None:
        if slot_id in self._state.slots.queue:
            self._engine().move(slot_id, position)
        else:
            text = tr("Slot {slot} is no longer queued.", slot=slot_id)
            self._tell(Severity.WARNING, text, key="undo")

    def move_all(self, slot_ids: Iterable[int], position: int) -> None:
        self._engine().move_all(slot_ids, position)

    def place_all(self, places: Mapping[int, int]) -> None:
        self._engine().place_all(places)

    def cancel(self, slot_ids: Mapping[int, int]) -> None:
        self._engine().cancel_all(slot_ids)

    def queue_again(self, step: CancelStep) -> None:
        self._tasks.begin(self._queue_again(step), "undo cancel")

    async def _queue_again(self, step: CancelStep) -> None:
        """Each slot under a new number, since a slot ends once, but at its old place."""
        places = sorted(step.places.items(), key=lambda pair: pair[1])
        rows = await self._engine().queue_again([slot_id for slot_id, _ in places])
        step.places = {row.slot_id: place for row, (_, place) in zip(rows, places, strict=True)}
        self._engine().place_all(step.places)
        words = tr("Queued again under new numbers: {count} slots.", count=len(rows))
        if len(rows) == 1:
            words = tr("Slot {old} is queued again as slot {new}.", old=places[0][0], new=rows[0].slot_id)
        self._tell(Severity.SUCCESS, words, key="undo")


class MoveStep(Step):
    """One queued slot to another place."""

    def __init__(self, steps: QueueSteps, slot_id: int, before: int, after: int) -> None:
        self._steps, self._slot_id, self._before, self._after = steps, slot_id, before, after
        self._at = time.monotonic()

    @property
    def words(self) -> str:
        return tr("Moved slot {slot} in the queue.", slot=self._slot_id)

    def undo(self) -> None:
        self._steps.move(self._slot_id, self._before)

    def redo(self) -> None:
        self._steps.move(self._slot_id, self._after)

    def absorb(self, later: Step) -> bool:
        if not isinstance(later, MoveStep) or later._slot_id != self._slot_id:
            return False
        if later._at - self._at > SAME_SLOT_S:
            return False
        self._after, self._at = later._after, later._at
        return True


class MoveAllStep(Step):
    """Several queued slots to places side by side; `before` says where each stood."""

    def __init__(self, steps: QueueSteps, before: Mapping[int, int], after: int) -> None:
        self._steps, self._before, self._after = steps, dict(before), after

    @property
    def words(self) -> str:
        return tr("Moved {count} slots in the queue.", count=len(self._before))

    def undo(self) -> None:
        self._steps.place_all(self._before)

    def redo(self) -> None:
        self._steps.move_all(self._before, self._after)


class CancelStep(Step):
    """Queued slots taken out of the queue; `places` says where each stood."""

    def __init__(self, steps: QueueSteps, places: Mapping[int, int]) -> None:
        self._steps, self.places = steps, dict(places)
        self._at = time.monotonic()

    @property
    def words(self) -> str:
        if len(self.places) == 1:
            return tr("Cancelled slot {slot}.", slot=next(iter(self.places)))
        return tr("Cancelled {count} queued slots.", count=len(self.places))

    def undo(self) -> None:
        self._steps.queue_again(self)

    def redo(self) -> None:
        self._steps.cancel(self.places)

    def absorb(self, later: Step) -> bool:
        if not isinstance(later, CancelStep) or later._at - self._at > TOGETHER_S:
            return False
        self.places.update(later.places)
        return True
