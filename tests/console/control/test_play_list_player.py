"""The play-list queues its slots at their beat, with a deadline, and names a faulty file."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from vortex_gui.base.process.clock import steady_now
from vortex_gui.base.recipe import Recipe
from vortex_gui.console.control.apply import EventTaker
from vortex_gui.console.control.play_list_player import DEADLINE_BEATS, PlayListPlayer
from vortex_gui.console.state.console_state import ConsoleState
from vortex_gui.console.state.play_list import play_list
from vortex_gui.engine.facts.events import Severity


@pytest.fixture
def submitted() -> list[Recipe]:
    return []


@pytest.fixture
def player(state: ConsoleState, submitted: list[Recipe]) -> PlayListPlayer:
    return PlayListPlayer(state, EventTaker(state), submitted.append)


def test_nothing_plays_without_a_list(player: PlayListPlayer, submitted: list[Recipe]) -> None:
    player.look()
    assert submitted == []


def test_due_recipe_is_submitted_once_with_a_deadline_and_without_a_seed(
    player: PlayListPlayer, state: ConsoleState, submitted: list[Recipe], recipe: Recipe, tmp_path: Path
) -> None:
    file = tmp_path / "one.yaml"
    file.write_text(recipe.with_slot(seed=5, deadline_sec=None).to_yaml(), encoding="utf-8")
    state.set_play_list(play_list((file,), 45.0, steady_now()))
    player.look()
    player.look()
    (slot,) = submitted
    assert slot.slot_params.deadline_sec == 45.0 * DEADLINE_BEATS
    assert slot.slot_params.seed is None


def test_faulty_file_is_told_and_passed_over(
    player: PlayListPlayer, state: ConsoleState, submitted: list[Recipe], tmp_path: Path
) -> None:
    file = tmp_path / "broken.yaml"
    file.write_text("audio_track: 7", encoding="utf-8")
    state.set_play_list(play_list((file,), 45.0, steady_now()))
    player.look()
    assert submitted == []
    (notice,) = state.notices.all()
    assert (notice.severity, notice.text) == (Severity.ERROR, "The play-list skipped broken.yaml.")
    assert notice.remedy


def test_it_plays_on_when_the_systems_clock_is_set_back(
    player: PlayListPlayer,
    state: ConsoleState,
    submitted: list[Recipe],
    recipe: Recipe,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    file = tmp_path / "one.yaml"
    file.write_text(recipe.to_yaml(), encoding="utf-8")
    beat_s = 0.001  # over at each look
    state.set_play_list(play_list((file,), beat_s, steady_now()))
    player.look()
    real = time.time
    monkeypatch.setattr(time, "time", lambda: real() - 3600)
    until = time.monotonic() + 10
    while len(submitted) < 2 and time.monotonic() < until:
        player.look()
    assert len(submitted) == 2
