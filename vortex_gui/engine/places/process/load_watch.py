"""Tells whether a process that loads still moves: by its words, its processor time, and what it reads."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Collection
from typing import Any

import psutil

from vortex_gui.base.process.clock import Clock
from vortex_gui.base.words.amounts import bytes_text
from vortex_gui.base.words.translation import tr
from vortex_gui.engine.places.process.awake import wait_awake
from vortex_gui.wire.protocol import LoadProgress

IDLE_SHARE = 0.05
"""Share of a core that an idle worker may use: it samples its memory ten times a second."""
LOOKS_PER_LIMIT = 6


class LoadWatch:
    """One process from its start until it is ready."""

    def __init__(self, pid: int | None, now: Clock = time.monotonic) -> None:
        self._process = _process(pid)
        self._now = now
        self._progress: LoadProgress | None = None
        self._has_told = False
        self._at, self._used_s, self._read_bytes = now(), *self._spent()

    def hear(self, progress: LoadProgress) -> None:
        """Progress that repeats itself is none."""
        self._has_told |= progress != self._progress
        self._progress = progress

    def moved(self) -> bool:
        """Whether anything moved since the last call."""
        at, (used_s, read_bytes) = self._now(), self._spent()
        has_worked = used_s - self._used_s > IDLE_SHARE * (at - self._at)
        moved = self._has_told or has_worked or read_bytes > self._read_bytes
        self._at, self._used_s, self._read_bytes, self._has_told = at, used_s, read_bytes, False
        return moved

    def _spent(self) -> tuple[float, int]:
        """Seconds of processor time and bytes read from disks so far; what a system does not tell is 0."""
        if self._process is None:
            return 0.0, 0
        try:
            times = self._process.cpu_times()
            reads = self._process.io_counters().read_bytes if hasattr(self._process, "io_counters") else 0
        except psutil.Error:
            return 0.0, 0
        return times.user + times.system, int(reads)


async def while_moving(watch: LoadWatch, still_s: float, futures: Collection[asyncio.Future[Any]]) -> None:
    """Until one of them is done, however long that takes, or nothing has moved for `still_s`."""
    look_s, stood_s = still_s / LOOKS_PER_LIMIT, 0.0
    while stood_s < still_s:
        await wait_awake(futures, look_s)
        if any(future.done() for future in futures):
            return
        stood_s = 0.0 if watch.moved() else stood_s + look_s


def loading_sentence(event: LoadProgress) -> str:
    """The step for the status bar, with the bytes and time left of a large model."""
    if event.role is None:
        return tr("Importing libraries ({done} of {total} are ready).", done=event.done, total=event.total)
    if event.phase == "warming up":
        return tr(
            "Warming up {role} ({done} of {total} are warm).",
            role=event.role,
            done=event.done,
            total=event.total,
        )
    if event.bytes_done is None or event.bytes_total is None:
        return tr(
            "Loading {role} ({done} of {total} are ready).",
            role=event.role,
            done=event.done,
            total=event.total,
        )
    sentence = tr(
        "Loading {role}: {phase}, {size} of {whole}",
        role=event.role,
        phase=tr(event.phase),
        size=bytes_text(event.bytes_done),
        whole=bytes_text(event.bytes_total),
    )
    if event.seconds_left is None:
        return f"{sentence}."
    return tr("{sentence}, about {seconds} s left.", sentence=sentence, seconds=round(event.seconds_left))


def _process(pid: int | None) -> psutil.Process | None:
    try:
        return None if pid is None else psutil.Process(pid)
    except psutil.Error:
        return None
