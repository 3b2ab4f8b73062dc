"""Turns the steps of a load into messages: few enough to read, with the time left by model."""

from __future__ import annotations

import time
from collections.abc import Callable

from vortex_gui.base.process.clock import Clock
from vortex_gui.base.roles import ROLES, Role
from vortex_gui.wire.protocol import LoadProgress

GAP_S = 0.25
"""Between two messages of one phase."""
RATE_AFTER_S = 1.0
"""Time after which a phase's speed counts."""


class LoadReporter:
    """The pipeline's listener while it loads; on the thread that loads."""

    def __init__(self, send: Callable[[LoadProgress], None], now: Clock = time.monotonic) -> None:
        self._send = send
        self._now = now
        self._done = 0
        self._phase: tuple[Role, str] | None = None
        self._since = self._told_at = 0.0
        self._first = 0

    def on_load(self, phase: str, role: Role | None, done: int, total: int) -> None:
        self._done, self._phase = done, None
        self._send(LoadProgress(phase, role, done, total))

    def on_load_bytes(self, phase: str, role: Role, done: int, total: int) -> None:
        now = self._now()
        if self._phase != (role, phase):
            self._phase, self._since, self._first = (role, phase), now, done
        elif now - self._told_at < GAP_S and done < total:
            return
        self._told_at = now
        left = self._left(now - self._since, done, total)
        self._send(LoadProgress(phase, role, self._done, len(ROLES), done, total, left))

    def _left(self, seconds: float, done: int, total: int) -> float | None:
        moved = done - self._first
        return (total - done) * seconds / moved if seconds >= RATE_AFTER_S and moved > 0 else None
