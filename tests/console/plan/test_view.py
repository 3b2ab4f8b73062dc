"""The plan dock over a plan."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication, QFileDialog
from pytestqt.qtbot import QtBot

from tests.console.asking import until
from tests.console.plan.reports import PLAN
from tests.narrowing import present
from vortex_gui.base.plan.cards import CARDS
from vortex_gui.base.plan.plan_report import HostNeeds
from vortex_gui.base.roles import ROLES
from vortex_gui.console.control.controller import Controller
from vortex_gui.console.plan.view import PlanView
from vortex_gui.console.state.console_state import ConsoleState
from vortex_gui.engine.engine import Engine


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


def test_every_card_that_a_plan_knows_is_offered(view: PlanView) -> None:
    offered = [view.card.itemText(at) for at in range(view.card.count())]
    assert offered == ["as the profile", *(card.name for card in CARDS)]


def test_controls_show_the_profile_and_only_what_differs_is_asked(
    view: PlanView, qtbot: QtBot, asked: Any
) -> None:
    view.profile.setCurrentText("rtx3060")
    controls = view.what_if
    assert (controls.size_box.currentText(), controls.steps.value(), controls.fps.value()) == (
        "512x512", 4, 24,
    )  # fmt: skip
    assert controls.wishes() == {}
    assert not controls.reset.isEnabled()
    controls.size_box.setEditText("768 x 512")
    controls.steps.setValue(2)
    controls.fps.setValue(30)
    controls.duration.setValue(20.5)
    controls.precisions["flux"].setCurrentText("int8")
    controls.precisions["clip_l"].setCurrentText("fp16")
    qtbot.mouseClick(view.compute, Qt.MouseButton.LeftButton)
    wishes = {
        "size": "768x512", "steps": "2", "fps": "30", "duration": "20.5",
        "precision": "flux=int8,clip_l=fp16",
    }  # fmt: skip
    assert asked.calls == [("request_plan", "rtx3060", None, wishes)]
    qtbot.mouseClick(controls.reset, Qt.MouseButton.LeftButton)
    assert controls.wishes() == {}
    assert controls.size_box.currentText() == "512x512"


def test_a_role_with_one_precision_offers_no_choice(view: PlanView) -> None:
    view.profile.setCurrentText("rtx3060")
    shown = {role for role, choice in view.what_if.precisions.items() if choice.isVisible()}
    assert shown == set(ROLES) - {"kokoro"}


@pytest.mark.parametrize("profile", ["mini", "rtx3060"])
def test_plan_fits_the_dock_of_a_small_window(view: PlanView, state: ConsoleState, profile: str) -> None:
    view.profile.setCurrentText(profile)
    state.plan.put(PLAN)
    view.resize(430, 400)
    QApplication.processEvents()
    assert view.minimumSizeHint().width() <= 430
    assert present(view.layout()).heightForWidth(674) <= 320
    for box in (view.card, view.compute, view.what_if.reset, *view.what_if.precisions.values()):
        if box.isVisible():
            assert box.mapTo(view, box.rect().topRight()).x() < 430
            assert box.mapTo(view, box.rect().bottomLeft()).y() < view.height()
    bars = view.bars.mapTo(view, view.bars.rect().bottomLeft())
    assert bars.y() < view.what_if.mapTo(view, QPoint()).y()


def test_another_profile_brings_its_own_values(view: PlanView) -> None:
    view.profile.setCurrentText("rtx3060")
    view.what_if.steps.setValue(9)
    view.profile.setCurrentText("mini")
    assert view.what_if.size_box.currentText() == "256x256"
    assert view.what_if.wishes() == {}


async def test_the_command_answers_the_controls(
    qtbot: QtBot, state: ConsoleState, tmp_path: Path, qloop: asyncio.Runner
) -> None:
    """The real command in its own process: first a size that is not possible, then one that is."""
    controller = Controller(
        partial(Engine.open, state.settings, state.profile, data_dir=tmp_path / "data"), state
    )
    view = PlanView(state, controller)
    qtbot.addWidget(view)
    try:
        view.what_if.size_box.setEditText("100x100")
        view.compute.click()
        await until(lambda: state.plan.fault, "it is refused", limit_s=90)
        assert state.plan.fault.startswith("--size: '100x100' is not possible; allowed is WIDTHxHEIGHT")
        assert "is not possible" in view.verdict.text()
        await until(lambda: state.operations.since("plan") is None, "it can be asked again")
        view.what_if.size_box.setEditText("320x320")
        view.compute.click()
        await until(lambda: state.plan.plan, "the plan is there", limit_s=90)
        assert present(state.plan.plan).advice[0] == "What if: size 320x320 instead of 256x256."
    finally:
        await controller.close()


def test_a_profile_is_fitted_to_the_named_card_and_written_where_the_operator_says(
    view: PlanView, qtbot: QtBot, asked: Any, tmp_path: Path
) -> None:
    assert not view.fit.isEnabled(), "no card is named"
    assert "Choose a card first." in view.fit.toolTip()
    view.card.setCurrentText("RTX 4060")
    assert view.fit.isEnabled()
    qtbot.mouseClick(view.fit, Qt.MouseButton.LeftButton)
    dialog = view.findChild(QFileDialog)
    assert dialog is not None
    assert dialog.testOption(QFileDialog.Option.DontConfirmOverwrite) is False
    dialog.fileSelected.emit(str(tmp_path / "studio.yaml"))
    assert asked.calls[-1] == ("request_fit", "RTX 4060", tmp_path / "studio.yaml")
    dialog.close()


def test_compute_is_busy_while_a_plan_is_made(view: PlanView, state: ConsoleState, asked: Any) -> None:
    view.card.setCurrentText("RTX 4060")
    state.operations.begin("plan")
    assert view.compute.text().startswith("Computing 0:0")
    for button in (view.compute, view.fit):
        assert button.property("busy")
        assert "Computing a plan." in button.toolTip()
        button.click()
    assert (asked.calls, view.findChild(QFileDialog)) == ([], None)
    state.operations.end("plan")
    assert not view.compute.property("busy")
    view.compute.click()
    assert asked.names() == ["request_plan"]


@pytest.mark.parametrize("name", ["compute", "fit"])
def test_the_keyboard_stays_on_the_button_while_a_plan_is_made(
    view: PlanView, state: ConsoleState, name: str
) -> None:
    view.card.setCurrentText("RTX 4060")
    button = {"compute": view.compute, "fit": view.fit}[name]
    button.setFocus()
    state.operations.begin("plan")
    assert view.focusWidget() is button
    state.operations.end("plan")
    assert view.focusWidget() is button


def test_bars_add_up_to_the_plan(view: PlanView, state: ConsoleState) -> None:
    state.plan.put(PLAN)
    memory, floors = view.bars.bars()
    assert sum(part.amount for part in memory.parts) == PLAN.total_bytes
    assert [mark.at for mark in memory.marks] == [11_000_000_000, 11_500_000_000]
    assert [part.name for part in floors.parts] == ["Actor"]
    assert floors.marks[0].at == 20.0
    assert "transformer: 6.00 GB, nf4" in memory.parts[0].tip
    assert "fits" in view.verdict.text()
    assert view.bars.isVisible()


def test_workers_are_asked_for_where_they_differ_and_their_needs_are_told(
    view: PlanView, state: ConsoleState, qtbot: QtBot, asked: Any
) -> None:
    view.profile.setCurrentText("rtx3060")
    assert view.workers.value() == 1
    view.workers.setValue(3)
    qtbot.mouseClick(view.compute, Qt.MouseButton.LeftButton)
    assert asked.calls == [("request_plan", "rtx3060", None, {"workers": "3"})]
    needs = HostNeeds(3, 1_500_000_000, 250_000_000, 9_000_000_000, 13_750_000_000, 9_000_000_000)
    state.plan.put(replace(PLAN, host=needs))
    assert view._advice.text().startswith(
        "3 workers take 13.75 GB of this machine's own memory: 1.50 GB each, and 9.25 GB once for all. "
        "Prepared weights take 9.00 GB of disk."
    )
    state.plan.put(replace(PLAN, host=replace(needs, workers=1, memory_bytes=750_000_000, disk_bytes=0)))
    assert view._advice.text().startswith("1 worker takes 0.75 GB of this machine's own memory.")


def test_plan_without_a_deadline_or_floor_is_shown(view: PlanView, state: ConsoleState) -> None:
    state.plan.put(replace(PLAN, deadline_s=None, floor_s=None, gpu=None, stages=(), fits=False))
    assert [bar.title for bar in view.bars.bars()] == ["Memory"]
    assert "does not fit" in view.verdict.text()
    view.grab()


def test_plan_says_that_the_controls_were_changed_since(
    view: PlanView, state: ConsoleState, qtbot: QtBot
) -> None:
    qtbot.mouseClick(view.compute, Qt.MouseButton.LeftButton)
    state.plan.put(PLAN)
    assert "have changed" not in view.verdict.text()
    view.what_if.steps.setValue(view.what_if.steps.value() + 1)
    assert "have changed" in view.verdict.text()
    view.what_if.reset.click()
    assert "have changed" not in view.verdict.text()


def test_sentences_of_the_command_name_the_controls_and_are_plain_text(
    view: PlanView, state: ConsoleState
) -> None:
    state.plan.put(None, "--size: '<b>9x9' is not possible; allowed is WIDTHxHEIGHT.")
    assert "Size: &#x27;&lt;b&gt;9x9" in view.verdict.text()
    state.plan.put(replace(PLAN, gpu=None, advice=("No card is named: name one (--gpu).",)))
    assert view._advice.text() == "No card is named: name one (Card)."


def test_fault_is_told(view: PlanView, state: ConsoleState) -> None:
    state.plan.put(None, "gpu: unknown card 'X'.")
    assert "unknown card" in view.verdict.text()
    assert not view.bars.isVisible()
