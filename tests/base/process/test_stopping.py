"""A closed terminal ends a process in order, and one that was started to outlive it goes on."""

from __future__ import annotations

import signal

import pytest

from vortex_gui.base.process.stopping import stopping_signals

pytestmark = pytest.mark.skipif(not hasattr(signal, "SIGHUP"), reason="Windows has no such signal")


@pytest.mark.parametrize(("given", "counts"), [(signal.SIG_DFL, True), (signal.SIG_IGN, False)])
def test_a_closed_terminal_counts_unless_it_is_ignored(given: signal.Handlers, counts: bool) -> None:
    before = signal.signal(signal.SIGHUP, given)
    try:
        assert (signal.SIGHUP in stopping_signals()) is counts
    finally:
        signal.signal(signal.SIGHUP, before)
    assert {signal.SIGINT, signal.SIGTERM} <= set(stopping_signals())
