"""Saved settings: what is told, and what is offered."""

from __future__ import annotations

from pathlib import Path

from tests.narrowing import present
from vortex_gui.base.settings import Settings, load_settings
from vortex_gui.console.control.settings_keeping import keep
from vortex_gui.console.state.console_state import ConsoleState


def kept(state: ConsoleState, file: Path, **changes: object) -> list[str]:
    """What was done with the settings: used, and the restart that the message's button asks for."""
    done: list[str] = []
    keep(
        state.settings.model_copy(update=changes),
        file,
        state,
        use=lambda _: done.append("used"),
        restart=lambda: done.append("restarted"),
    )
    for notice in state.notices.all():
        if notice.button is not None:
            assert (notice.button.label, notice.button.lasts_s) == ("Restart now", None)
            notice.button.press()
    return done


def test_what_waits_for_a_restart_offers_it(state: ConsoleState, tmp_path: Path) -> None:
    worker = state.settings.worker.model_copy(update={"niceness": 3})
    assert kept(state, tmp_path / "s.yaml", worker=worker) == ["used", "restarted"]
    assert load_settings(tmp_path / "s.yaml").worker.niceness == 3


def test_what_takes_effect_at_once_offers_none(state: ConsoleState, tmp_path: Path) -> None:
    console = state.settings.console.model_copy(update={"volume": 3})
    assert kept(state, tmp_path / "s.yaml", console=console) == ["used"]
    assert state.notices.all() == ()


def test_another_output_folder_is_told_with_its_path(state: ConsoleState, tmp_path: Path) -> None:
    folders = state.settings.folders.model_copy(update={"output": str(tmp_path / "out")})
    assert kept(state, tmp_path / "s.yaml", folders=folders) == ["used"]
    assert str(tmp_path / "out") in present(state.notices.all()[0]).text


def test_settings_that_cannot_be_written_are_told_and_not_used(state: ConsoleState, tmp_path: Path) -> None:
    before: Settings = state.settings
    (tmp_path / "s.yaml").mkdir()
    console = before.console.model_copy(update={"volume": 3})
    assert kept(state, tmp_path / "s.yaml", console=console) == []
    assert state.settings is before
    assert "not saved" in state.notices.all()[0].text
