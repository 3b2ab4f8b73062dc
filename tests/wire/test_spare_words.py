"""A spare's wishes and numbers over its socket, and its silence."""

from __future__ import annotations

import os
import sys

import pytest

from vortex_gui.wire.spare_words import READY, Wish, ask, hear, report, spare_sockets, take_wish

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="a spare is kept on Linux alone")


def test_numbers_arrive_in_order_and_the_end_is_none() -> None:
    ours, theirs = spare_sockets()
    with ours:
        for number in (READY, 4711, -9):
            report(theirs, number)
        theirs.close()
        assert [hear(ours) for _ in range(4)] == [READY, 4711, -9, None]


def test_a_silent_spare_is_told_from_one_that_has_gone() -> None:
    ours, theirs = spare_sockets()
    with ours, theirs:
        ours.settimeout(0.01)
        with pytest.raises(TimeoutError):
            hear(ours)


def test_wishes_arrive_one_by_one_each_with_its_streams_and_environment() -> None:
    ours, theirs = spare_sockets()
    with ours, theirs:
        for card in ("GPU-1", "GPU-2"):
            ask(ours, Wish((0, 1, 2), {"CARD": card}))
        for card in ("GPU-1", "GPU-2"):
            wish = take_wish(theirs)
            assert wish is not None
            assert wish.environment == {"CARD": card}
            assert len(wish.streams) == 3
            for stream in wish.streams:
                os.close(stream)
        ours.close()
        assert take_wish(theirs) is None
