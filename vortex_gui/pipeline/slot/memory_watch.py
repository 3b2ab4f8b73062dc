"""Holds one slot to the memory limits: samples while stages run, a verdict at each step."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from types import TracebackType
from typing import Self

from vortex_gui.base.errors import MemoryPressureError
from vortex_gui.base.report.report import MemoryLevel
from vortex_gui.base.words.amounts import GB
from vortex_gui.base.words.translation import tr
from vortex_gui.pipeline.resident.memory import VRAMMonitor

SAMPLE_GAP_S = 0.1
_log = logging.getLogger(__name__)

Tell = Callable[[MemoryLevel, str], None]
"""Told once of each limit that the slot passes, with the sentence; from the pipeline's threads."""


class MemoryWatch:
    """Begins with the slot and ends before its report: from then on the peak stays as it is.

    A slot whose memory was over the hard limit at any moment stops at its next step, also when the memory has
    fallen since: its peak stands in its report, and no finished slot has one over the limit.
    """

    def __init__(self, monitor: VRAMMonitor, slot_id: int, tell: Tell) -> None:
        self._monitor = monitor
        self._slot_id = slot_id
        self._tell = tell
        self._told: set[MemoryLevel] = set()
        self._telling = threading.Lock()
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._sample, name="memory-watch", daemon=True)
        self._idle_bytes: int | None = None

    def __enter__(self) -> Self:
        """Raises `MemoryPressureError` when idle memory leaves no room for a slot."""
        monitor = self._monitor
        monitor.reset_warning()
        monitor.reset_peak()
        try:
            idle = monitor.check(self._on_soft)
        except MemoryPressureError:
            raise self._stop(self._idle_alone()) from None
        self._idle_bytes = idle
        monitor.reset_peak()
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Ends the samples; the step before the report judges once more."""
        self._ended.set()
        self._thread.join()
        self._look()

    def check(self) -> None:
        """At each step and chunk, in any thread of the slot.

        Raises:
            MemoryPressureError: over the hard limit now, or at any moment of this slot.
        """
        try:
            self._monitor.check(self._on_soft)
        except MemoryPressureError as error:
            raise self._stop(error.sentence) from None
        if self._note_peak():
            raise self._stop(self._monitor.exceeded(self._monitor.peak_bytes).sentence)

    def _sample(self) -> None:
        """In a thread of its own, since a step may take seconds."""
        while not self._ended.wait(SAMPLE_GAP_S):
            self._look()

    def _look(self) -> None:
        """Beside the steps: a driver that stumbles here shows itself in the stage, or at the next step."""
        try:
            self._note_peak()
        except Exception:
            _log.debug("memory could not be measured", exc_info=True)

    def _note_peak(self) -> bool:
        """Tells of the limits that the peak has passed; returns whether the hard one is among them."""
        monitor = self._monitor
        monitor.read()
        peak = monitor.peak_bytes
        if peak > monitor.soft_limit_bytes:
            self._cross("soft", monitor.soft_sentence(peak))
        if peak <= monitor.hard_limit_bytes:
            return False
        self._cross("hard", monitor.exceeded(peak).sentence)
        return True

    def _on_soft(self, sentence: str, used: int, limit: int) -> None:
        self._cross("soft", sentence)

    def _stop(self, sentence: str) -> MemoryPressureError:
        self._cross("hard", sentence)
        return MemoryPressureError(sentence, remedy=self._remedy())

    def _cross(self, limit: MemoryLevel, sentence: str) -> None:
        with self._telling:
            is_new = limit not in self._told
            self._told.add(limit)
        if not is_new:
            return
        if limit == "soft":  # the slot's end is logged with the sentence of the hard one
            fields = {"peak_bytes": self._monitor.peak_bytes, "soft": self._monitor.soft_limit_bytes}
            _log.warning("%s", sentence, extra={"slot_id": self._slot_id, "fields": fields})
        self._tell(limit, sentence)

    def _idle_alone(self) -> str:
        monitor = self._monitor
        used, limit = monitor.read(), monitor.hard_limit_bytes
        if used > limit:
            return tr(
                "Memory hard limit exceeded: idle memory alone is over the limit, {used:.2f} of {limit:.2f} "
                "GB before the slot begins.",
                used=used / GB,
                limit=limit / GB,
            )
        return tr(
            "Memory hard limit exceeded: idle memory alone, {used:.2f} of {limit:.2f} GB, leaves less than "
            "{margin:.2f} GB for the slot.",
            used=used / GB,
            limit=limit / GB,
            margin=monitor.margin_bytes / GB,
        )

    def _remedy(self) -> str:
        if self._idle_bytes is None:
            return tr(
                "A shorter slot does not help: raise memory.hard_limit_gb, choose a smaller profile, or "
                "restart the worker if its memory has grown."
            )
        return tr(
            "This slot needs more than {more:.2f} GB beside {idle:.2f} GB of idle memory: shorten it, choose "
            "a smaller profile, or raise memory.hard_limit_gb.",
            more=max(0, self._monitor.peak_bytes - self._idle_bytes) / GB,
            idle=self._idle_bytes / GB,
        )
