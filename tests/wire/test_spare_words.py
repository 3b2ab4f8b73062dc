"""A spare's numbers over its socket, and its silence."""

from __future__ import annotations

import socket

import pytest

from vortex_gui.wire.spare_words import READY, hear, report


def test_numbers_arrive_in_order_and_the_end_is_none() -> None:
    ours, theirs = socket.socketpair()
    with ours:
        for number in (READY, 4711, -9):
            report(theirs, number)
        theirs.close()
        assert [hear(ours) for _ in range(4)] == [READY, 4711, -9, None]


def test_a_silent_spare_is_told_from_one_that_has_gone() -> None:
    ours, theirs = socket.socketpair()
    with ours, theirs:
        ours.settimeout(0.01)
        with pytest.raises(TimeoutError):
            hear(ours)
