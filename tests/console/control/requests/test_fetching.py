"""Fetching into the state over a real process and a hub on loopback: sizes, files, a stop."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.console.asking import Asked, until
from tests.tiny_hub import SMALL, WEIGHTS, TinyHub, one_from_the_hub, serving, written
from vortex_gui.base.profile import load_profile
from vortex_gui.checkpoints.quantised import is_intact
from vortex_gui.console.control.requests.fetching import Fetching
from vortex_gui.console.state.console_state import ConsoleState
from vortex_gui.console.state.figures.fetch_state import FetchPhase


@pytest.fixture
def hub(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[TinyHub]:
    with serving({"config.json": SMALL, "model.safetensors": WEIGHTS}) as held:
        monkeypatch.setenv("HF_ENDPOINT", held.endpoint)
        monkeypatch.setenv("HF_HOME", str(tmp_path / "hf"))
        monkeypatch.setenv("HF_HUB_OFFLINE", "0")
        yield held


@pytest.fixture
def profile(tmp_path: Path) -> str:
    return str(written(one_from_the_hub(tmp_path), tmp_path))


async def test_sizes_are_asked_alone_and_then_everything_is_fetched(
    hub: TinyHub, profile: str, state: ConsoleState, qloop: asyncio.Runner
) -> None:
    fetching, phases = Fetching(state.fetch, Asked()), list[FetchPhase]()
    state.fetch.changed.connect(lambda: phases.append(state.fetch.phase))
    await fetching.survey(profile)
    assert phases[-1:] == [FetchPhase.KNOWN]
    assert state.fetch.sizes is not None
    assert state.fetch.sizes.missing_bytes == len(SMALL) + len(WEIGHTS)
    assert hub.fetched("model.safetensors") == []
    await fetching.fetch(profile)
    assert phases[-1:] == [FetchPhase.DONE]
    assert state.fetch.sizes.missing_bytes == 0


async def test_networks_are_prepared_in_the_data_folder_of_the_settings(
    tmp_path: Path, state: ConsoleState, qloop: asyncio.Runner
) -> None:
    """By the real command, on a small judge."""
    mini = load_profile("mini")
    judge = mini.roles["clip_l"].model_copy(update={"precision": "int8"})
    profile = mini.model_copy(update={"roles": {**mini.roles, "clip_l": judge}})
    settings = tmp_path / "settings.yaml"
    settings.write_text(f"folders: {{data: {tmp_path / 'data'}}}\n", encoding="utf-8")
    fetching, phases = Fetching(state.fetch, Asked(), settings), list[FetchPhase]()
    state.fetch.changed.connect(lambda: phases.append(state.fetch.phase))
    await fetching.prepare(str(written(profile, tmp_path)))
    assert (phases[0], phases[-1]) == (FetchPhase.PREPARING, FetchPhase.PREPARED)
    assert state.fetch.progress is not None
    assert state.fetch.progress.role == "clip_l"
    (file,) = (tmp_path / "data" / "prepared").iterdir()
    assert is_intact(file)


async def test_a_stop_is_told_at_once_and_late_lines_are_dropped(
    hub: TinyHub, profile: str, state: ConsoleState, qloop: asyncio.Runner
) -> None:
    fetching = Fetching(state.fetch, Asked())
    hub.hold = 1_000_000
    running = asyncio.create_task(fetching.fetch(profile), name="fetch")
    await until(hub.held.is_set, "the file is under way", limit_s=60)
    fetching.stop()
    assert state.fetch.phase is FetchPhase.STOPPED
    hub.go.set()
    await running
    assert state.fetch.phase is FetchPhase.STOPPED
    fetching.stop()


async def test_a_cancelled_fetch_is_a_stopped_one(
    hub: TinyHub, profile: str, state: ConsoleState, qloop: asyncio.Runner
) -> None:
    fetching = Fetching(state.fetch, Asked())
    hub.hold = 1_000_000
    running = asyncio.create_task(fetching.fetch(profile), name="fetch")
    await until(hub.held.is_set, "the file is under way", limit_s=60)
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running
    assert state.fetch.phase is FetchPhase.STOPPED
