"""What is kept of memory's past, from before and from now on."""

from __future__ import annotations

import numpy as np

from tests.console.memory.samples import NOW, feed, sample
from vortex_gui.console.memory.kept.layers import LAYERS
from vortex_gui.console.memory.kept.max_buckets import SPANS
from vortex_gui.console.memory.kept.past import MemoryPast
from vortex_gui.console.state.console_state import ConsoleState

MINUTE = SPANS[0]


def seen(past: MemoryPast, now: float) -> int:
    return int(np.count_nonzero(past.columns(MINUTE, None, now).present))


def test_samples_from_before_and_from_now_on_are_in_every_span(state: ConsoleState) -> None:
    feed(state, 10)
    past = MemoryPast(state.memory, 1.0, None, state)
    before = seen(past, NOW)
    assert before > 40
    state.memory.append(sample(NOW + 5))
    assert seen(past, NOW + 5) > 0
    for span in SPANS:
        assert past.columns(span, None, NOW + 5).present.any()


def test_paused_past_stands_still_and_goes_on_with_all(state: ConsoleState) -> None:
    feed(state, 10)
    past = MemoryPast(state.memory, 1.0, None, state)
    past.set_paused(True, NOW)
    held = past.columns(MINUTE, None, NOW)
    state.memory.append(sample(NOW + 2, working_mb=900))
    assert past.paused
    assert past.columns(MINUTE, None, NOW + 2) is held
    past.set_paused(False, NOW + 2)
    fresh = past.columns(MINUTE, None, NOW + 2)
    working = LAYERS.index("working")
    assert np.nanmax(fresh.values[working]) > np.nanmax(held.values[working])
