"""What the table's filter offers: the slots of which states."""

from __future__ import annotations

from vortex_gui.base.words.translation import tr
from vortex_gui.console.state.slots.slot_pages import TableFilter
from vortex_gui.engine.facts.slots import SlotState


def state_choices() -> tuple[tuple[str, TableFilter], ...]:
    """Each in words, all of them first."""
    done = frozenset((SlotState.DONE,))
    return (
        (tr("All"), TableFilter()),
        (tr("Queue"), TableFilter(states=frozenset((SlotState.QUEUED, SlotState.RUNNING)))),
        (tr("Done"), TableFilter(states=done, passed=True)),
        (tr("Not passed"), TableFilter(states=done, passed=False)),
        (tr("Failed"), TableFilter(states=frozenset((SlotState.FAILED, SlotState.SET_ASIDE)))),
        (tr("Missed"), TableFilter(states=frozenset((SlotState.MISSED,)))),
        (tr("Cancelled"), TableFilter(states=frozenset((SlotState.CANCELLED,)))),
    )
