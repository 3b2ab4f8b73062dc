"""How much of the folders may be on its way at once: what is on its way is what the next event waits behind.

The console tells which pieces it has taken. Each tells a round trip and a throughput, and from these follows
what may be on its way:

- No more than brings home `ENOUGH_BYTES_S` at the usual round trip. A link that could carry more leaves its
  pipes empty for events; without this bound ssh alone holds 2 MB. A link of 50 ms gets 1 MB, so that 10 MB
  come within a second there, too.
- No more than the link carries in its shortest round trip, half of that again and `QUEUE_S`. So on a slow
  link folders at most double an event's way, and add `QUEUE_S`, whatever the size of the buffers between;
  with less, a busy machine that answers late would look like a slow link.
- `LEAST_BYTES` in any case: one piece that is carried while another one is written.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

from vortex_gui.wire.codec import ProtocolError

PIECE_BYTES = 32 * 1024
LEAST_BYTES, MOST_BYTES = 2 * PIECE_BYTES, 32 * PIECE_BYTES
ENOUGH_BYTES_S = 20_000_000
"""A folder of 10 MB within half a second."""
QUEUE_S = 0.03
TRIPS = 1.5
AFRESH_S = 10.0
"""So often the link runs empty for a moment: only then its shortest round trip shows."""
SHARE = 1 / 8
"""Of the newest round trip in the usual one."""
SHORTEST_S = 1e-4
"""Below a clock's noise."""


@dataclass(frozen=True, slots=True)
class _Piece:
    size: int
    sent_at: float
    taken_bytes: int
    """How much had been taken before it was sent."""


class InFlight:
    """Of one connection. A console that tells nothing gets no more; one that tells too much gains nothing."""

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        self._now = now
        self._pieces: deque[_Piece] = deque()
        self._bytes = 0
        self._taken = 0
        self._taken_bytes = 0
        self._rates: deque[float] = deque(maxlen=2 * MOST_BYTES // PIECE_BYTES)
        """Of the last pieces; a piece that had the link to itself shows less than the link can carry."""
        self._usual_s = 0.0
        self._shortest_s = 0.0
        """0 until it is known."""
        self._afresh_at = 0.0
        self.limit_bytes = LEAST_BYTES

    @property
    def has_room(self) -> bool:
        """Whether the next piece may go."""
        if not self._bytes:
            return True
        return self._bytes < self.limit_bytes and self._now() < self._afresh_at

    def sent(self, size: int) -> None:
        """A piece of so many bytes goes."""
        now = self._now()
        if not self._bytes:
            self._shortest_s, self._afresh_at = 0.0, now + AFRESH_S
        self._pieces.append(_Piece(size, now, self._taken_bytes))
        self._bytes += size

    def taken(self, count: int) -> None:
        """The console has taken so many pieces since the link began.

        Raises `ProtocolError` for pieces that were not sent or had been told of before.
        """
        fresh = count - self._taken
        if not 0 < fresh <= len(self._pieces):
            raise ProtocolError(f"{count} parts of folders were never sent, or told of before")
        for _ in range(fresh):
            piece = self._pieces.popleft()
            self._bytes -= piece.size
            self._taken_bytes += piece.size
        self._taken = count
        trip_s = max(self._now() - piece.sent_at, SHORTEST_S)
        self._rates.append((self._taken_bytes - piece.taken_bytes) / trip_s)
        self._usual_s = self._usual_s + SHARE * (trip_s - self._usual_s) if self._usual_s else trip_s
        self._shortest_s = min(self._shortest_s or trip_s, trip_s)
        enough = ENOUGH_BYTES_S * self._usual_s
        carried = max(self._rates) * (TRIPS * self._shortest_s + QUEUE_S)
        self.limit_bytes = round(min(max(LEAST_BYTES, min(enough, carried)), MOST_BYTES))
