"""What the operator asks for with slots that there are: cancel, repeat, move."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from typing import Literal

from vortex_gui.base.words.translation import tr
from vortex_gui.console.control.loop.tasks import Tasks
from vortex_gui.console.control.requests.queue_steps import QueueSteps
from vortex_gui.console.control.shift.shift_words import again_words, cancel_words, moved_words
from vortex_gui.console.state.console_state import ConsoleState
from vortex_gui.console.state.shift_log import Did
from vortex_gui.engine.read_only import ReadOnlyEngine, Repeated

Again = Literal["retry", "duplicate"]


class SlotRequests:
    """`engine` gives the engine that is open now."""

    def __init__(
        self,
        state: ConsoleState,
        tasks: Tasks,
        steps: QueueSteps,
        engine: Callable[[], ReadOnlyEngine],
        did: Did,
    ) -> None:
        self._state = state
        self._tasks = tasks
        self._steps = steps
        self._engine = engine
        self._did = did

    def cancel(self, slot_ids: Sequence[int]) -> None:
        live = self._steps.live(slot_ids)
        self._steps.cancel_all(slot_ids)
        if live:
            self._note(cancel_words(live), live)

    def clear_queue(self) -> None:
        queued = self._state.slots.queue
        self._steps.clear_queue()
        if queued:
            self._note(tr("Cleared the queue."))

    def again(self, name: Again, slot_ids: Sequence[int]) -> None:
        """New slots with the recipes of these, and with their seeds too for a retry."""
        engine = self._engine()
        ask = engine.retry_all if name == "retry" else engine.duplicate_all
        self._tasks.begin(
            self._ask_again(name, ask, slot_ids), f"{name} {slot_ids[0]}" if len(slot_ids) == 1 else name
        )

    async def _ask_again(
        self,
        name: Again,
        ask: Callable[[Sequence[int]], Awaitable[Repeated]],
        slot_ids: Sequence[int],
    ) -> None:
        """Raises what hinders one of them once the others are queued and noted."""
        rows, faults = await ask(slot_ids)
        if rows:
            self._note(again_words(name, list(rows), [row.slot_id for row in rows.values()]))
        if faults:
            raise faults[0]

    def move(self, slot_id: int, position: int) -> None:
        queued = slot_id in self._state.slots.queue
        self._steps.move(slot_id, position)
        if queued:
            self._note(moved_words((slot_id,), position), (slot_id,))

    def move_all(self, slot_ids: Sequence[int], position: int) -> None:
        queued = self._steps.queued(slot_ids)
        self._steps.move_all(slot_ids, position)
        if queued:
            self._note(moved_words(queued, position), queued)

    def _note(self, text: str, slot_ids: Sequence[int] = ()) -> None:
        if not self._engine().read_only:
            self._did(text, slot_ids[0] if len(slot_ids) == 1 else None)
