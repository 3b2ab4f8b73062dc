"""Saved settings are noted and used; a restart is offered where one is needed."""

from __future__ import annotations

from pathlib import Path

import pytest

from vortex_gui.base.settings.settings import Settings, load_settings
from vortex_gui.console.control.requests.settings_change import SettingsChange
from vortex_gui.console.state.console_state import ConsoleState
from vortex_gui.engine.event_stream import EventStream
from vortex_gui.engine.history.reading import Reading
from vortex_gui.engine.read_only import ReadOnlyEngine


class Using(ReadOnlyEngine):
    """Writes down that it was given settings."""

    def __init__(self, folder: Path, done: list[str]) -> None:
        super().__init__(Reading(folder), EventStream())
        self._done = done

    def use_settings(self, settings: Settings) -> None:
        self._done.append("used")


@pytest.fixture
def done() -> list[str]:
    """What came of the change, in order."""
    return []


@pytest.fixture
def change(state: ConsoleState, tmp_path: Path, done: list[str]) -> SettingsChange:
    engine = Using(tmp_path, done)

    def did(text: str, slot_id: int | None = None) -> None:
        done.append(text)

    return SettingsChange(state, tmp_path / "s.yaml", lambda: engine, did, lambda: done.append("restarted"))


def test_what_waits_for_a_restart_offers_it(
    change: SettingsChange, state: ConsoleState, tmp_path: Path, done: list[str]
) -> None:
    worker = state.settings.worker.model_copy(update={"niceness": 3})
    change.keep(state.settings.model_copy(update={"worker": worker}))
    (notice,) = state.notices.all()
    assert notice.button is not None
    assert (notice.button.label, notice.button.lasts_s) == ("Restart now", None)
    notice.button.press()
    assert [done[0], done[-1]] == ["used", "restarted"]
    assert load_settings(tmp_path / "s.yaml").worker.niceness == 3


def test_what_takes_effect_at_once_is_noted_and_offers_none(
    change: SettingsChange, state: ConsoleState, done: list[str]
) -> None:
    console = state.settings.console.model_copy(update={"volume": 12})
    change.keep(state.settings.model_copy(update={"console": console}))
    assert done == ["used", "Changed the settings: Volume."]
    assert state.notices.all() == ()
    assert state.settings.console.volume == 12


def test_another_output_folder_is_told_with_its_path(
    change: SettingsChange, state: ConsoleState, tmp_path: Path, done: list[str]
) -> None:
    folders = state.settings.folders.model_copy(update={"output": str(tmp_path / "out")})
    change.keep(state.settings.model_copy(update={"folders": folders}))
    assert done[0] == "used"
    assert str(tmp_path / "out") in state.notices.all()[0].text


def test_settings_that_cannot_be_written_are_told_and_not_used(
    change: SettingsChange, state: ConsoleState, tmp_path: Path, done: list[str]
) -> None:
    before = state.settings
    (tmp_path / "s.yaml").mkdir()
    console = before.console.model_copy(update={"volume": 3})
    change.keep(before.model_copy(update={"console": console}))
    assert done == []
    assert state.settings is before
    assert "not saved" in state.notices.all()[0].text
