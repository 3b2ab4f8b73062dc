"""The memory graph as it is painted, read and exported."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPicture
from pytestqt.qtbot import QtBot

from tests.console.rows import put
from tests.narrowing import present
from vortex_gui.base.profile import load_profile
from vortex_gui.base.settings import Settings
from vortex_gui.console.look import theme
from vortex_gui.console.look.tones import blend
from vortex_gui.console.look.words import byte_text
from vortex_gui.console.memory.items import lane_image, mark_shape, stack_image
from vortex_gui.console.memory.layers import LAYERS, OWN, layer_values, stage_bits, stages_of
from vortex_gui.console.memory.max_buckets import Columns, MaxBuckets
from vortex_gui.console.memory.slot_memory import KEPT_ON_DISK, SlotMemories, write_slot_memory
from vortex_gui.console.memory.view import MemoryView
from vortex_gui.console.state.console_state import ConsoleState
from vortex_gui.console.state.memory_samples import MemoryMark
from vortex_gui.engine.facts.slots import SlotState
from vortex_gui.wire.protocol import MemorySample

NOW = 1_700_000_000.0
MB = 1_000_000
EMPTY = len(LAYERS) + 2
EDGE = len(LAYERS) + 1


MODELS = {
    "flux": 300 * MB,
    "liveportrait": 100 * MB,
    "kokoro": 100 * MB,
    "clip_b": 50 * MB,
    "clip_l": 50 * MB,
}


def sample(
    at: float,
    working_mb: int = 500,
    stage: str = "",
    others: int | None = 3_000 * MB,
    total: int | None = None,
) -> MemorySample:
    used = 600 * MB + 100 * MB + working_mb * MB
    free = None if others is None else 12_000 * MB
    return MemorySample(at, dict(MODELS), 100 * MB, working_mb * MB, used, others, free, total, stage, 0)


@pytest.fixture
def now() -> list[float]:
    return [NOW]


@pytest.fixture
def view(qtbot: QtBot, state: ConsoleState, asked: Any, now: list[float]) -> MemoryView:
    state.memory.set_limits(2_000 * MB, 2_500 * MB)
    view = MemoryView(state, asked, clock=lambda: now[0])
    qtbot.addWidget(view)
    view.resize(1000, 330)
    with qtbot.waitExposed(view):
        view.show()
    return view


def feed(state: ConsoleState, seconds: int, **more: Any) -> None:
    """Ten samples a second up to now."""
    for tick in range(-seconds * 10, 0):
        state.memory.append(sample(NOW + tick / 10, **more))


def columns_of(values: list[list[float]], present: list[bool] | None = None) -> Columns:
    array = np.array(values, np.float64).T
    count = array.shape[1]
    shown = np.array(present or [True] * count)
    ticks = np.arange(count, dtype=np.float64)
    return Columns(ticks, ticks.copy(), array, np.zeros(count, np.uint8), shown)


# ── the picture, by numbers ──────────────────────────────────────────────────────────────────


def test_layers_are_stacked_in_their_order_and_to_scale() -> None:
    layers = [10.0] * OWN + [0.0, 0.0]
    height = 10 * OWN + 30
    image = stack_image(columns_of([layers]), OWN, float(height), 1, height, edge=0)
    column = image[:, 0].tolist()
    assert column[:30] == [0] * 30
    for layer in range(OWN):
        assert column[height - 10 * (layer + 1) : height - 10 * layer] == [layer + 1] * 10


def test_highest_of_the_buckets_that_share_a_pixel_is_drawn() -> None:
    nothing = [0.0] * (len(LAYERS) - 1)
    low, high = [10.0, *nothing], [80.0, *nothing]
    image = stack_image(columns_of([low, high, low, low]), OWN, 100.0, 2, 100)
    assert np.count_nonzero(image[:, 0]) == 80
    assert np.count_nonzero(image[:, 1]) == 10


def test_whole_device_reaches_through_others_and_free() -> None:
    height = 10 * len(LAYERS)
    image = stack_image(columns_of([[10.0] * len(LAYERS)]), len(LAYERS), float(height), 1, height, edge=1)
    assert image[0, 0] == len(LAYERS)
    assert image[-1, 0] == 1
    assert EDGE in image[:, 0]


def test_unmeasurable_layer_takes_no_height_and_time_without_samples_is_marked() -> None:
    known = [10.0] * OWN + [float("nan"), float("nan")]
    image = stack_image(columns_of([known, known], [True, False]), len(LAYERS), 100.0, 2, 100, edge=0)
    assert np.count_nonzero(image[:, 0]) == 10 * OWN
    assert (image[:, 1] == EMPTY).all()


def test_more_than_the_top_is_cut_off() -> None:
    image = stack_image(columns_of([[500.0] + [0.0] * 8]), OWN, 100.0, 1, 50, edge=0)
    assert (image == 1).all()


def test_stages_that_overlap_have_a_lane_each() -> None:
    bits = np.array([stage_bits("speech+actor"), stage_bits(""), stage_bits("animation")], np.uint8)
    lanes = lane_image(bits, 3)[::4]
    assert lanes.tolist() == [[1, 0, 0], [2, 0, 0], [0, 0, 3], [0, 0, 0], [0, 0, 0]]


def test_stage_bits_and_back() -> None:
    assert stages_of(stage_bits("actor+speech")) == ("speech", "actor")
    assert stage_bits("no such stage") == 0


def test_each_kind_of_mark_has_its_own_shape() -> None:
    kinds = ("warm_up", "cache_clear", "slot_begin", "slot_end", "worker_ready")
    assert len({tuple(p.toTuple() for p in mark_shape(kind, QPointF()).toList()) for kind in kinds}) == len(
        kinds
    )


# ── the widget ───────────────────────────────────────────────────────────────────────────────


def test_legend_reads_the_newest_sample(view: MemoryView, state: ConsoleState) -> None:
    feed(state, 5, stage="speech+actor")
    view.redraw()
    text = view.legend.text()
    for part in (
        "Flux: 300.0 MB",
        "Working: 500.0 MB",
        "Used: 1.20 GB",
        "Speech, Actor",
    ):
        assert part in text
    assert "To soft: 800.0 MB" in text


def test_what_cannot_be_measured_is_told_and_never_zero(view: MemoryView, state: ConsoleState) -> None:
    feed(state, 2, others=None)
    view.redraw()
    assert "Others: not measurable" in view.legend.text()
    assert "Free: not measurable" in view.legend.text()
    assert np.isnan(view.reading()["others"])


def test_passing_a_limit_is_told(view: MemoryView, state: ConsoleState) -> None:
    feed(state, 2, working_mb=1_500)
    view.redraw()
    assert "To soft: 200.0 MB over" in view.legend.text()
    assert "To hard: 300.0 MB" in view.legend.text()


def test_hover_reads_the_column_below_the_mouse(view: MemoryView, state: ConsoleState, qtbot: QtBot) -> None:
    feed(state, 60, working_mb=500)
    state.memory.append(sample(NOW - 30, working_mb=900))
    view.set_span("1 min")
    view.put_cursor(149)
    assert view.reading()["working"] == 900 * MB
    view.put_cursor(None)
    assert view.reading()["working"] == 500 * MB


def test_keys_move_the_cursor(view: MemoryView, state: ConsoleState, qtbot: QtBot) -> None:
    feed(state, 60)
    state.memory.append(sample(NOW - 0.5, working_mb=900))
    view.set_span("1 min")
    graph = view.graph
    for _ in range(3):
        qtbot.keyClick(graph, Qt.Key.Key_Left)
    assert view.reading()["working"] == 900 * MB
    qtbot.keyClick(graph, Qt.Key.Key_Escape)
    assert view.reading()["working"] == 500 * MB


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


def test_right_edge_of_the_graph_is_named_while_it_goes_on_and_while_it_is_held(
    view: MemoryView, state: ConsoleState
) -> None:
    feed(state, 5)

    def names() -> list[str]:
        picture = QPicture()
        painter = QPainter(picture)
        drawn = view.graph._ago.generateDrawSpecs(painter)[2]
        painter.end()
        return [text for _, _, text in drawn]

    assert "now" in names()
    view.tools.pause.click()
    assert "held" in names()


def test_pause_and_device_buttons_do_what_they_say(view: MemoryView, state: ConsoleState) -> None:
    feed(state, 1)
    state.memory.append(sample(NOW - 0.01, total=160_000 * MB))
    view.redraw()
    view.tools.pause.click()
    assert view.paused
    view.tools.pause.click()
    assert not view.paused
    assert not view.tools.device.isChecked()
    view.tools.device.click()
    assert view.tools.device.isChecked()
    view.tools.device.click()
    assert not view.tools.device.isChecked()


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
    assert "not measurable" in button.toolTip()
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
    state.memory.mark(MemoryMark(NOW - 100, "warm_up", "warm-up"))
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


def test_csv_has_a_row_for_each_bucket_with_a_sample(
    view: MemoryView, state: ConsoleState, tmp_path: Path
) -> None:
    feed(state, 10, others=None, stage="actor")
    view.set_span("1 min")
    view.export.save_csv(tmp_path / "memory.csv")
    rows = list(csv.DictReader((tmp_path / "memory.csv").read_text(encoding="utf-8").splitlines()))
    assert len(rows) == pytest.approx(51, abs=2)
    assert rows[0]["flux_bytes"] == str(300 * MB)
    assert rows[0]["others_bytes"] == "n/a"
    assert rows[0]["used_bytes"] == str(1_200 * MB)
    assert rows[0]["stages"] == "actor"
    moments = [float(row["epoch_s"]) for row in rows]
    assert moments == sorted(moments)


def test_csv_tells_no_sample_twice_where_buckets_are_finer_than_samples(
    view: MemoryView, state: ConsoleState, tmp_path: Path
) -> None:
    run_slot(state, 4, NOW - 30, 10, working_mb=400)
    state.selection.select(4)
    view.show_slot()
    assert view.span.bucket_s < 0.1
    view.export.save_csv(tmp_path / "memory.csv")
    rows = list(csv.DictReader((tmp_path / "memory.csv").read_text(encoding="utf-8").splitlines()))
    assert len({row["epoch_s"] for row in rows}) == len(rows) == 100


def test_two_files_are_not_told_as_one_written_twice(
    view: MemoryView, state: ConsoleState, asked: Any, tmp_path: Path
) -> None:
    feed(state, 10)
    view.export.save_csv(tmp_path / "memory.csv")
    view.export.save_png(tmp_path / "memory.png")
    told = [call for call in asked.calls if call[0] == "notify"]
    assert [call[2] for call in told] == [
        f"{tmp_path / name} was written." for name in ("memory.csv", "memory.png")
    ]
    assert all("memory export" not in call for call in told)  # a shared key would count them as one


def test_png_holds_graph_and_legend(view: MemoryView, state: ConsoleState, tmp_path: Path) -> None:
    feed(state, 320)
    view.redraw()
    assert view.export.save_png(tmp_path / "memory.png")
    picture = QImage(str(tmp_path / "memory.png"))
    assert picture.width() > 900
    assert count(picture, flux_colour()) > 5_000


def test_file_that_cannot_be_written_is_told(view: MemoryView, asked: Any, tmp_path: Path) -> None:
    view.export.save_csv(tmp_path / "no such folder" / "memory.csv")
    assert asked.calls[0][:2] == ("notify", "error")
    view.export.save_csv(tmp_path / "memory.csv")
    assert asked.calls[1][:2] == ("notify", "success")


def test_narrow_dock_keeps_the_readings_below_the_graph(
    view: MemoryView, state: ConsoleState, qtbot: QtBot
) -> None:
    feed(state, 5)
    view.resize(430, 330)
    qtbot.waitUntil(lambda: view.legend.geometry().top() > 100, timeout=2000)
    view.redraw()
    assert view.legend.isVisible()
    assert "Flux: 300.0 MB" in view.legend.text()


def test_redraw_does_not_cost_more_with_a_day_behind_it(qapp: Any) -> None:
    from vortex_gui.measure.bench.memory_redraw import redraw_cost

    hour, day = redraw_cost(hours=1, redraws=40), redraw_cost(hours=24, redraws=40)
    assert day["p50_ms"] < 2 * hour["p50_ms"] + 1


@pytest.mark.parametrize(
    ("count_bytes", "text"),
    [
        (None, "not measurable"),
        (0, "0 B"),
        (512, "512 B"),
        (34_000_000, "34.0 MB"),
        (1_420_000_000, "1.42 GB"),
    ],
)
def test_bytes_are_told_in_decimal_units(count_bytes: int | None, text: str) -> None:
    assert byte_text(count_bytes) == text


def test_layers_of_a_sample_add_up_to_what_is_used() -> None:
    values = layer_values(sample(NOW))
    assert values[:OWN].sum() == sample(NOW).used


def test_ring_keeps_the_moment_that_stood_highest() -> None:
    ring = MaxBuckets(len(LAYERS), 10, 1.0)
    for tick, working in enumerate((500, 900, 600)):
        taken = sample(100 + tick / 10, working_mb=working)
        ring.add(taken.at, layer_values(taken), taken.used)
    assert ring.window(100.5).values[LAYERS.index("working"), -1] == 900 * MB


def flux_colour() -> QColor:
    """What the Flux layer is painted with."""
    return blend(theme.current().panel, theme.current().roles["flux"], 0.82)


def count(picture: QImage, colour: QColor) -> int:
    """How many pixels have a colour."""
    image = picture.convertToFormat(QImage.Format.Format_RGB32)
    pixels = np.frombuffer(image.constBits(), np.uint32).reshape(image.height(), -1)
    return int(np.count_nonzero((pixels & 0xFFFFFF) == (colour.rgb() & 0xFFFFFF)))


def run_slot(state: ConsoleState, slot_id: int, begun: float, seconds: float, working_mb: int) -> None:
    """Samples and marks of one slot."""
    put(state, slot_id)
    state.memory.mark(MemoryMark(begun, "slot_begin", "slot", slot_id))
    for tick in range(int(seconds * 10)):
        state.memory.append(sample(begun + tick / 10, working_mb=working_mb, stage="actor"))
    state.memory.mark(MemoryMark(begun + seconds, "slot_end", "slot", slot_id))


def test_memory_of_a_slot_is_kept_and_shown_with_it_later(view: MemoryView, state: ConsoleState) -> None:
    run_slot(state, 4, NOW - 5_000, 20, working_mb=777)
    run_slot(state, 5, NOW - 4_000, 20, working_mb=333)
    feed(state, 620)
    assert all(taken.at > NOW - 700 for taken in state.memory.recent)
    for slot_id, working in ((4, 777), (5, 333)):
        state.selection.select(slot_id)
        view.show_slot()
        assert view.span.seconds == pytest.approx(21, abs=0.1)
        assert view.reading()["working"] == working * MB
        assert "Actor" in view.legend.text()
    view.set_span("1 min")
    assert view.reading()["working"] == 500 * MB


@pytest.fixture
def opened_again(qtbot: QtBot, asked: Any, tmp_path: Path) -> Iterator[Callable[[], MemoryView]]:
    """A graph of a sitting of its own; all sittings keep slots in one folder."""
    states = []

    def begin() -> MemoryView:
        states.append(ConsoleState(Settings(), load_profile("mini")))
        view = MemoryView(states[-1], asked, clock=lambda: NOW, folder=tmp_path / "slot-memory")
        qtbot.addWidget(view)
        view.resize(1_000, 400)
        view.show()
        return view

    yield begin
    for state in states:
        state.deleteLater()


def test_memory_of_a_slot_is_shown_with_it_after_the_console_was_closed(
    opened_again: Callable[[], MemoryView], qtbot: QtBot, tmp_path: Path
) -> None:
    before = opened_again()
    run_slot(before._state, 4, NOW - 5_000, 20, working_mb=777)
    qtbot.waitUntil((tmp_path / "slot-memory" / "slot-000004.npz").is_file, timeout=5_000)
    after = opened_again()
    put(after._state, 4)
    put(after._state, 5)
    after._state.selection.select(4)
    qtbot.waitUntil(after.tools.slot.isEnabled, timeout=5_000)
    after.tools.slot.click()
    assert after.reading()["working"] == 777 * MB
    assert "Actor" in after.legend.text()
    assert after.span.seconds == pytest.approx(21, abs=0.1)
    after._state.selection.select(5)
    assert after.span.key == "5 min"
    after._state.selection.select(4)
    assert after.reading()["working"] == 777 * MB  # the slot's span was chosen: it comes back with the slot


@pytest.mark.expects_log
def test_damaged_memory_of_a_slot_is_logged_and_not_shown(
    opened_again: Callable[[], MemoryView], qtbot: QtBot, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "slot-memory").mkdir()
    (tmp_path / "slot-memory" / "slot-000004.npz").write_bytes(b"PK no archive")
    view = opened_again()
    put(view._state, 4)
    view._state.selection.select(4)
    qtbot.waitUntil(lambda: "slot 4 could not be read" in caplog.text, timeout=5_000)
    assert not view.tools.slot.isEnabled()


def test_slot_memory_on_the_disk_is_bounded(tmp_path: Path, state: ConsoleState) -> None:
    samples = [sample(NOW + tick / 10) for tick in range(100)]
    memories = SlotMemories()
    memories.keep(1, NOW, NOW + 10, samples)
    for slot_id in (1, 2, KEPT_ON_DISK + 1):
        write_slot_memory(tmp_path, slot_id, present(memories.get(1)))
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "slot-000002.npz",
        f"slot-{KEPT_ON_DISK + 1:06d}.npz",
    ]
    assert sum(path.stat().st_size for path in tmp_path.iterdir()) < 20_000


def test_slot_button_says_why_it_is_disabled(view: MemoryView, state: ConsoleState) -> None:
    assert "No slot is selected." in view.tools.slot.toolTip()
    put(state, 9)
    state.selection.select(9)
    assert not view.tools.slot.isEnabled()
    assert "No samples of this slot were kept." in view.tools.slot.toolTip()
    run_slot(state, 9, NOW - 30, 10, working_mb=400)
    assert view.tools.slot.isEnabled()


def test_selecting_a_slot_without_kept_memory_goes_back_to_the_live_graph(
    view: MemoryView, state: ConsoleState
) -> None:
    run_slot(state, 4, NOW - 30, 10, working_mb=400)
    state.selection.select(4)
    view.show_slot()
    put(state, 6)
    state.selection.select(6)
    assert view.span.key == "5 min"
