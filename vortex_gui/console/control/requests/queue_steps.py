"""What the operator did to the queued slots, as steps that can be undone: order and cancel."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping, Sequence

from vortex_gui.base.words.translation import tr
from vortex_gui.console.control.loop.tasks import Tasks
from vortex_gui.console.control.shift.shift_words import (
    again_words,
    cancel_words,
    moved_words,
    put_back_words,
)
from vortex_gui.console.state.console_state import ConsoleState
from vortex_gui.console.state.shift_log import Did
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
        self,
        state: ConsoleState,
        tasks: Tasks,
        engine: Callable[[], ReadOnlyEngine],
        tell: Tell,
        did: Did,
    ) -> None:
        """`did` is called for what undo and redo do; who asks for a change itself notes it."""
        self._state, self._tasks, self._engine, self._tell, self._did = state, tasks, engine, tell, did

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

    def queued(self, slot_ids: Iterable[int]) -> list[int]:
        """Those that are queued."""
        queue = frozenset(self._state.slots.queue)
        return [slot_id for slot_id in slot_ids if slot_id in queue]

    def live(self, slot_ids: Iterable[int]) -> list[int]:
        """Those that are queued or running."""
        live = {*self._state.slots.queue, *(slot.slot_id for slot in self._state.slots.running())}
        return [slot_id for slot_id in slot_ids if slot_id in live]

    # ── what the steps ask ───────────────────────────────────────────────────────────────

    def put(self, slot_id: int, position: int) -> None:
        if slot_id in self._state.slots.queue:
            self._engine().move(slot_id, position)
            self._note(moved_words((slot_id,), position), (slot_id,))
        else:
            text = tr("Slot {slot} is no longer queued.", slot=slot_id)
            self._tell(Severity.WARNING, text, key="undo")

    def put_together(self, slot_ids: Iterable[int], position: int) -> None:
        queued = self.queued(slot_ids)
        self._engine().move_all(queued, position)
        if queued:
            self._note(moved_words(queued, position), queued)

    def put_back(self, places: Mapping[int, int]) -> None:
        queued = self.queued(places)
        self._engine().place_all(places)
        if queued:
            self._note(put_back_words(queued), queued)

    def cancel(self, slot_ids: Iterable[int]) -> None:
        live = self.live(slot_ids)
        self._engine().cancel_all(live)
        if live:
            self._note(cancel_words(live), live)

    def _note(self, text: str, slot_ids: Sequence[int]) -> None:
        self._did(text, slot_ids[0] if len(slot_ids) == 1 else None)

    def queue_again(self, step: CancelStep) -> None:
        self._tasks.begin(self._queue_again(step), "undo cancel")

    async def _queue_again(self, step: CancelStep) -> None:
        """Each slot under a new number, since a slot ends once, but at its old place.

        Raises what hinders one of them once the others are queued.
        """
        wished = sorted(step.places, key=step.places.__getitem__)
        rows, faults = await self._engine().queue_again(wished)
        again = {row.slot_id: old for old, row in rows.items()}
        if again:
            step.places = {new: step.places[old] for new, old in again.items()}
            self._engine().place_all(step.places)
            self._tell_again(list(again.values()), list(again))
        if faults:
            raise faults[0]

    def _tell_again(self, old: Sequence[int], new: Sequence[int]) -> None:
        words = tr("Queued again under new numbers: {count} slots.", count=len(new))
        if len(new) == 1:
            words = tr("Slot {old} is queued again as slot {new}.", old=old[0], new=new[0])
        self._tell(Severity.SUCCESS, words, key="undo")
        self._note(again_words("queue", old, new), new)


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
