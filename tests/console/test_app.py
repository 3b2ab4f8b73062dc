"""The console starts again where the operator asks for it, with the words it was started with."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from tests.narrowing import present
from vortex_gui.base.settings.settings import Settings
from vortex_gui.console import app
from vortex_gui.console.control.controller import Controller
from vortex_gui.console.state.console_state import ConsoleState
from vortex_gui.engine.read_only import ReadOnlyEngine


@pytest.mark.skipif(os.name != "posix", reason="elsewhere a process cannot take another's place")
def test_the_same_program_starts_with_the_same_words(monkeypatch: pytest.MonkeyPatch) -> None:
    started: list[list[str]] = []

    def take_place(path: str, words: list[str]) -> None:
        started.append(words)
        raise SystemExit

    monkeypatch.setattr(os, "execv", take_place)
    with pytest.raises(SystemExit):
        app.start_again(["--settings", "mine.yaml"])
    assert started == [[sys.executable, "-m", "vortex_gui", "--settings", "mine.yaml"]]


async def never() -> ReadOnlyEngine:
    raise AssertionError("nothing is opened here")


def saved(state: ConsoleState, settings: Settings, folder: Path) -> list[str]:
    """Saves the settings; whether a restart was asked for by the button of the message."""
    wanted: list[str] = []
    controller = Controller(never, state, settings_file=folder / "settings.yaml")
    controller.restart_wanted.connect(lambda: wanted.append("restart"))
    controller.keep_settings(settings)
    for notice in state.notices.all():
        if notice.button is not None:
            assert notice.button.label == "Restart now"
            assert notice.button.lasts_s is None
            present(notice.button).press()
    controller.deleteLater()
    return wanted


def test_what_waits_for_a_restart_offers_it(state: ConsoleState, tmp_path: Path) -> None:
    worker = state.settings.worker.model_copy(update={"niceness": 3})
    assert saved(state, state.settings.model_copy(update={"worker": worker}), tmp_path) == ["restart"]


def test_what_takes_effect_at_once_offers_none(state: ConsoleState, tmp_path: Path) -> None:
    console = state.settings.console.model_copy(update={"volume": 3})
    assert saved(state, state.settings.model_copy(update={"console": console}), tmp_path) == []
