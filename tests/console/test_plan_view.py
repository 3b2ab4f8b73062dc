"""The plan dock over the JSON of a plan."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from vortex_gui.console.plan_view import PlanView
from vortex_gui.console.state import ConsoleState

PLAN: dict[str, Any] = {
    "profile": "rtx3060",
    "gpu": "RTX 3060",
    "components": [
        {"role": "flux", "name": "transformer", "params": 10, "precision": "nf4", "bytes": 6_000_000_000},
        {"role": "flux", "name": "vae", "params": 10, "precision": "bf16", "bytes": 200_000_000},
        {"role": "clip_l", "name": "clip", "params": 10, "precision": "int8", "bytes": 470_000_000},
    ],
    "resident_bytes": 6_670_000_000,
    "buffers_bytes": 3_000_000,
    "working_bytes": 800_000_000,
    "total_bytes": 7_473_000_000,
    "soft_limit_bytes": 11_000_000_000,
    "hard_limit_bytes": 11_500_000_000,
    "fits": True,
    "stages": [
        {"name": "actor", "flop": 7.5e13, "bytes": 2e11, "floor_s": 2.9},
        {"name": "output", "flop": 0, "bytes": 8e8, "floor_s": None},
    ],
    "floor_s": 2.9,
    "deadline_s": 20.0,
    "rung": "full",
    "advice": ["Close other programs."],
}


@pytest.fixture
def view(qtbot: QtBot, state: ConsoleState, asked: Any) -> PlanView:
    view = PlanView(state, asked)
    qtbot.addWidget(view)
    view.resize(1100, 260)
    view.show()
    return view


def test_compute_asks_for_the_chosen_profile_and_card(view: PlanView, qtbot: QtBot, asked: Any) -> None:
    view.profile.setCurrentText("rtx3060")
    qtbot.mouseClick(view.compute, Qt.MouseButton.LeftButton)
    view.card.setEditText("L4")
    qtbot.mouseClick(view.compute, Qt.MouseButton.LeftButton)
    assert asked.calls == [("request_plan", "rtx3060", None, {}), ("request_plan", "rtx3060", "L4", {})]


def test_compute_is_busy_while_a_plan_is_made(view: PlanView, state: ConsoleState) -> None:
    state.operations.begin("plan")
    assert not view.compute.isEnabled()
    assert view.compute.text().startswith("Computing 0:0")
    state.operations.end("plan")
    assert view.compute.isEnabled()


def test_bars_add_up_to_the_plan(view: PlanView, state: ConsoleState) -> None:
    state.plan.put(PLAN)
    memory, floors = view.bars.bars()
    assert sum(part.amount for part in memory.parts) == PLAN["total_bytes"]
    assert [mark.at for mark in memory.marks] == [11_000_000_000, 11_500_000_000]
    assert [part.name for part in floors.parts] == ["Actor"]
    assert floors.marks[0].at == 20.0
    assert "transformer: 6.00 GB, nf4" in memory.parts[0].tip
    assert "fits" in view.verdict.text()
    assert view.bars.isVisible()


def test_plan_without_a_deadline_or_floor_is_shown(view: PlanView, state: ConsoleState) -> None:
    state.plan.put(PLAN | {"deadline_s": None, "floor_s": None, "gpu": None, "stages": [], "fits": False})
    assert [bar.title for bar in view.bars.bars()] == ["Memory"]
    assert "does not fit" in view.verdict.text()
    view.grab()


def test_fault_is_told(view: PlanView, state: ConsoleState) -> None:
    state.plan.put(None, "gpu: unknown card 'X'.")
    assert "unknown card" in view.verdict.text()
    assert not view.bars.isVisible()
