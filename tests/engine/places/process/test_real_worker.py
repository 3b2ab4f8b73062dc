"""The engine over the real worker, forked from a spare, with the real mini models: one for all tests here."""

from __future__ import annotations

import asyncio
import json
import os
import sys
import time
from collections.abc import Callable, Coroutine, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import psutil
import pytest

from tests.engine.places.watched import Watched
from vortex_gui.base.profile import load_profile
from vortex_gui.base.recipe.recipe import Recipe, recipe_from_mapping
from vortex_gui.base.roles import ROLES
from vortex_gui.base.settings.output_settings import OutputSettings
from vortex_gui.base.settings.settings import FolderSettings, Settings, WorkerSettings
from vortex_gui.base.stages import STAGES
from vortex_gui.base.words.translation import CATALOGUE_VARIABLE
from vortex_gui.engine.engine import Engine
from vortex_gui.engine.facts.events import FromWorker, SlotChanged, WorkerState, WorkerStateChanged
from vortex_gui.engine.facts.outcome import StopRung
from vortex_gui.engine.facts.slots import SlotRow, SlotState
from vortex_gui.engine.places.process.local_process import StopLimits
from vortex_gui.engine.places.process.spare import IS_POSSIBLE
from vortex_gui.measure.soak.playable import clip_fault
from vortex_gui.wire.protocol import (
    CacheCleared,
    LoadFailed,
    LoadProgress,
    MemorySample,
    ModelWarmed,
    Preview,
    StageFinished,
    StageProgress,
    StageStarted,
    WorkerReady,
)

LOAD_LIMIT_S = 110.0
SLOT_LIMIT_S = 100.0
TARGET_S = 20.0
"""Seconds from the start of a slot's work in which it should be ready."""


def recipe(script: str = "Good day.", **slot: Any) -> Recipe:
    return recipe_from_mapping(
        {
            "slot_params": slot,
            "audio_track": {"script": script},
            "visual_track": {"prompt": "a presenter with a red suit in a studio"},
        }
    )


class Desk:
    """The engine, its loop, and all it told."""

    def __init__(self, folder: Path) -> None:
        self._runner = asyncio.Runner()
        self.events: list[Any] = []
        self.worker = WorkerStateChanged(WorkerState.STOPPED, "", 0.0)
        self._runner.run(self._open(folder))

    def run(self, story: Coroutine[Any, Any, None]) -> None:
        self._runner.run(asyncio.wait_for(story, SLOT_LIMIT_S))

    async def _open(self, folder: Path) -> None:
        settings = Settings(
            folders=FolderSettings(output=str(folder / "out"), data=str(folder / "data")),
            worker=WorkerSettings(niceness=0, backoff_s=0.1, keep_spare="always"),
            output=OutputSettings(min_free_gb=0.05),
        )
        self.change = asyncio.Event()
        profile = load_profile("mini").model_copy(update={"deadline_s": TARGET_S})
        self.engine = await Engine.open(settings, profile, data_dir=folder / "data")
        self._reader = asyncio.create_task(self._read())

    async def _read(self) -> None:
        async for event in self.engine.events():
            self.events.append(event.event if isinstance(event, FromWorker) else event)
            if isinstance(event, WorkerStateChanged):
                self.worker = event
            self.change.set()

    def close(self) -> None:
        async def closing() -> None:
            await self.engine.close()
            await self._reader

        self._runner.run(closing())
        self._runner.close()

    def of(self, kind: type) -> list[Any]:
        return [event for event in self.events if isinstance(event, kind)]

    async def until(self, condition: Callable[[], bool]) -> None:
        while not condition():
            self.change.clear()
            await self.change.wait()

    async def ready(self) -> None:
        await self.until(lambda: self.worker.state is WorkerState.READY)
        self.events.clear()

    async def submit(self, wanted: Recipe) -> int:
        return (await self.engine.submit(wanted))[0].slot_id

    async def ends(self, slot_id: int) -> SlotRow:
        def end() -> list[SlotRow]:
            rows = [event.row for event in self.of(SlotChanged) if event.row.slot_id == slot_id]
            return [row for row in rows if row.state.is_final]

        await self.until(lambda: bool(end()))
        return end()[0]


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    opened = Desk(tmp_path_factory.mktemp("real-worker"))
    yield opened
    pid = opened.worker.pid
    opened.close()
    with suppress(psutil.NoSuchProcess):
        psutil.Process(pid).wait(5)


@pytest.mark.timeout(LOAD_LIMIT_S)
def test_it_loads_with_progress_and_says_ready(desk: Desk) -> None:
    async def story() -> None:
        await desk.until(lambda: bool(desk.of(WorkerReady)))
        said = desk.of(WorkerReady)[0]
        assert tuple(model.role for model in said.models) == ROLES
        assert said.pid == desk.worker.pid != os.getpid()
        worker = psutil.Process(said.pid)
        assert worker.ppid() == os.getpid()
        assert ("--spare" in worker.cmdline()) is IS_POSSIBLE, "it is forked from the spare"
        assert {event.role for event in desk.of(LoadProgress)} >= set(ROLES)
        assert desk.of(MemorySample)[0].stage == "loading"
        desk.events.clear()
        await desk.until(lambda: len(desk.of(MemorySample)) >= 3)
        resident = worker.memory_info().rss
        assert abs(desk.of(MemorySample)[-1].used - resident) < 0.1 * resident, (
            "its own memory, not the spare's"
        )

    desk.run(story())


def test_a_slot_comes_out_whole_with_stages_previews_and_memory(desk: Desk) -> None:
    async def story() -> None:
        await desk.ready()
        began = time.monotonic()
        row = await desk.ends(await desk.submit(recipe()))
        took_s = time.monotonic() - began
        assert row.state is SlotState.DONE, row.error
        assert clip_fault(row.video) is None
        assert {path.name for path in row.folder.iterdir()} == {
            "slot.mp4",
            "slot.srt",
            "slot.vtt",
            "actor.png",
            "speech.wav",
            "report.json",
        }
        assert {event.stage for event in desk.of(StageFinished)} == set(STAGES)
        assert {event.stage for event in desk.of(Preview)} == {"actor", "animation"}
        assert len(desk.of(Preview)) <= 10 * took_s + 2
        assert all(event.jpeg.startswith(b"\xff\xd8") for event in desk.of(Preview))
        assert row.scores is not None
        samples = desk.of(MemorySample)
        assert any("animation" in sample.stage for sample in samples)
        assert {sample.weight_moves for sample in samples} == {0}

    desk.run(story())


@pytest.mark.parametrize("stage", ["speech", "actor", "animation"])
def test_cancel_in_a_stage_leaves_nothing_and_the_next_slot_succeeds(desk: Desk, stage: str) -> None:
    async def story() -> None:
        await desk.ready()
        number = await desk.submit(recipe("One two three four five six seven eight nine ten."))
        kind = StageStarted if stage == "speech" else StageProgress
        await desk.until(lambda: any(event.stage == stage for event in desk.of(kind)))
        pid = desk.worker.pid
        assert desk.engine.cancel(number)
        row = await desk.ends(number)
        assert row.state is SlotState.CANCELLED
        output = row.folder.parent
        assert not row.folder.exists()
        assert not list(output.glob(".part-*"))
        assert desk.worker.pid == pid

    desk.run(story())


def test_the_slot_after_the_cancels_is_done(desk: Desk) -> None:
    async def story() -> None:
        await desk.ready()
        row = await desk.ends(await desk.submit(recipe()))
        assert row.state is SlotState.DONE, row.error

    desk.run(story())


def test_same_seed_gives_the_same_clip(desk: Desk) -> None:
    async def story() -> None:
        await desk.ready()
        rows = [await desk.ends(await desk.submit(recipe(seed=11))) for _ in range(2)]
        pictures = [(row.folder / "actor.png").read_bytes() for row in rows]
        sounds = [(row.folder / "speech.wav").read_bytes() for row in rows]
        assert pictures[0] == pictures[1]
        assert sounds[0] == sounds[1]

    desk.run(story())


def test_five_copies_queued_at_once_miss_no_target_while_they_wait(desk: Desk) -> None:
    async def story() -> None:
        await desk.ready()
        copies = await desk.engine.submit(recipe("Good day.", duration_sec=0.5), copies=5)
        rows = [await desk.ends(copy.slot_id) for copy in copies]
        assert [row.state for row in rows] == [SlotState.DONE] * 5
        for row in rows:
            assert (row.due_at, row.deadline_met) == (None, None)
            report = json.loads((row.folder / "report.json").read_text())
            met = row.generation_ms is not None and row.generation_ms <= 1000 * TARGET_S
            assert report["target"] == {"target_s": TARGET_S, "met": met}
            assert row.target_met is met

    desk.run(story())


def test_a_bad_wish_fails_the_slot_with_a_sentence(desk: Desk) -> None:
    async def story() -> None:
        await desk.ready()
        row = await desk.ends(await desk.submit(recipe(duration_sec=500)))
        assert row.state is SlotState.FAILED
        assert "slot_params.duration_sec" in row.error

    desk.run(story())


def test_warm_up_and_clear_cache(desk: Desk) -> None:
    async def story() -> None:
        await desk.ready()
        desk.engine.warm_up("clip_b")
        desk.engine.clear_cache()
        await desk.until(lambda: bool(desk.of(ModelWarmed) and desk.of(CacheCleared)))
        warmed = desk.of(ModelWarmed)[0].model
        assert warmed.role == "clip_b"
        assert warmed.first_run_s > 0
        assert warmed.steady_s > 0

    desk.run(story())


def test_the_cache_is_cleared_while_a_slot_runs_and_the_slot_ends_well(desk: Desk) -> None:
    async def story() -> None:
        await desk.ready()
        number = await desk.submit(recipe(duration_sec=3))
        await desk.until(lambda: bool(desk.of(StageStarted)))
        desk.engine.clear_cache()
        await desk.until(lambda: bool(desk.of(CacheCleared)))
        assert not any(event.row.state.is_final for event in desk.of(SlotChanged))
        assert (await desk.ends(number)).state is SlotState.DONE

    desk.run(story())


def test_a_worker_that_imports_its_libraries_ends_when_asked(tmp_path: Path) -> None:
    async def story() -> None:
        config = {
            "settings": Settings().model_dump(mode="json"),
            "profile": load_profile("mini").model_dump(mode="json"),
        }
        command = [sys.executable, "-m", "vortex_gui", "worker"]
        worker = Watched(command, StopLimits(ask_s=1.0, terminate_s=10), config=config)
        await worker.until(lambda: bool(worker.of(LoadProgress)))
        assert (await worker.process.stop()).rung is StopRung.ASKED
        assert {event.phase for event in worker.of(LoadProgress)} == {"importing libraries"}

    asyncio.run(story())


def test_a_worker_speaks_the_language_of_its_console(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The catalogue travels by the environment, so that a report's sentences come translated."""
    catalogue = tmp_path / "language.json"
    catalogue.write_text(json.dumps({"missing": "fehlt"}), encoding="utf-8")
    monkeypatch.setenv(CATALOGUE_VARIABLE, str(catalogue))
    mini = load_profile("mini")
    empty = mini.roles["flux"].model_copy(update={"checkpoint": str(tmp_path)})
    config = {
        "settings": Settings(
            folders=FolderSettings(output=str(tmp_path / "out"), data=str(tmp_path / "data"))
        ).model_dump(mode="json"),
        "profile": mini.model_copy(update={"roles": mini.roles | {"flux": empty}}).model_dump(mode="json"),
    }

    async def story() -> None:
        worker = Watched([sys.executable, "-m", "vortex_gui", "worker"], config=config)
        async with asyncio.timeout(LOAD_LIMIT_S):
            await worker.process.ended
        (failed,) = worker.of(LoadFailed)
        assert failed.sentence == f"{tmp_path / 'model_index.json'}: fehlt."

    asyncio.run(story())
