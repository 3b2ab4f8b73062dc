"""The timer of the views' repaints: each at its own turn, once a period."""

from __future__ import annotations

from itertools import pairwise

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from vortex_gui.console.parts.turn_timer import REPAINT_MS, Turn, TurnTimer, wait_ms


@pytest.mark.parametrize(
    ("now_ms", "waits_ms"),
    [
        (1000, 281),  # the turn at 1031 is too near
        (1031, 250),
        (1030, 251),  # came early by a millisecond: no second tick at once
        (1100, 181),
        (1200, 331),  # came late: the one that it missed is not made up
    ],
)
def test_next_turn_is_about_a_period_away(now_ms: int, waits_ms: int) -> None:
    assert wait_ms(Turn.GRAPH, 250, now_ms / 1e3) == waits_ms


def test_no_two_views_have_the_same_turn() -> None:
    turns = [0, *sorted(Turn), REPAINT_MS]
    assert min(after - before for before, after in pairwise(turns)) >= 30


def test_timer_ticks_on_until_it_is_stopped(qtbot: QtBot) -> None:
    owner = QObject()
    timer = TurnTimer(Turn.GRAPH, owner, period_ms=20)
    ticks: list[bool] = []
    timer.timeout.connect(lambda: ticks.append(timer.is_active))
    timer.start()
    qtbot.waitUntil(lambda: len(ticks) >= 3)
    assert all(ticks), "it goes on whatever the one who listens does"
    timer.stop()
    assert not timer.is_active


def test_timer_goes_over_to_another_period_at_once(qtbot: QtBot) -> None:
    owner = QObject()
    timer = TurnTimer(Turn.GRAPH, owner, period_ms=1_000_000)
    timer.start()
    with qtbot.waitSignal(timer.timeout):
        timer.set_period(20)
    timer.stop()
    timer.set_period(30)
    assert not timer.is_active
