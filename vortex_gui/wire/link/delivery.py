"""Decisive messages arrive once: the sender repeats them until they are acknowledged, the receiver counts."""

from __future__ import annotations

from collections import deque

from vortex_gui.wire.link.link_frames import Wrapped
from vortex_gui.wire.link.words import LinkMessage


class Unacknowledged:
    """What the agent has told and the console has not acknowledged, in order."""

    def __init__(self) -> None:
        self._waiting: deque[Wrapped] = deque()
        self._last = 0

    def number(self, worker: str, message: LinkMessage) -> Wrapped:
        """The message with the next number, kept from now on."""
        self._last += 1
        wrapped = Wrapped(worker, self._last, message)
        self._waiting.append(wrapped)
        return wrapped

    def acknowledge(self, n: int) -> None:
        """Forgets all up to this number."""
        while self._waiting and self._waiting[0].n <= n:
            self._waiting.popleft()

    def all(self) -> tuple[Wrapped, ...]:
        """What has to be told again."""
        return tuple(self._waiting)


class Heard:
    """What the console has heard of one run of an agent."""

    def __init__(self) -> None:
        self.boot = ""
        self.n = 0

    def begin(self, boot: str) -> None:
        """A hello came; another run of the agent counts from the beginning."""
        if boot != self.boot:
            self.boot, self.n = boot, 0

    def is_new(self, wrapped: Wrapped) -> bool:
        """Whether a message is to be taken; a repeated one is not."""
        if wrapped.n == 0:
            return True
        if wrapped.n <= self.n:
            return False
        self.n = wrapped.n
        return True
