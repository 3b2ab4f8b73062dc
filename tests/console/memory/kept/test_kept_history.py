"""The last 24 hours of memory outlive the console."""

from __future__ import annotations

import logging
import os
import random
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from tests.console.memory.samples import MB, NOW, feed, sample
from vortex_gui.base.profile import load_profile
from vortex_gui.base.settings.settings import Settings
from vortex_gui.console.memory.kept.kept_history import KeptHistory, read_kept_history
from vortex_gui.console.memory.kept.layers import LAYERS, OLD_LAYERS
from vortex_gui.console.memory.kept.past import KEPT_FILE
from vortex_gui.console.memory.view import MemoryView
from vortex_gui.console.state.console_state import ConsoleState
from vortex_gui.console.state.workers.memory_samples import MemoryMark

Opened = Callable[..., MemoryView]


@pytest.fixture
def opened(qtbot: QtBot, asked: Any, tmp_path: Path) -> Iterator[Opened]:
    """A graph of a sitting of its own at a time of its own; all sittings share one folder."""
    states = []

    def begin(now: float = NOW) -> MemoryView:
        states.append(ConsoleState(Settings(), load_profile("mini")))
        view = MemoryView(states[-1], asked, clock=lambda: now, folder=tmp_path)
        qtbot.addWidget(view)
        view.resize(1_000, 400)
        view.show()
        return view

    yield begin
    for state in states:
        state.deleteLater()


def seen(view: MemoryView, key: str) -> int:
    view.set_span(key)
    return int(np.count_nonzero(view._time.columns().present))


def test_every_span_and_the_marks_are_there_after_a_restart(opened: Opened) -> None:
    before = opened()
    feed(before._state, 320, working_mb=700)
    before._state.memory.mark(MemoryMark(NOW - 100, "warm_up"))
    counts = {key: seen(before, key) for key in ("1 min", "5 min", "1 h", "24 h")}
    before.keep()
    after = opened(NOW + 1)
    for key, count in counts.items():
        assert seen(after, key) == pytest.approx(count, abs=5), key
    assert list(after._state.memory.marks) == [MemoryMark(NOW - 100, "warm_up")]
    assert after.reading()["working"] == 700 * MB


def test_after_a_night_the_last_24_hours_are_shown_and_no_more(opened: Opened) -> None:
    before = opened()
    feed(before._state, 320)
    before.keep()
    morning = opened(NOW + 8 * 3600)
    assert seen(morning, "24 h") >= 4
    assert seen(morning, "1 h") == 0
    assert seen(opened(NOW + 25 * 3600), "24 h") == 0


def test_new_samples_go_on_after_those_of_the_last_sitting(opened: Opened) -> None:
    before = opened()
    feed(before._state, 60, working_mb=700)
    before.keep()
    after = opened(NOW + 30)
    after._state.memory.append(sample(NOW + 29.9, working_mb=900))
    after.set_span("5 min")
    after.redraw()
    assert after.reading()["working"] == 900 * MB
    values = after._time.columns().values[LAYERS.index("working")]
    assert np.nanmin(values) == 700 * MB


def test_a_read_only_console_leaves_the_file_alone(opened: Opened, tmp_path: Path) -> None:
    view = opened()
    feed(view._state, 10)
    view._state.set_read_only(True)
    view.keep()
    assert not (tmp_path / KEPT_FILE).exists()


@pytest.mark.parametrize("damage", [b"", b"PK\x03\x04 no more", b"\x93NUMPY"])
def test_a_damaged_file_is_told_in_the_log_and_the_graph_begins_empty(
    opened: Opened, tmp_path: Path, damage: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / KEPT_FILE).write_bytes(damage)
    with caplog.at_level(logging.WARNING):
        view = opened()
    assert "begins empty" in caplog.text
    assert seen(view, "24 h") == 0
    caplog.clear()


def test_buckets_of_other_layers_are_not_read(tmp_path: Path) -> None:
    ring = (np.array([1.0]), np.zeros((1, len(LAYERS))), np.array([1.0]), np.zeros(1, np.uint8))
    KeptHistory({"1 min": ring}, ()).write(tmp_path / KEPT_FILE)
    assert read_kept_history(tmp_path / KEPT_FILE) is not None
    with np.load(tmp_path / KEPT_FILE) as kept:
        arrays = {name: kept[name] for name in kept.files}
    arrays["layers"] = np.array(["flux"])
    np.savez(tmp_path / KEPT_FILE, **arrays)
    assert read_kept_history(tmp_path / KEPT_FILE) is None


def test_a_file_from_before_the_layers_of_a_card_is_read_and_they_are_not_measurable(tmp_path: Path) -> None:
    ring = (np.array([1.0]), np.zeros((1, len(LAYERS))), np.array([1.0]), np.zeros(1, np.uint8))
    KeptHistory({"1 min": ring}, ()).write(tmp_path / KEPT_FILE)
    with np.load(tmp_path / KEPT_FILE) as kept:
        arrays = {name: kept[name] for name in kept.files}
    arrays["layers"] = np.array(OLD_LAYERS)
    arrays["1 min/values"] = np.arange(len(OLD_LAYERS), dtype=float)[None]
    np.savez(tmp_path / KEPT_FILE, **arrays)
    read = read_kept_history(tmp_path / KEPT_FILE)
    assert read is not None
    values = dict(zip(LAYERS, read.rings["1 min"][1][0], strict=True))
    assert {layer: values[layer] for layer in OLD_LAYERS} == {x: i for i, x in enumerate(OLD_LAYERS)}
    assert np.isnan([values["cached"], values["context"]]).all()


@pytest.mark.expects_log
def test_flipped_bytes_cut_ends_and_a_pipe_are_an_empty_past(tmp_path: Path) -> None:
    ring = (np.arange(500.0), np.ones((500, len(LAYERS))), np.ones(500), np.zeros(500, np.uint8))
    path = tmp_path / KEPT_FILE
    KeptHistory({"1 min": ring}, ()).write(path)
    whole, chance = path.read_bytes(), random.Random(1)
    for _ in range(200):
        damaged = bytearray(whole)
        for _ in range(4):
            damaged[chance.randrange(len(damaged))] ^= 1 << chance.randrange(8)
        path.write_bytes(damaged[: chance.choice((len(damaged), chance.randrange(len(damaged))))])
        read_kept_history(path)  # what is found may be whole; nothing is raised
    path.unlink()
    os.mkfifo(path)
    assert read_kept_history(path) is None
