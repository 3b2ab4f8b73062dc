"""A machine short of memory, and the system's count of the processes that it ended for it."""

from __future__ import annotations

import sys
from types import SimpleNamespace

import psutil
import pytest

from vortex_gui.engine.places.process import memory_shortage


@pytest.mark.parametrize(("available", "is_short"), [(49, True), (50, False), (900, False)])
def test_it_is_short_below_a_twentieth(
    monkeypatch: pytest.MonkeyPatch, available: int, is_short: bool
) -> None:
    machine = SimpleNamespace(available=available, total=1000)
    monkeypatch.setattr(psutil, "virtual_memory", lambda: machine)
    assert memory_shortage.is_short() is is_short


@pytest.mark.skipif(sys.platform != "linux", reason="Linux counts them")
def test_a_kill_since_then_is_known(monkeypatch: pytest.MonkeyPatch) -> None:
    before = memory_shortage.kills()
    assert before is not None
    assert memory_shortage.has_killed_since(before - 1) is True
    assert memory_shortage.has_killed_since(before) is False
    assert memory_shortage.has_killed_since(None) is None
