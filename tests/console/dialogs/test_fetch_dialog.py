"""The dialog of prefetch: sizes, room, progress, stop, resume; over a real process and a hub on loopback."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from tests.console.asking import Asked, until
from tests.tiny_hub import COMMIT, SMALL, TinyHub, one_from_the_hub, serving, written
from vortex_gui.base.fetch_lines import FetchEnd, FetchFault, FetchFile, FetchProgress, FetchSizes
from vortex_gui.base.profile import load_profile
from vortex_gui.base.settings.pipeline_settings import PipelineSettings
from vortex_gui.base.settings.settings import FolderSettings, Settings
from vortex_gui.console.control.controller import Controller
from vortex_gui.console.dialogs.fetch_dialog import FetchDialog
from vortex_gui.console.state.console_state import ConsoleState
from vortex_gui.console.state.figures.fetch_state import FetchPhase
from vortex_gui.engine.engine import Engine

GB = 10**9
SIZES = FetchSizes(
    profile="rtx3060",
    files=(
        FetchFile("flux", "some/flux", "a.safetensors", 30 * GB, here=False),
        FetchFile("clip_b", "some/clip", "b.safetensors", GB, here=True),
    ),
    elsewhere=("kokoro: inside the package hibari_tts",),
    cache="/cache",
    total_bytes=31 * GB,
    missing_bytes=30 * GB,
    begun_bytes=0,
    free_bytes=100 * GB,
    needed_bytes=31 * GB,
)
WEIGHTS = bytes(range(256)) * 4 * 24 * 1024
"""24 MiB: the hub's client hands on 10 MiB at a time."""


@pytest.fixture
def dialog(qtbot: QtBot, state: ConsoleState, asked: Asked) -> FetchDialog:
    dialog = FetchDialog(state, asked)
    qtbot.addWidget(dialog)
    dialog.show()
    return dialog


def put(state: ConsoleState, **other: Any) -> None:
    """Sizes have come."""
    state.fetch.begin("rtx3060", FetchPhase.ASKING)
    state.fetch.take(replace(SIZES, **other))
    state.fetch.take(FetchEnd(is_fetched=False))


def texts(dialog: FetchDialog) -> set[str]:
    return {label.text() for label in dialog.findChildren(QLabel) if label.isVisible()}


def test_it_opens_with_a_profile_that_needs_the_hub_and_asks_for_its_sizes_alone(
    dialog: FetchDialog, asked: Asked
) -> None:
    assert dialog.profile.currentText() == "rtx3060"
    assert asked.calls == [("survey_checkpoints", "rtx3060")]
    assert not dialog.toggle.isEnabled()
    assert "not known yet" in dialog.toggle.toolTip()


def test_sizes_come_before_anything_is_fetched(
    dialog: FetchDialog, state: ConsoleState, asked: Asked, qtbot: QtBot
) -> None:
    put(state)
    told = {"some/flux", "30.00 GB to fetch", "here", "inside the package hibari_tts"}
    qtbot.waitUntil(lambda: told <= texts(dialog), timeout=5000)
    assert "30.00 GB to fetch of 31.00 GB; 100.00 GB are free in /cache" in dialog.sums.text()
    assert "fetch_checkpoints" not in asked.names()
    qtbot.mouseClick(dialog.toggle, Qt.MouseButton.LeftButton)
    assert asked.calls[-1] == ("fetch_checkpoints", "rtx3060")


@pytest.mark.parametrize(
    ("other", "reason"),
    [
        ({"missing_bytes": 0, "needed_bytes": 0}, "Nothing to fetch: all checkpoints of this profile"),
        ({"free_bytes": 30 * GB}, "The disk lacks 1.00 GB"),
    ],
)
def test_fetch_is_disabled_with_its_reason(
    dialog: FetchDialog, state: ConsoleState, other: dict[str, int], reason: str
) -> None:
    put(state, **other)
    assert not dialog.toggle.isEnabled()
    assert reason in dialog.toggle.toolTip()


def test_a_profile_whose_models_are_here_asks_nobody(dialog: FetchDialog, asked: Asked) -> None:
    before = list(asked.calls)
    dialog.profile.setCurrentText("mini")
    assert asked.calls == before
    assert not dialog.toggle.isEnabled()
    assert dialog.sums.text() == "Nothing to fetch: the models of mini are on this machine."
    assert dialog.sums.text() == dialog.toggle.toolTip()


def test_progress_is_shown_with_the_time_left_and_can_be_stopped(
    dialog: FetchDialog, state: ConsoleState, asked: Asked, qtbot: QtBot
) -> None:
    put(state)
    state.fetch.begin("rtx3060", FetchPhase.FETCHING)
    assert dialog.told.text().startswith("Connecting")
    state.fetch.take(FetchProgress("a.safetensors", "flux", 6 * GB, 30 * GB, 605.0))
    assert dialog.bar.value() == 200
    assert dialog.told.text() == "a.safetensors: 6.00 GB of 30.00 GB, 10:05 left"
    assert not dialog.profile.isEnabled()
    qtbot.mouseClick(dialog.toggle, Qt.MouseButton.LeftButton)
    assert asked.calls[-1] == ("stop_fetch",)


def test_a_fault_is_told_with_its_remedy_and_only_for_its_profile(
    dialog: FetchDialog, state: ConsoleState
) -> None:
    put(state)
    state.fetch.take(FetchFault("The line broke.", "Try again."))
    assert dialog.told.text() == "The line broke. Try again."
    assert dialog.toggle.isEnabled()
    dialog.profile.setCurrentText("mini")
    assert dialog.told.text() == ""


def test_when_all_has_come_nothing_is_left_to_fetch(
    dialog: FetchDialog, state: ConsoleState, qtbot: QtBot
) -> None:
    put(state)
    state.fetch.begin("rtx3060", FetchPhase.FETCHING)
    state.fetch.take(FetchEnd(is_fetched=True))
    assert dialog.told.text() == "All checkpoints of rtx3060 are on this machine."
    assert not dialog.toggle.isEnabled()
    qtbot.waitUntil(lambda: "some/flux" in texts(dialog), timeout=5000)
    assert "30.00 GB to fetch" not in texts(dialog)


def test_preparing_is_offered_once_the_checkpoints_are_here(
    dialog: FetchDialog, state: ConsoleState, asked: Asked, qtbot: QtBot
) -> None:
    put(state, unprepared_bytes=9 * GB)
    assert not dialog.prepare.isEnabled()
    assert dialog.prepare.toolTip() == "Fetch the checkpoints first."
    assert "Prepared weights will take 9.00 GB in the data folder." in dialog.sums.text()
    state.fetch.begin("rtx3060", FetchPhase.FETCHING)
    assert dialog.prepare.toolTip() == "A fetch is under way."
    state.fetch.take(FetchEnd(is_fetched=True))
    qtbot.mouseClick(dialog.prepare, Qt.MouseButton.LeftButton)
    assert asked.calls[-1] == ("prepare_checkpoints", "rtx3060")


def test_preparing_shows_how_far_it_is_can_be_stopped_and_ends_with_a_sentence(
    dialog: FetchDialog, state: ConsoleState, asked: Asked, qtbot: QtBot
) -> None:
    put(state, missing_bytes=0, needed_bytes=0, unprepared_bytes=9 * GB)
    state.fetch.begin("rtx3060", FetchPhase.PREPARING)
    assert dialog.told.text().startswith("Preparing")
    state.fetch.take(FetchProgress("transformer, quantising", "flux", 6 * GB, 24 * GB, None))
    assert dialog.bar.value() == 250
    assert dialog.told.text() == "transformer, quantising: 6.00 GB of 24.00 GB, time left n/a"
    qtbot.mouseClick(dialog.toggle, Qt.MouseButton.LeftButton)
    assert asked.calls[-1] == ("stop_fetch",)
    state.fetch.take(FetchEnd(is_fetched=True))
    assert dialog.told.text() == "All networks of rtx3060 are prepared."
    assert dialog.prepare.toolTip() == "Nothing is left to prepare."
    assert "Prepared weights" not in dialog.sums.text()


# -- the real command -------------------------------------------------------------------------


@pytest.fixture
def own(qapp: object, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ConsoleState:
    """A console whose profile lies in a file and has one role from the hub."""
    path = written(one_from_the_hub(tmp_path), tmp_path)
    settings = Settings(
        pipeline=PipelineSettings(profile=str(path)),
        folders=FolderSettings(output=str(tmp_path / "out"), data=str(tmp_path / "data")),
    )
    for name, value in (("HF_HOME", str(tmp_path / "hf")), ("HF_HUB_OFFLINE", "0")):
        monkeypatch.setenv(name, value)
    return ConsoleState(settings, load_profile(str(path)))


def closed_controller(own: ConsoleState) -> Controller:
    """Fetches need no engine: it is not opened."""
    return Controller(
        partial(Engine.open, own.settings, own.profile, data_dir=own.settings.folders.data_path), own
    )


def blobs(folder: Path) -> Path:
    return folder / "hf" / "hub" / "models--tiny--clip"


async def test_a_fetch_is_stopped_in_the_middle_and_goes_on_from_there(
    qtbot: QtBot, own: ConsoleState, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, qloop: asyncio.Runner
) -> None:
    with serving({"config.json": SMALL, "model.safetensors": WEIGHTS}) as hub:
        monkeypatch.setenv("HF_ENDPOINT", hub.endpoint)
        controller = closed_controller(own)
        dialog = FetchDialog(own, controller)
        qtbot.addWidget(dialog)
        dialog.show()
        try:
            await stop_and_go_on(dialog, own, hub, tmp_path)
            await until(lambda: controller.tasks == (), "no task is left")
        finally:
            await controller.close()
    assert (blobs(tmp_path) / "snapshots" / COMMIT / "model.safetensors").read_bytes() == WEIGHTS
    assert [notice.text for notice in own.notices.all()] == [
        f"All checkpoints of {own.fetch.profile} are on this machine."
    ]


async def stop_and_go_on(dialog: FetchDialog, own: ConsoleState, hub: TinyHub, folder: Path) -> None:
    fetch = own.fetch
    await until(lambda: fetch.phase is FetchPhase.KNOWN, "the sizes are known", limit_s=60)
    assert hub.fetched("model.safetensors") == []
    assert dialog.toggle.text() == "Fetch"
    hub.hold = 21 * 1024 * 1024
    dialog.toggle.click()
    await until(
        lambda: fetch.progress is not None and fetch.progress.done_bytes > len(WEIGHTS) // 2,
        "half has come",
        limit_s=60,
    )
    assert dialog.toggle.text() == "Stop"
    assert dialog.bar.value() > 500
    dialog.toggle.click()
    assert fetch.phase is FetchPhase.STOPPED
    assert dialog.toggle.text() == "Resume"
    hub.hold = None
    hub.go.set()
    hub.cuts = [1_000_000]  # and the line breaks once more on the way
    dialog.toggle.click()
    await until(lambda: fetch.phase is FetchPhase.DONE, "all has come", limit_s=60)
    begun = hub.fetched("model.safetensors")
    assert begun[0] == 0
    assert all(first >= 10 * 1024 * 1024 for first in begun[1:])
    assert len(begun) >= 3


async def test_an_unreachable_hub_tells_what_to_do_without_it(
    qtbot: QtBot, own: ConsoleState, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, qloop: asyncio.Runner
) -> None:
    monkeypatch.setenv("HF_ENDPOINT", "http://127.0.0.1:9")
    controller = closed_controller(own)
    dialog = FetchDialog(own, controller)
    qtbot.addWidget(dialog)
    try:
        await until(lambda: own.fetch.phase is FetchPhase.FAILED, "it has failed", limit_s=60)
        assert "cannot be reached" in dialog.told.text()
        assert "copy models--tiny--clip from another machine's hub cache into" in dialog.told.text()
        assert not dialog.toggle.isEnabled()
    finally:
        await controller.close()


async def test_closing_the_console_ends_a_fetch(
    qtbot: QtBot, own: ConsoleState, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, qloop: asyncio.Runner
) -> None:
    with serving({"config.json": SMALL, "model.safetensors": WEIGHTS}) as hub:
        monkeypatch.setenv("HF_ENDPOINT", hub.endpoint)
        hub.hold = 1_000_000
        controller = closed_controller(own)
        controller.fetch_checkpoints(own.settings.pipeline.profile)
        await until(hub.held.is_set, "it is in the middle", limit_s=60)
        await controller.close()
        assert controller.tasks == ()
        assert own.fetch.phase is FetchPhase.STOPPED
