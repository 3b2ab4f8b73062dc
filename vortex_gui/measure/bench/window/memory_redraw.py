"""Measures one redraw of the memory graph with a day of samples, and of the small graphs of all workers.

The bench command calls it in a process of its own.
"""

from __future__ import annotations

import time
from typing import cast

import numpy as np
from PySide6.QtWidgets import QApplication

from vortex_gui.base.profile import load_profile
from vortex_gui.base.roles import ROLES
from vortex_gui.base.settings.settings import Settings
from vortex_gui.base.stages import STAGES
from vortex_gui.console.memory.kept.layers import LAYERS, OWN
from vortex_gui.console.memory.view import MemoryView
from vortex_gui.console.state.console_state import ConsoleState
from vortex_gui.console.state.intents import Intents
from vortex_gui.wire.protocol import MemorySample

SAMPLE_HZ = 10.0


def redraw_cost(hours: float = 24.0, redraws: int = 100, span: str = "24 h") -> dict[str, float]:
    """CPU milliseconds of the GUI thread for one redraw of a view of 1240 × 360 points.

    Needs a QApplication. Each redraw follows a fresh sample, reads the ring, and repaints graph and legend
    at once. Returns `p50_ms`, `p99_ms`, `max_ms`, and `sample_us`, the cost of taking a sample in.
    """
    now = [1.7e9]
    state = ConsoleState(Settings(), load_profile("mini"))
    state.memory.set_limits(int(2.0e9), int(2.5e9))
    view = MemoryView(state, cast(Intents, None), clock=lambda: now[0])
    view.resize(1240, 360)
    _fill(view, now[0], hours)
    view.show()
    view.set_span(span)
    QApplication.processEvents()
    costs, sample_costs = [], []
    for _ in range(redraws):
        now[0] += 1 / SAMPLE_HZ
        begun = time.thread_time()
        state.memory.append(_sample(now[0]))
        taken = time.thread_time()
        view.redraw()
        view.repaint_now()
        costs.append((time.thread_time() - taken) * 1e3)
        sample_costs.append((taken - begun) * 1e6)
    view.close()
    view.deleteLater()
    state.deleteLater()
    return {
        "p50_ms": float(np.quantile(costs, 0.5)),
        "p99_ms": float(np.quantile(costs, 0.99)),
        "max_ms": max(costs),
        "sample_us": float(np.quantile(sample_costs, 0.5)),
    }


def all_redraw_cost(workers: int = 16, ticks: int = 100, filled_s: int = 300) -> dict[str, float]:
    """CPU milliseconds of the GUI thread for one tick of the graphs of so many workers, in 686 × 290 points.

    Needs a QApplication. Each tick follows a fresh sample of each worker, draws the graphs whose turn it is,
    and repaints them at once. Returns `p50_ms`, `p99_ms` and `max_ms`.
    """
    now = [1.7e9]
    state = ConsoleState(Settings(), load_profile("mini"))
    view = MemoryView(state, cast(Intents, None), clock=lambda: now[0])
    view.resize(706, 340)
    state.workers.begin(tuple(f"local-{number}" for number in range(1, workers + 1)))
    for seat in state.workers.seats:
        seat.memory.set_limits(int(2.0e9), int(2.5e9))
        for second in range(-filled_s, 0):
            seat.memory.append(_sample(now[0] + second))
    view.show()
    view.show_all(True)
    QApplication.processEvents()
    costs = []
    for _ in range(ticks):
        now[0] += 1 / SAMPLE_HZ
        for seat in state.workers.seats:
            seat.memory.append(_sample(now[0]))
        begun = time.thread_time()
        view.all.draw_some()
        view.all.repaint()
        costs.append((time.thread_time() - begun) * 1e3)
    view.close()
    view.deleteLater()
    state.deleteLater()
    return {
        "p50_ms": float(np.quantile(costs, 0.5)),
        "p99_ms": float(np.quantile(costs, 0.99)),
        "max_ms": max(costs),
    }


def _fill(view: MemoryView, until: float, hours: float) -> None:
    """An invented day of samples: the cost depends on their number, not on their values."""
    count = int(hours * 3600 * SAMPLE_HZ)
    at = until - np.arange(count)[::-1] / SAMPLE_HZ
    values = np.empty((count, len(LAYERS)))
    values[:] = (*([22e6] * len(ROLES)), 60e6, 300e6, 200e6, 400e6, 3e9, 12e9)
    values[:, LAYERS.index("working")] += 4e8 * np.abs(np.sin(at / 37)) * (np.sin(at / 1900) > 0)
    bits = (1 << (at / 7 % len(STAGES)).astype(np.uint8)).astype(np.uint8)
    view.take_in(at, values, values[:, :OWN].sum(axis=1), bits)


def _sample(at: float) -> MemorySample:
    models = {str(role): 22_000_000 for role in ROLES}
    return MemorySample(at, models, 60_000_000, 500_000_000, 670_000_000, None, None, None, "actor", 0)
