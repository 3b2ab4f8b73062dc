"""What the small graph of each worker shows, and what is said of it."""

from __future__ import annotations

import numpy as np

from vortex_gui.base.words.translation import tr
from vortex_gui.console.look.place_labels import place_label, short_label
from vortex_gui.console.look.states import WORKER
from vortex_gui.console.look.words import byte_text
from vortex_gui.console.memory.drawing.axes import moment_text
from vortex_gui.console.memory.drawing.small_graph import SmallDrawing
from vortex_gui.console.memory.kept.layers import OWN
from vortex_gui.console.memory.kept.max_buckets import Columns
from vortex_gui.console.memory.kept.pasts import WorkerPasts
from vortex_gui.console.memory.readings import limit_lines
from vortex_gui.console.memory.shown_time import ShownTime
from vortex_gui.console.state.console_state import ConsoleState
from vortex_gui.console.state.workers.workers import WorkerSeat

TICK_S = 60.0


class SmallDrawings:
    """Of the time that the memory dock shows, whichever worker is chosen."""

    def __init__(self, state: ConsoleState, pasts: WorkerPasts, time: ShownTime) -> None:
        self._state = state
        self._pasts = pasts
        self._time = time

    def of(self, seat: WorkerSeat) -> SmallDrawing:
        """A worker's own samples, limits and marks."""
        columns, memory = self._time.columns_of(self._pasts.past(seat.name)), seat.memory
        used = used_bytes(columns)
        scale, seconds = self._time.scale(), self._time.shown.seconds
        return SmallDrawing(
            names=(place_label(seat.name), short_label(seat.name)),
            figures=_figures(used, memory.hard_limit_bytes),
            tone=_tone(used, memory.soft_limit_bytes, memory.hard_limit_bytes),
            columns=columns,
            span=self._time.shown,
            hard_bytes=memory.hard_limit_bytes,
            limits=limit_lines(memory, clears=self._state.settings.pipeline.clear_cache_over_soft),
            marks=memory.marks,
            ends=(moment_text(-seconds, scale, TICK_S), moment_text(0, scale, TICK_S)),
            hint="" if columns.present.any() else _hint(seat),
        )

    def said(self, seat: WorkerSeat) -> str:
        """A worker in a sentence, for its tooltip and for those who hear the window."""
        latest = seat.memory.latest
        figures = _figures(latest.used if latest else None, seat.memory.hard_limit_bytes)
        parts = (seat.name, seat.status.device or "", WORKER[seat.status.state].word, *figures[:1])
        return " · ".join(part for part in parts if part)


def used_bytes(columns: Columns) -> float | None:
    """What the limits count, in the newest bucket; `None` without samples."""
    present = np.flatnonzero(columns.present)
    return float(np.nansum(columns.values[:OWN, present[-1]])) if len(present) else None


def _figures(used: float | None, hard_bytes: int | None) -> tuple[str, ...]:
    if used is None:
        return ()
    short = byte_text(used)
    if not hard_bytes:
        return (short,)
    return tr("{used} of {limit}", used=short, limit=byte_text(hard_bytes)), short


def _tone(used: float | None, soft_bytes: int | None, hard_bytes: int | None) -> str:
    if used is None:
        return "muted"
    over_hard = hard_bytes is not None and used > hard_bytes
    over_soft = soft_bytes is not None and used > soft_bytes
    return "hard" if over_hard else "soft" if over_soft else "muted"


def _hint(seat: WorkerSeat) -> str:
    return tr("No samples in this span.") if seat.status.ready else WORKER[seat.status.state].word
