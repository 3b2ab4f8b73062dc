"""What is on its way of a folder: little on a quick link, enough on a far one, no queue on a slow one."""

from __future__ import annotations

import random
from collections import deque

import pytest

from vortex_gui.serve.in_flight import (
    AFRESH_S,
    LEAST_BYTES,
    MOST_BYTES,
    PIECE_BYTES,
    QUEUE_S,
    InFlight,
)
from vortex_gui.wire.codec import ProtocolError

FOLDER = 10_000_000


class Link:
    """A link of a given throughput and round trip, at a clock of its own; its console takes each piece."""

    def __init__(
        self, bytes_per_s: float, round_trip_s: float, *, late_s: float = 0.0, later_s: float = 0.0
    ) -> None:
        """Some answers come up to `late_s` late; from the second second on a round trip takes `later_s`."""
        self.bytes_per_s, self.round_trip_s, self._later_s = bytes_per_s, round_trip_s, later_s
        self.at = self._free_at = 0.0
        self._late_s, self._chance = late_s, random.Random(1)
        self.in_flight = InFlight(lambda: self.at)
        self._answers: deque[float] = deque()
        self._taken = 0
        self.waits: list[float] = []
        """How long an event would have waited behind what was on its way, at each piece."""

    def carry(self, size: int) -> float:
        """Seconds until the last piece is known to be there."""
        began = self.at
        left = size
        while left > 0 or self._answers:
            while left > 0 and self.in_flight.has_room:
                piece = min(left, PIECE_BYTES)
                self.in_flight.sent(piece)
                left -= piece
                self._free_at = max(self.at, self._free_at) + piece / self.bytes_per_s
                self.waits.append(self._free_at - self.at)
                late_s = self._chance.uniform(0, self._late_s)
                self._answers.append(self._free_at + self._trip_s() + late_s)
            self.at = max(self.at, self._answers.popleft())
            self._taken += 1
            self.in_flight.taken(self._taken)
        return self.at - began

    def _trip_s(self) -> float:
        return self._later_s if self._later_s and self.at > 1 else self.round_trip_s


def test_a_quick_link_stays_all_but_empty() -> None:
    link = Link(bytes_per_s=100e6, round_trip_s=0.001)
    assert link.carry(FOLDER) < 0.5
    assert link.in_flight.limit_bytes == LEAST_BYTES
    assert max(link.waits) < 0.002


def test_a_far_link_brings_a_folder_within_a_second() -> None:
    link = Link(bytes_per_s=100e6, round_trip_s=0.05)
    assert link.carry(FOLDER) < 1
    assert link.carry(FOLDER) < 0.7, "the next one begins with what the last one showed"
    assert max(link.waits) < QUEUE_S


def test_a_busy_machine_that_answers_late_is_no_slow_link() -> None:
    link = Link(bytes_per_s=100e6, round_trip_s=0.05, late_s=0.1)
    assert link.carry(FOLDER) < 2


@pytest.mark.parametrize("round_trip_s", [0.002, 0.05, 0.2])
def test_on_a_slow_link_an_event_waits_a_bounded_time_and_the_link_is_used(round_trip_s: float) -> None:
    link = Link(bytes_per_s=2.5e6, round_trip_s=round_trip_s)
    took_s = link.carry(2 * FOLDER)
    assert max(link.waits) < QUEUE_S + round_trip_s / 2 + 3 * PIECE_BYTES / link.bytes_per_s
    assert took_s < 1.25 * 2 * FOLDER / link.bytes_per_s


def test_a_link_that_becomes_longer_is_measured_afresh() -> None:
    link = Link(bytes_per_s=2.5e6, round_trip_s=0.01, later_s=0.3)
    clip = round(5 * AFRESH_S * link.bytes_per_s)
    assert link.carry(clip) < 1.5 * clip / link.bytes_per_s


def test_never_more_than_the_most() -> None:
    link = Link(bytes_per_s=1e9, round_trip_s=1.0)
    link.carry(10 * FOLDER)
    assert link.in_flight.limit_bytes == MOST_BYTES


def test_without_an_answer_nothing_more_goes() -> None:
    at = 0.0
    in_flight = InFlight(lambda: at)
    sent = 0
    while in_flight.has_room:
        in_flight.sent(PIECE_BYTES)
        sent += PIECE_BYTES
    assert sent == LEAST_BYTES
    at = 10 * AFRESH_S
    assert not in_flight.has_room


def test_a_count_that_cannot_be_is_refused_and_changes_nothing() -> None:
    in_flight = InFlight(lambda: 5.0)
    for lie in (1, 2**53, 0):
        with pytest.raises(ProtocolError, match=f"{lie} parts"):
            in_flight.taken(lie)
    in_flight.sent(PIECE_BYTES)
    in_flight.sent(PIECE_BYTES)
    with pytest.raises(ProtocolError):
        in_flight.taken(3)
    assert not in_flight.has_room
    in_flight.taken(1)
    with pytest.raises(ProtocolError):
        in_flight.taken(1)
    assert in_flight.has_room
    in_flight.taken(2)
