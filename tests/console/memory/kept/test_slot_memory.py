"""A slot's own memory is kept, on the disk too, and shown with it later."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from tests.console.memory.samples import MB, NOW, feed, run_slot, sample
from tests.console.rows import put
from tests.narrowing import present
from vortex_gui.base.profile import load_profile
from vortex_gui.base.settings.settings import Settings
from vortex_gui.console.memory.kept.layers import LAYERS, OLD_LAYERS
from vortex_gui.console.memory.kept.slot_memory import (
    KEPT_ON_DISK,
    SlotMemories,
    read_slot_memory,
    write_slot_memory,
)
from vortex_gui.console.memory.view import MemoryView
from vortex_gui.console.state.console_state import ConsoleState


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


def test_a_slots_memory_from_before_the_layers_of_a_card_is_read(tmp_path: Path) -> None:
    memories = SlotMemories()
    memories.keep(1, NOW, NOW + 1, [sample(NOW + tick / 10) for tick in range(10)])
    kept = present(memories.get(1))
    old = kept.columns.values[[LAYERS.index(layer) for layer in OLD_LAYERS]]
    write_slot_memory(tmp_path, 1, replace(kept, columns=replace(kept.columns, values=old)))
    values = present(read_slot_memory(tmp_path, 1)).columns.values
    assert values.shape == kept.columns.values.shape
    assert np.isnan(values[LAYERS.index("context")]).all()
    assert np.nanmax(values[LAYERS.index("working")]) == 500 * MB


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


def test_selecting_a_slot_without_kept_memory_goes_back_to_the_live_graph(
    view: MemoryView, state: ConsoleState
) -> None:
    run_slot(state, 4, NOW - 30, 10, working_mb=400)
    state.selection.select(4)
    view.show_slot()
    put(state, 6)
    state.selection.select(6)
    assert view.span.key == "5 min"
