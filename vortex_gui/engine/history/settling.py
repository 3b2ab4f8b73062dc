"""The slots that the last console left: those that are over end now, the others wait again."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from vortex_gui.engine.facts.records import HistoryError, SlotEnd
from vortex_gui.engine.facts.slots import SlotRow, SlotState
from vortex_gui.engine.history.history import History
from vortex_gui.engine.history.slot_endings import SlotEndings
from vortex_gui.engine.output.finished_folder import end_of, whole_report

_log = logging.getLogger(__name__)

KeptBySlot = Mapping[int, tuple[int, SlotEnd]]
"""Seed and end, by slot."""


@dataclass(frozen=True, slots=True)
class Settled:
    """`left` waits in the queue's order; `ended` are rows that ended now, `unwritten` those refused."""

    left: tuple[SlotRow, ...]
    ended: tuple[SlotRow, ...]
    unwritten: SlotEndings


def settle(
    history: History, kept: KeptBySlot, at: float, is_away: Callable[[SlotRow], bool] = lambda row: False
) -> Settled:
    """Called before anything runs. What the disk refuses is decided all the same; the start goes on.

    A running slot that `is_away`, on another machine, runs on: whether that has it still is asked later.
    """
    rows = history.open_slots()
    ends = {row.slot_id: end for row in rows if (end := _end(row, kept, at)) is not None}
    over = [row for row in rows if row.slot_id in ends]
    endings = SlotEndings(over, lambda row: ends[row.slot_id])
    left = tuple(
        row if row.state is SlotState.RUNNING and is_away(row) else _waiting(history, row)
        for row in rows
        if row.slot_id not in ends
    )
    try:
        ended = tuple(endings.write(history))
    except HistoryError:
        return Settled(left, (), endings)
    return Settled(left, ended, SlotEndings((), lambda row: ends[row.slot_id]))


def _end(row: SlotRow, kept: KeptBySlot, at: float) -> SlotEnd | None:
    """As the last console decided; else done when it ran and its folder is whole."""
    seed, end = kept.get(row.slot_id, (None, None))
    if end is not None and seed == row.seed:
        return _kept_end(row, end)
    if row.state is SlotState.RUNNING and (report := whole_report(row)) is not None:
        return end_of(SlotState.DONE, at, report, due_at=row.due_at)
    return None


def _kept_end(row: SlotRow, end: SlotEnd) -> SlotEnd:
    """With what the slot's folder still tells."""
    if end.state is SlotState.MISSED:
        return replace(end, deadline_met=False)
    if end.state is SlotState.DONE:
        return end_of(SlotState.DONE, end.at, whole_report(row) or "", due_at=row.due_at)
    return end


def _waiting(history: History, row: SlotRow) -> SlotRow:
    if row.state is SlotState.QUEUED:
        return row
    waiting = row.waiting_again(rank=row.rank, attempts=row.attempts, deaths=row.deaths)
    try:
        history.keep(waiting, while_in=SlotState.RUNNING)
    except HistoryError as error:
        _log.warning("Slot %d waits, though the history says that it runs: %s", row.slot_id, error)
    return waiting
