"""A redraw of the memory graph is timed on a real view with samples behind it."""

from __future__ import annotations

from PySide6.QtWidgets import QApplication

from vortex_gui.measure.bench.window.memory_redraw import all_redraw_cost, redraw_cost


def test_a_short_past_gives_every_figure_and_leaves_no_window(qapp: QApplication) -> None:
    cost = redraw_cost(hours=0.05, redraws=5, span="5 min")
    assert set(cost) == {"p50_ms", "p99_ms", "max_ms", "sample_us"}
    assert 0 < cost["p50_ms"] <= cost["p99_ms"] <= cost["max_ms"]
    assert cost["sample_us"] > 0
    assert not [widget for widget in qapp.topLevelWidgets() if widget.isVisible()]


def test_graphs_of_all_workers_are_drawn_for_real(qapp: QApplication) -> None:
    cost = all_redraw_cost(workers=3, ticks=5, filled_s=20)
    assert 0 < cost["p50_ms"] <= cost["p99_ms"] <= cost["max_ms"]
    assert not [widget for widget in qapp.topLevelWidgets() if widget.isVisible()]
