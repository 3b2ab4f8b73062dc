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
    """Carries out what the controller is asked to do to the queue, and pushes a step for each change."""

    def __init__(
        self, state: ConsoleState, tasks: Tasks, engine: Callable[[], ReadOnlyEngine], tell: Tell
    ) -> None:
        self._state, self._tasks, self._engine, self._tell = state, tasks, engine, tell

    # ── what the operator asks ───────────────────────────────────────────────────────────

    def move(self, slot_id: int, position: int) -> None:
        before = self._places((slot_id,))
        self._engine().move(slot_id, position)
        if not self._engine().read_only and before.get(slot_id, position) != position:
            self._push(MoveStep(self, slot_id, before[slot_id], position))

    def move_all(self, slot_ids: Iterable[int], position: int) -> None:
        before = self._places(slot_ids)
        self._engine().move_all(before, position)
        if before and not self._engine().read_only:
            self._push(MoveAllStep(self, before, position))

    def cancel_all(self, slot_ids: Iterable[int]) -> None:
        wished = tuple(slot_ids)
        running = [slot.slot_id for slot in self._state.slots.running() if slot.slot_id in wished]
        places = self._places(wished)
        if self._engine().cancel_all(wished):
            for slot_id in running:
                self._state.operations.begin(f"cancel:{slot_id}")
            self._cancelled(places)

    def clear_queue(self) -> None:
        places = self._places(self._state.slots.queue)
        if self._engine().clear_queue():
            self._cancelled(places)

    def _cancelled(self, places: Mapping[int, int]) -> None:
        if places:
            self._push(CancelStep(self, places))

    def _push(self, step: Step) -> None:
        self._state.undo.push(step, tells=True)

    def _places(self, slot_ids: Iterable[int]) -> dict[int, int]:
        """Where these slots stand in the queue; those that do not are left out."""
        chosen = frozenset(slot_ids)
        return {slot_id: at for at, slot_id in enumerate(self._state.slots.queue) if slot_id in chosen}

    # ── what the steps ask ───────────────────────────────────────────────────────────────

    def put(self, slot_id: int, position: int) -> None:
        if slot_id in self._state.slots.queue:
            self._engine().move(slot_id, position)
        else:
            text = tr("Slot {slot} is no longer queued.", slot=slot_id)
            self._tell(Severity.WARNING, text, key="undo")

    def put_together(self, slot_ids: Iterable[int], position: int) -> None:
        self._engine().move_all(slot_ids, position)

    def put_back(self, places: Mapping[int, int]) -> None:
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
        self._steps.put(self._slot_id, self._before)

    def redo(self) -> None:
        self._steps.put(self._slot_id, self._after)

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
        self._steps.put_back(self._before)

    def redo(self) -> None:
        self._steps.put_together(self._before, self._after)


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
