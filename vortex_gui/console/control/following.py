"""Chooses the slot that the preview shows: the operator's own choice, or each new one as it starts."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from vortex_gui.console.state.console_state import ConsoleState
from vortex_gui.engine.facts.slots import SlotRow


class Following:
    """Until the operator chooses a slot that does not run, the preview goes to each one that starts.

    `want_slot` is called with the number of each slot that comes into sight.
    """

    def __init__(self, state: ConsoleState, want_slot: Callable[[int], None]) -> None:
        self._state = state
        self._want_slot = want_slot
        self._follows = True

    def select(self, slot_id: int | None) -> None:
        """The operator's choice: the preview stays on this slot, and follows new ones if it is running."""
        slot = self._state.slots.get(slot_id)
        self._follows = slot_id is None or (slot is not None and slot.is_running)
        self._show(slot_id)

    def submitted(self, rows: Sequence[SlotRow]) -> None:
        """The operator asked for new slots: they are followed, and the first is shown while none runs."""
        self._follows = True
        if rows and not self._state.slots.running():
            self._show(rows[0].slot_id)

    def started(self, slot_id: int) -> None:
        slot = self._state.slots.get(slot_id)
        if self._follows and slot is not None and not self._state.stays_from(slot):
            self._show(slot_id)

    def _show(self, slot_id: int | None) -> None:
        if slot_id is not None:
            self._want_slot(slot_id)
        self._state.selection.select(slot_id)
