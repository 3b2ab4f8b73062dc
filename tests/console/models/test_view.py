"""The models dock: what each button does, why it is disabled, and what is told."""

from __future__ import annotations

import time
from typing import Any

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from tests.console.rows import put
from vortex_gui.base.roles import ROLES, Role
from vortex_gui.console.models.view import ModelsView
from vortex_gui.console.parts.buttons import two_step
from vortex_gui.console.state.console_state import ConsoleState
from vortex_gui.console.state.workers.worker_status import ModelState, Residency
from vortex_gui.engine.facts.events import WorkerState
from vortex_gui.engine.facts.slots import SlotState
from vortex_gui.wire.protocol import MemorySample, ModelInfo


def warm(role: Role, measured: int = 24_300_000) -> ModelState:
    info = ModelInfo(role, f"mini/{role}", "fp32", 24_000_000, measured, 0.42, 1.31, 0.88)
    return ModelState(role, f"mini/{role}", "fp32", Residency.WARM, info=info)


@pytest.fixture
def view(qtbot: QtBot, state: ConsoleState, asked: Any) -> ModelsView:
    view = ModelsView(state, asked)
    qtbot.addWidget(view)
    view.resize(430, 330)
    view.show()
    return view


def choose(view: ModelsView, role: Role) -> None:
    view.list.setCurrentIndex(view.list.model().index(ROLES.index(role), 0))


def press(view: ModelsView, qtbot: QtBot, button: str) -> None:
    qtbot.mouseClick(getattr(view, button), Qt.MouseButton.LeftButton)


def test_buttons_say_why_they_are_disabled(view: ModelsView, state: ConsoleState) -> None:
    assert not view.warm_all.isEnabled()
    assert "The worker is starting." in view.warm_all.toolTip()
    state.worker.update(state=WorkerState.READY)
    assert view.warm_all.isEnabled()
    assert not view.warm_one.isEnabled()
    assert "Choose a model first." in view.warm_one.toolTip()


def test_chosen_model_is_warmed_up(view: ModelsView, state: ConsoleState, qtbot: QtBot, asked: Any) -> None:
    state.worker.update(state=WorkerState.READY)
    choose(view, "kokoro")
    press(view, qtbot, "warm_one")
    press(view, qtbot, "warm_all")
    assert asked.calls == [("warm_up", "kokoro"), ("warm_up", None)]


def test_busy_button_shows_the_time_since(view: ModelsView, state: ConsoleState) -> None:
    state.worker.update(state=WorkerState.READY)
    state.operations.begin("warm_up")
    assert not view.warm_all.isEnabled()
    assert view.warm_all.text().startswith("Warm up all 0:0")
    assert "Under way for" in view.warm_all.toolTip()
    state.operations.end("warm_up")
    assert view.warm_all.isEnabled()
    assert view.warm_all.text() == "Warm up all"


def test_clear_cache_is_done_at_once_while_nothing_runs(
    view: ModelsView, state: ConsoleState, qtbot: QtBot, asked: Any
) -> None:
    state.worker.update(state=WorkerState.READY)
    press(view, qtbot, "clear")
    assert asked.names() == ["clear_cache"]


def test_clear_cache_asks_twice_while_a_slot_runs(
    view: ModelsView, state: ConsoleState, qtbot: QtBot, asked: Any
) -> None:
    state.worker.update(state=WorkerState.BUSY)
    put(state, 5, SlotState.RUNNING)
    press(view, qtbot, "clear")
    assert asked.calls == []
    assert view.armed
    assert view.clear.text() == "Clear anyway?"
    press(view, qtbot, "clear")
    assert asked.names() == ["clear_cache"]
    assert not view.armed
    assert view.clear.text() == "Clear cache"


def test_armed_button_disarms_by_itself(
    qtbot: QtBot, state: ConsoleState, asked: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(two_step, "ARMED_MS", 40)
    view = ModelsView(state, asked)
    qtbot.addWidget(view)
    view.show()
    state.worker.update(state=WorkerState.BUSY)
    put(state, 5, SlotState.RUNNING)
    press(view, qtbot, "clear")
    qtbot.waitUntil(lambda: view.clear.text() == "Clear cache", timeout=3000)
    assert asked.calls == []


def test_armed_button_disarms_when_the_slot_ends(
    view: ModelsView, state: ConsoleState, qtbot: QtBot, asked: Any
) -> None:
    state.worker.update(state=WorkerState.BUSY)
    put(state, 5, SlotState.RUNNING)
    press(view, qtbot, "clear")
    put(state, 5, SlotState.DONE)
    assert not view.armed
    assert asked.calls == []


def test_freed_bytes_are_told(view: ModelsView, state: ConsoleState) -> None:
    assert view.freed.text() == ""
    state.worker.update(freed_bytes=12_400_000)
    assert view.freed.text() == "Freed 12.4 MB"


def test_row_tells_all_of_a_model(view: ModelsView, state: ConsoleState) -> None:
    state.worker.put_model(warm("flux"))
    index = view.list.model().index(0, 0)
    details = index.data(Qt.ItemDataRole.ToolTipRole)
    for part in (
        "mini/flux",
        "fp32",
        "24.0 MB",
        "24.3 MB",
        "load 0.42",
        "first 1.31",
        "steady 0.88",
        "ready",
    ):
        assert part in details
    assert index.data(Qt.ItemDataRole.DisplayRole) == "Flux: ready"


def test_unknown_bytes_are_not_shown_as_zero(view: ModelsView) -> None:
    details = view.list.model().index(0, 0).data(Qt.ItemDataRole.ToolTipRole)
    assert "n/a" in details
    assert "0 B" not in details


def test_painted_row_changes_with_the_state(view: ModelsView, state: ConsoleState, qtbot: QtBot) -> None:
    before = view.list.grab().toImage()
    state.worker.put_model(warm("flux"))
    qtbot.waitUntil(lambda: view.list.grab().toImage() != before, timeout=2000)


def test_weight_moves_are_shown_and_nothing_is_made_up(view: ModelsView, state: ConsoleState) -> None:
    assert view.moves.text() == "Moves n/a"
    for moves, text in ((0, "Moves 0"), (3, "Moves 3")):
        state.memory.append(MemorySample(time.time(), {}, 0, 0, 0, None, None, None, "", moves))
        assert view.moves.text() == text
        assert view.moves.isVisible() == bool(moves), "a developer's figure until something is wrong"


def test_view_made_later_shows_the_same(qtbot: QtBot, state: ConsoleState, asked: Any) -> None:
    state.worker.update(state=WorkerState.READY, freed_bytes=1_000_000)
    for role in ROLES:
        state.worker.put_model(warm(role))
    view = ModelsView(state, asked)
    qtbot.addWidget(view)
    assert view.freed.text() == "Freed 1.0 MB"
    assert view.warm_all.isEnabled()
    assert view.list.model().index(4, 0).data() == "CLIP L: ready"
