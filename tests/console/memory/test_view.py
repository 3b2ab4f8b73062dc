"""The memory graph as it is painted, read and exported."""

from __future__ import annotations

from typing import Any

from pytestqt.qtbot import QtBot

from tests.console.memory.samples import MB, NOW, count, feed, flux_colour, run_slot, sample
from tests.console.rows import put
from vortex_gui.console.look import theme
from vortex_gui.console.memory.kept.layers import LAYERS, layer_values
from vortex_gui.console.memory.kept.max_buckets import MaxBuckets
from vortex_gui.console.memory.kept.slot_memory import SLOT_KEY
from vortex_gui.console.memory.view import MemoryView
from vortex_gui.console.state.console_state import ConsoleState
from vortex_gui.console.state.workers.memory_samples import MemoryMark
from vortex_gui.engine.facts.slots import SlotState


def test_every_span_shows_what_was_taken_in(view: MemoryView, state: ConsoleState) -> None:
    feed(state, 90)
    for key in ("1 min", "5 min", "1 h", "24 h"):
        view.set_span(key)
        assert view.reading()["flux"] == 300 * MB, key


def test_view_made_later_shows_the_history(
    qtbot: QtBot, state: ConsoleState, asked: Any, view: MemoryView
) -> None:
    feed(state, 30, working_mb=700)
    later = MemoryView(state, asked, clock=lambda: NOW)
    qtbot.addWidget(later)
    later.resize(1000, 330)
    later.show()
    view.redraw()
    later.redraw()
    assert later.reading() == view.reading()
    assert later.reading()["working"] == 700 * MB


def test_pause_holds_the_picture_while_samples_go_on(
    view: MemoryView, state: ConsoleState, now: list[float]
) -> None:
    feed(state, 5, working_mb=500)
    view.set_paused(True)
    now[0] = NOW + 10
    state.memory.append(sample(NOW + 9.9, working_mb=900))
    view.redraw()
    assert view.reading()["working"] == 500 * MB
    view.set_paused(False)
    assert view.reading()["working"] == 900 * MB


def test_hidden_graph_takes_samples_and_paints_nothing(view: MemoryView, state: ConsoleState) -> None:
    view.hide()
    feed(state, 3, working_mb=800)
    assert view.reading() == {}
    view.show()
    view.redraw()
    assert view.reading()["working"] == 800 * MB


def test_whole_device_needs_a_total(view: MemoryView, state: ConsoleState) -> None:
    feed(state, 1)
    view.set_whole_device(True)
    button = view.tools.device
    assert not button.isEnabled()
    assert "cannot be measured" in button.toolTip()
    state.memory.append(sample(NOW - 0.01, total=16_000 * MB))
    view.redraw()
    assert button.isEnabled()
    assert button.isChecked()


def test_stack_and_limits_are_painted_in_the_theme(view: MemoryView, state: ConsoleState) -> None:
    feed(state, 320)
    view.redraw()
    picture = view.grab().toImage()
    tones = theme.current()
    assert count(picture, flux_colour()) > 5_000
    assert count(picture, tones.hard) > 100
    assert count(picture, tones.soft) > 100


def test_marks_and_the_selected_slot_change_the_picture(view: MemoryView, state: ConsoleState) -> None:
    feed(state, 320)
    view.redraw()
    bare = view.grab().toImage()
    state.memory.mark(MemoryMark(NOW - 100, "warm_up"))
    view.redraw()
    marked = view.grab().toImage()
    assert marked != bare
    put(state, 4, SlotState.DONE, started_at=NOW - 200, ended_at=NOW - 150)
    state.selection.select(4)
    view.redraw()
    assert view.grab().toImage() != marked


def test_light_theme_repaints_the_graph(view: MemoryView, state: ConsoleState, qapp: Any) -> None:
    feed(state, 320)
    view.redraw()
    dark = view.grab().toImage()
    theme.apply(qapp, "light")
    view.redraw()
    assert view.grab().toImage() != dark
    assert count(view.grab().toImage(), flux_colour()) > 5_000


def test_narrow_dock_keeps_the_readings_below_the_graph(
    view: MemoryView, state: ConsoleState, qtbot: QtBot
) -> None:
    feed(state, 5)
    view.resize(430, 330)
    qtbot.waitUntil(lambda: view.legend.geometry().top() > 100, timeout=2000)
    view.redraw()
    assert view.legend.isVisible()
    assert "Flux: 300.0 MB" in view.legend.text()


def test_of_three_workers_the_graph_is_live_for_the_chosen_one(view: MemoryView, state: ConsoleState) -> None:
    state.workers.begin(("local-1", "local-2", "local-3"))
    for number, seat in enumerate(state.workers.seats, start=1):
        for tick in range(-20, 0):
            seat.memory.append(sample(NOW + tick / 10, working_mb=100 * number))
    for number, seat in enumerate(state.workers.seats, start=1):
        state.workers.choose(seat.name)
        view.redraw()
        assert view.reading()["working"] == number * 100 * MB
    state.workers.choose("local-2")
    for seat, working_mb in zip(state.workers.seats, (700, 800, 900), strict=True):
        seat.memory.append(sample(NOW, working_mb=working_mb))
    view.redraw()
    assert view.reading()["working"] == 800 * MB


def test_slots_own_time_is_shown_with_the_worker_that_made_it(view: MemoryView, state: ConsoleState) -> None:
    state.workers.begin(("local-1", "local-2", "local-3"))
    for slot_id, seat in enumerate(state.workers.seats[:2], start=1):
        run_slot(state, slot_id, NOW - 60, 4.0, working_mb=100 * slot_id, memory=seat.memory)
        put(state, slot_id, SlotState.DONE, worker=seat.name)
    state.selection.select(2)
    assert (state.workers.chosen, view.tools.slot.isEnabled()) == ("local-1", True)
    view.show_slot()
    assert (state.workers.chosen, view.span.key) == ("local-2", SLOT_KEY)
    assert view.reading()["working"] == 200 * MB
    state.selection.select(1)
    assert (state.workers.chosen, view.reading()["working"]) == ("local-1", 100 * MB)
    state.workers.choose("local-3")
    assert (state.workers.chosen, view.span.key) == ("local-3", "5 min"), "it shows what that one does now"


def test_redraw_does_not_cost_more_with_a_day_behind_it(qapp: Any) -> None:
    from vortex_gui.measure.bench.window.memory_redraw import redraw_cost

    hour, day = redraw_cost(hours=1, redraws=40), redraw_cost(hours=24, redraws=40)
    assert day["p50_ms"] < 2 * hour["p50_ms"] + 1


def test_ring_keeps_the_moment_that_stood_highest() -> None:
    ring = MaxBuckets(len(LAYERS), 10, 1.0)
    for tick, working in enumerate((500, 900, 600)):
        taken = sample(100 + tick / 10, working_mb=working)
        ring.add(taken.at, layer_values(taken), taken.used)
    assert ring.window(100.5).values[LAYERS.index("working"), -1] == 900 * MB
