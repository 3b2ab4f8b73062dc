"""What counts as movement of a load, with a real process, and how the status bar tells it."""

from __future__ import annotations

import os
import time

from vortex_gui.engine.places.process.load_watch import LoadWatch, loading_sentence
from vortex_gui.wire.protocol import LoadProgress


class Times:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def test_news_count_and_the_same_again_does_not() -> None:
    watch = LoadWatch(None)
    assert not watch.moved()
    watch.hear(LoadProgress("quantising", "flux", 0, 5, 10, 100))
    assert watch.moved()
    watch.hear(LoadProgress("quantising", "flux", 0, 5, 10, 100))
    assert not watch.moved()
    watch.hear(LoadProgress("quantising", "flux", 0, 5, 11, 100))
    assert watch.moved()


def test_processor_time_counts_beyond_what_an_idle_worker_uses() -> None:
    clock = Times()
    watch = LoadWatch(os.getpid(), clock)
    end = time.process_time() + 0.2
    while time.process_time() < end:
        pass
    clock.now = 1.0
    assert watch.moved()
    clock.now = 1000.0
    assert not watch.moved()


def test_a_process_that_has_gone_does_not_move() -> None:
    assert not LoadWatch(999_999_999).moved()


def test_the_sentence_has_bytes_and_time_left() -> None:
    assert loading_sentence(LoadProgress("loading", "kokoro", 2, 5)) == "Loading kokoro (2 of 5 are ready)."
    begun = LoadProgress("quantising", "flux", 0, 5, 3_000_000_000, 24_000_000_000)
    assert loading_sentence(begun) == "Loading flux: quantising, 3.00 GB of 24.00 GB."
    known = LoadProgress("quantising", "flux", 0, 5, 3_000_000_000, 24_000_000_000, 60.4)
    assert loading_sentence(known) == "Loading flux: quantising, 3.00 GB of 24.00 GB, about 60 s left."
