"""The engine over real child processes that speak the real protocol: no slot is lost, no lie is told."""

from __future__ import annotations

import asyncio
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Awaitable, Callable
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import Any, Self

import psutil
import pytest

from tests.engine.places.watched import Changing
from tests.paths import CHILDREN
from vortex_gui.base.log.log_line import LogLine
from vortex_gui.base.log.logs import note
from vortex_gui.base.profile import load_profile
from vortex_gui.base.recipe.recipe import Recipe, recipe_from_mapping
from vortex_gui.base.settings.output_settings import OutputSettings
from vortex_gui.base.settings.pipeline_settings import PipelineSettings
from vortex_gui.base.settings.settings import FolderSettings, Settings, WorkerSettings
from vortex_gui.engine import engine as engine_module
from vortex_gui.engine.engine import Engine, EngineError, ReadOnlyEngine
from vortex_gui.engine.facts.events import (
    FromWorker,
    Notice,
    QueueChanged,
    SlotChanged,
    WorkerLost,
    WorkerState,
    WorkerStateChanged,
)
from vortex_gui.engine.facts.outcome import ProcessOutcome, StopRung
from vortex_gui.engine.facts.records import HistoryError, SlotQuery
from vortex_gui.engine.facts.slots import SlotRow, SlotState
from vortex_gui.engine.history.file import FILE_NAME, open_history
from vortex_gui.engine.places.pool import Pool
from vortex_gui.engine.places.process.spare import IS_POSSIBLE
from vortex_gui.engine.watch.clock_watch import ClockWatch
from vortex_gui.engine.watch.flight_recorder import RING_NAME, FlightRecorder, read_flight
from vortex_gui.wire.protocol import CacheCleared, LoadFailed, MemorySample, ModelWarmed, StageProgress

LIMIT_S = 20.0


def recipe(prompt: str, **slot: Any) -> Recipe:
    return recipe_from_mapping(
        {
            "slot_params": slot,
            "audio_track": {"script": "One two three four."},
            "visual_track": {"prompt": prompt},
        }
    )


class Desk(Changing):
    """An engine with everything it told."""

    def __init__(self, folder: Path, child: str = "scripted_worker", **changes: Any) -> None:
        super().__init__()
        worker = {
            "ask_s": 5.0,
            "terminate_s": 1.0,
            "backoff_s": 0.05,
            "niceness": 0,
            "keep_spare": "never",
        }
        settings = Settings(
            folders=FolderSettings(
                output=str(changes.pop("output", folder / "out")), data=str(folder / "data")
            ),
            worker=WorkerSettings(**worker | changes.pop("worker", {})),
            output=OutputSettings(min_free_gb=changes.pop("min_free_gb", 0.0)),
            pipeline=PipelineSettings(workers=changes.pop("workers", 1)),
        )
        self.folder = folder
        self.events: list[Any] = []
        self.told: list[Any] = []
        """As they came, with the workers' names."""
        self.engine: ReadOnlyEngine
        self._open = partial(
            Engine.open,
            settings,
            load_profile("mini"),
            data_dir=folder / "data",
            worker_command=[sys.executable, str(CHILDREN / f"{child}.py")],
            **changes,
        )

    async def __aenter__(self) -> Self:
        await self.begin()
        return self

    async def begin(self) -> None:
        self.engine = await self._open()
        self._reader = asyncio.create_task(self._read(), name="desk")

    async def __aexit__(self, *_: object) -> None:
        await asyncio.wait_for(self.engine.close(), LIMIT_S)
        await asyncio.wait_for(self._reader, LIMIT_S)

    async def _read(self) -> None:
        async for event in self.engine.events():
            self.events.append(event.event if isinstance(event, FromWorker) else event)
            self.told.append(event)
            self._change.set()

    def of(self, kind: type) -> list[Any]:
        return [event for event in self.events if isinstance(event, kind)]

    def states(self, slot_id: int) -> list[SlotState]:
        """States of a slot in the order in which they were told, repeats left out."""
        told = [event.row.state for event in self.of(SlotChanged) if event.row.slot_id == slot_id]
        return [state for at, state in enumerate(told) if at == 0 or told[at - 1] is not state]

    @property
    def worker(self) -> WorkerStateChanged:
        """What was told of the worker last."""
        told = self.of(WorkerStateChanged)
        return told[-1] if told else WorkerStateChanged(WorkerState.STOPPED, "", 0.0)

    @property
    def queue(self) -> QueueChanged:
        """What was told of the queue last."""
        told = self.of(QueueChanged)
        return told[-1] if told else QueueChanged((), (), False)

    async def reaches(self, slot_id: int, state: SlotState) -> SlotRow:
        await self.until(lambda: state in self.states(slot_id))
        row = await self.engine.row(slot_id)
        assert row is not None
        return row

    async def worker_is(self, state: WorkerState) -> None:
        await self.until(lambda: self.worker.state is state)

    async def submit(self, prompt: str, **slot: Any) -> int:
        return (await self.engine.submit(recipe(prompt, **slot)))[0].slot_id


def run(story: Callable[[], Awaitable[None]]) -> None:
    async def limited() -> None:
        await asyncio.wait_for(story(), 60)

    before = {thread.ident for thread in threading.enumerate()}
    asyncio.run(limited())
    ends_at = time.monotonic() + 5
    while left := [t.name for t in threading.enumerate() if t.ident not in before]:
        assert time.monotonic() < ends_at, f"threads left: {left}"
        time.sleep(0.01)


def test_a_slot_goes_from_queue_to_done(tmp_path: Path) -> None:
    async def story() -> None:
        async with Desk(tmp_path) as desk:
            number = await desk.submit("done")
            row = await desk.reaches(number, SlotState.DONE)
            assert desk.states(number) == [SlotState.QUEUED, SlotState.RUNNING, SlotState.DONE]
            assert row.video.read_bytes() == b"a clip"
            assert row.scores is not None
            assert row.scores.ensemble_score == 0.86
            assert row.stages[0].name == "speech"
            assert row.recipe.slot_params.seed == row.seed
            assert '"success": true' in (await desk.engine.report(number) or "")
            assert desk.of(StageProgress)

    run(story)


def test_slots_run_in_order_one_after_another(tmp_path: Path) -> None:
    async def story() -> None:
        async with Desk(tmp_path) as desk:
            rows = await desk.engine.submit(recipe("done"), copies=5)
            await desk.reaches(rows[-1].slot_id, SlotState.DONE)
            ran = [e.row.slot_id for e in desk.of(SlotChanged) if e.row.state is SlotState.RUNNING]
            assert ran == [row.slot_id for row in rows]
            assert len({row.seed for row in rows}) == 5

    run(story)


@pytest.mark.parametrize(("act", "state"), [("fail", SlotState.FAILED), ("miss", SlotState.MISSED)])
def test_a_bad_slot_leaves_the_worker_alive(tmp_path: Path, act: str, state: SlotState) -> None:
    async def story() -> None:
        async with Desk(tmp_path) as desk:
            bad, good = await desk.submit(act), await desk.submit("done")
            row = await desk.reaches(bad, state)
            assert row.error
            await desk.reaches(good, SlotState.DONE)
            assert not desk.of(WorkerLost)

    run(story)


def test_done_is_said_only_of_a_whole_folder(tmp_path: Path) -> None:
    async def story() -> None:
        async with Desk(tmp_path) as desk:
            number = await desk.submit("lie")
            row = await desk.reaches(number, SlotState.FAILED)
            assert "is incomplete" in row.error

    run(story)


def test_a_second_end_is_dropped(tmp_path: Path) -> None:
    async def story() -> None:
        async with Desk(tmp_path) as desk:
            number, after = await desk.submit("twice"), await desk.submit("slow")
            await desk.reaches(after, SlotState.DONE)
            assert desk.states(number)[-1] is SlotState.DONE
            assert any("second end" in line.message for line in desk.events if hasattr(line, "message"))

    run(story)


def test_cancel_while_queued_and_while_running(tmp_path: Path) -> None:
    async def story() -> None:
        async with Desk(tmp_path) as desk:
            running, queued, last = [await desk.submit(act) for act in ("hang", "done", "done")]
            await desk.reaches(running, SlotState.RUNNING)
            assert desk.engine.cancel(queued)
            await desk.reaches(queued, SlotState.CANCELLED)
            assert desk.engine.cancel(running)
            await desk.reaches(running, SlotState.CANCELLED)
            await desk.reaches(last, SlotState.DONE)
            assert not desk.engine.cancel(queued)

    run(story)


def test_a_killed_worker_costs_no_slot(tmp_path: Path) -> None:
    async def story() -> None:
        async with Desk(tmp_path) as desk:
            number, after = await desk.submit("slow"), await desk.submit("done")
            await desk.reaches(number, SlotState.RUNNING)
            await desk.until(lambda: desk.worker.pid is not None)
            os.kill(desk.worker.pid or 0, signal.SIGKILL)
            row = await desk.reaches(number, SlotState.DONE)
            assert (row.attempts, row.deaths) == (2, 1)
            await desk.reaches(after, SlotState.DONE)
            lost = desk.of(WorkerLost)
            assert [event.slot_id for event in lost] == [number]
            assert "SIGKILL" in str(lost[0].outcome)

    run(story)


def test_a_slot_that_kills_its_worker_twice_is_set_aside(tmp_path: Path) -> None:
    async def story() -> None:
        async with Desk(tmp_path) as desk:
            bad, good = await desk.submit("die"), await desk.submit("done")
            row = await desk.reaches(bad, SlotState.SET_ASIDE)
            assert (row.attempts, row.deaths) == (2, 2)
            assert "set aside" in row.error
            await desk.reaches(good, SlotState.DONE)
            assert desk.states(good) == [SlotState.QUEUED, SlotState.RUNNING, SlotState.DONE]

    run(story)


def test_a_folder_finished_before_the_death_counts_as_done(tmp_path: Path) -> None:
    async def story() -> None:
        async with Desk(tmp_path) as desk:
            number = await desk.submit("publish-and-die")
            row = await desk.reaches(number, SlotState.DONE)
            assert row.attempts == 1

    run(story)


def test_restart_by_hand_puts_the_running_slot_back_without_blame(tmp_path: Path) -> None:
    async def story() -> None:
        async with Desk(tmp_path) as desk:
            number = await desk.submit("hang")
            await desk.reaches(number, SlotState.RUNNING)
            first = desk.worker.pid
            desk.engine.restart_worker()
            await desk.until(lambda: desk.worker.pid not in (None, first))
            await desk.until(
                lambda: desk.states(number)[-1] is SlotState.RUNNING and len(desk.states(number)) == 4
            )
            desk.engine.cancel(number)
            row = await desk.reaches(number, SlotState.CANCELLED)
            assert row.deaths == 0
            assert not desk.of(WorkerLost)

    run(story)


def test_queue_and_running_slot_survive_the_console(tmp_path: Path) -> None:
    async def story() -> None:
        async with Desk(tmp_path) as desk:
            running = await desk.submit("hang 1")
            queued = await desk.submit("done 2")
            await desk.reaches(running, SlotState.RUNNING)
        assert desk.states(running)[-1] is SlotState.QUEUED
        async with Desk(tmp_path) as desk:
            await desk.reaches(running, SlotState.RUNNING)
            assert desk.engine.cancel(running)
            await desk.reaches(queued, SlotState.DONE)
            page = await desk.engine.query(SlotQuery())
            assert {row.slot_id: row.state for row in page.rows} == {
                running: SlotState.CANCELLED,
                queued: SlotState.DONE,
            }

    run(story)


def test_a_deadline_counts_from_the_submission(tmp_path: Path) -> None:
    async def story() -> None:
        async with Desk(tmp_path) as desk:
            blocking, late = await desk.submit("hang"), await desk.submit("done", deadline_sec=0.3)
            row = await desk.reaches(late, SlotState.MISSED)
            assert row.error == "Its deadline passed while it was queued."
            assert row.deadline_met is False
            desk.engine.cancel(blocking)
            await desk.reaches(blocking, SlotState.CANCELLED)

    run(story)


def test_pause_move_retry_and_duplicate(tmp_path: Path) -> None:
    async def story() -> None:
        async with Desk(tmp_path) as desk:
            desk.engine.pause()
            first, second = await desk.submit("done a"), await desk.submit("fail b")
            desk.engine.move(second, 0)
            desk.engine.resume()
            await desk.reaches(first, SlotState.DONE)
            ran = [e.row.slot_id for e in desk.of(SlotChanged) if e.row.state is SlotState.RUNNING]
            assert ran == [second, first]
            failed = await desk.engine.row(second)
            again = await desk.engine.retry(second)
            other = await desk.engine.duplicate(first)
            assert failed is not None
            assert (again.seed, again.retry_of) == (failed.seed, second)
            assert other.recipe.visual_track.prompt == "done a"
            assert len({first, second, again.slot_id, other.slot_id}) == 4
            await desk.reaches(other.slot_id, SlotState.DONE)

    run(story)


def test_numbers_are_given_once(tmp_path: Path) -> None:
    async def story() -> None:
        (tmp_path / "out" / "slot-000008").mkdir(parents=True)
        async with Desk(tmp_path) as desk:
            desk.engine.pause()
            numbers = [await desk.submit("done", slot_id=7), await desk.submit("done", slot_id=7)]
            assert numbers == [7, 9]  # 8 is a folder that somebody else made

    run(story)


def test_warm_up_and_cache_clear_are_answered(tmp_path: Path) -> None:
    async def story() -> None:
        async with Desk(tmp_path) as desk:
            assert not desk.engine.warm_up()
            await desk.worker_is(WorkerState.READY)
            assert desk.engine.warm_up("flux")
            assert desk.engine.clear_cache()
            await desk.until(lambda: bool(desk.of(ModelWarmed) and desk.of(CacheCleared)))

    run(story)


def test_a_worker_that_dies_at_once_is_restarted_up_to_the_limit(tmp_path: Path) -> None:
    async def story() -> None:
        async with Desk(tmp_path, "dies_at_import", worker={"restart_limit": 2}) as desk:
            number = await desk.submit("done")
            await desk.until(lambda: len(desk.of(WorkerLost)) == 3)
            await desk.worker_is(WorkerState.STOPPED)
            assert [event.restart_in_s for event in desk.of(WorkerLost)] == [0.05, 0.1, None]
            assert "a_package_that_nobody_has is missing" in desk.worker.sentence
            assert desk.states(number) == [SlotState.QUEUED]

    run(story)


def test_a_load_that_fails_is_told_and_not_tried_again(tmp_path: Path) -> None:
    async def story() -> None:
        async with Desk(tmp_path, "load_fails") as desk:
            await desk.until(lambda: bool(desk.of(WorkerLost)))
            await desk.worker_is(WorkerState.STOPPED)
            assert len(desk.of(LoadFailed)) == 1
            assert "flux: the file is missing." in desk.worker.sentence
            assert [event.restart_in_s for event in desk.of(WorkerLost)] == [None]

    run(story)


def test_one_that_stands_still_before_it_is_ready_is_ended(tmp_path: Path) -> None:
    async def story() -> None:
        limits = {"heartbeat_limit_s": 0.5, "restart_limit": 0}
        async with Desk(tmp_path, "never_ready", worker=limits) as desk:
            await desk.until(lambda: bool(desk.of(WorkerLost)))
            assert str(desk.of(WorkerLost)[0].outcome).startswith("The worker stood still for 0.5 s before")

    run(story)


def test_close_kills_a_worker_that_does_not_listen(tmp_path: Path) -> None:
    async def story() -> None:
        desk = Desk(tmp_path, "ignores_terminate", worker={"ask_s": 0.2, "terminate_s": 0.2})
        await desk.begin()
        await desk.worker_is(WorkerState.READY)
        (outcome,) = await desk.engine.close()
        assert outcome is not None
        assert outcome.rung is StopRung.KILLED

    run(story)


def test_closing_closes_all_parts_whatever_raises(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async def story() -> None:
        desk = Desk(tmp_path)
        await desk.begin()
        await desk.worker_is(WorkerState.READY)
        pid = desk.worker.pid
        real = Pool.stop

        async def stops_and_raises(pool: Pool) -> tuple[ProcessOutcome | None, ...]:
            await real(pool)
            raise OSError("Too many open files")

        with monkeypatch.context() as patched:
            patched.setattr(Pool, "stop", stops_and_raises)
            with pytest.raises(OSError, match="Too many open files"):
                await desk.engine.close()
        await asyncio.wait_for(desk._reader, LIMIT_S)  # the stream has ended
        assert not psutil.pid_exists(pid or 0)
        assert (tmp_path / "data" / RING_NAME).read_bytes().endswith(b"closed!!")
        async with Desk(tmp_path) as again:
            assert not again.engine.read_only

    run(story)


def test_closing_that_the_caller_gives_up_kills_the_worker_and_closes_the_history(tmp_path: Path) -> None:
    async def story() -> None:
        desk = Desk(tmp_path, "ignores_shutdown", worker={"ask_s": 30.0, "terminate_s": 30.0})
        await desk.begin()
        await desk.worker_is(WorkerState.READY)
        pid = desk.worker.pid
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(desk.engine.close(), 0.1)
        assert not psutil.pid_exists(pid or 0)
        await asyncio.wait_for(desk._reader, LIMIT_S)
        async with Desk(tmp_path) as again:
            assert not again.engine.read_only

    run(story)


@pytest.mark.expects_log
def test_a_look_around_that_fails_does_not_end_the_looking(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine_module, "TICK_S", 0.02)
    faults = [OSError("Too many open files"), HistoryError("The history cannot be read.")]

    def look(watch: object) -> str:
        if faults:
            raise faults.pop()
        return ""

    monkeypatch.setattr(ClockWatch, "look", look)

    async def story() -> None:
        async with Desk(tmp_path) as desk:
            desk.engine.pause()
            number = await desk.submit("done", deadline_sec=0.5)
            await desk.reaches(number, SlotState.MISSED)
            assert faults == []

    run(story)


@pytest.mark.expects_log
@pytest.mark.parametrize(("name", "read_only"), [("console.lock", False), (FILE_NAME, True)])
def test_whatever_the_data_folder_holds_the_console_opens(tmp_path: Path, name: str, read_only: bool) -> None:
    (tmp_path / "data" / name).mkdir(parents=True)

    async def story() -> None:
        async with Desk(tmp_path) as desk:
            assert desk.engine.read_only is read_only

    run(story)


def test_the_second_console_on_a_folder_only_reads(tmp_path: Path) -> None:
    async def story() -> None:
        async with Desk(tmp_path) as desk:
            number = await desk.submit("done")
            await desk.reaches(number, SlotState.DONE)
            async with Desk(tmp_path) as second:
                assert second.engine.read_only
                await second.until(lambda: bool(second.of(WorkerStateChanged)))
                assert f"process {os.getpid()}" in second.of(Notice)[0].text
                assert (await second.engine.query(SlotQuery())).total == 1
                with pytest.raises(EngineError, match="read-only"):
                    await second.submit("done")
                assert {e.state for e in second.of(WorkerStateChanged)} == {WorkerState.STOPPED}

    run(story)


def test_a_damaged_history_is_set_aside_and_told(tmp_path: Path) -> None:
    async def story() -> None:
        (tmp_path / "data").mkdir()
        (tmp_path / "data" / FILE_NAME).write_bytes(b"SQLite format 3\0" + b"\xff" * 8000)
        async with Desk(tmp_path) as desk:
            await desk.reaches(await desk.submit("done"), SlotState.DONE)
            assert "damaged" in desk.of(Notice)[0].text
        kept = list((tmp_path / "data").glob("history.damaged-*.db"))
        assert len(kept) == 1
        assert kept[0].read_bytes().endswith(b"\xff" * 8000)

    run(story)


def test_an_unwritable_output_folder_pauses_the_queue_and_keeps_the_slot(tmp_path: Path) -> None:
    async def story() -> None:
        (tmp_path / "out").write_text("a file where the folder should be")
        async with Desk(tmp_path) as desk:
            number = await desk.submit("done")
            await desk.until(lambda: any(notice.key == "disk" for notice in desk.of(Notice)))
            await desk.until(lambda: desk.queue.paused)
            (tmp_path / "out").unlink()
            desk.engine.resume()
            await desk.reaches(number, SlotState.DONE)

    run(story)


def test_a_full_disk_pauses_the_queue(tmp_path: Path) -> None:
    async def story() -> None:
        async with Desk(tmp_path, min_free_gb=1e9) as desk:
            await desk.submit("done")
            await desk.until(lambda: any("GB needed" in notice.text for notice in desk.of(Notice)))
            await desk.until(lambda: desk.queue.paused)
            assert len(desk.queue.queued) == 1

    run(story)


def test_after_a_crash_the_last_minutes_are_told_again(tmp_path: Path) -> None:
    ring = FlightRecorder(tmp_path / "data" / RING_NAME)  # not closed, as by kill -9: test_flight_recorder
    now = time.time()
    sample = MemorySample(now - 2, {"flux": 7}, 1, 2, 10, 0, 5, 20, "actor", 0)
    for message in (sample, note("ERROR", "The card fell off the bus."), StageProgress(1, "actor", 1, 4, 1)):
        ring.record(message, now)

    async def story() -> None:
        async with Desk(tmp_path) as desk:
            await desk.worker_is(WorkerState.READY)
            assert desk.of(MemorySample) == [sample]
            assert [line.message for line in desk.of(LogLine)] == ["The card fell off the bus."]
            assert desk.of(StageProgress) == []  # of a slot that is not in the making any more
            assert any(notice.key == "flight" for notice in desk.of(Notice))
            own = [record.message for record in read_flight(tmp_path / "data" / RING_NAME)]
            assert own
            assert sample not in own
            assert desk.events.index(sample) < desk.events.index(desk.of(WorkerStateChanged)[0])

    run(story)


def test_a_silent_worker_is_told_once_and_not_ended(tmp_path: Path) -> None:
    limits = {"heartbeat_limit_s": 0.2, "ask_s": 0.1, "terminate_s": 0.5}

    async def story() -> None:
        def silences() -> int:
            return sum(notice.key == "silence" for notice in desk.of(Notice))

        async with Desk(tmp_path, "says_nothing", worker=limits) as desk:
            await desk.worker_is(WorkerState.READY)
            before = silences()  # it may have been slow to start
            await desk.until(lambda: silences() > before)
            assert desk.worker.state is WorkerState.READY
            assert not desk.of(WorkerLost)
        assert silences() == before + 1
        told = [line.message for line in desk.of(LogLine)]
        rung = "The worker did not end when asked, so the console terminated it."
        assert rung in told

    run(story)


def test_a_jump_of_the_systems_clock_moves_no_deadline(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, day_s = time.time, 86_400.0

    async def story() -> None:
        async with Desk(tmp_path) as desk:
            await desk.worker_is(WorkerState.READY)
            desk.engine.pause()
            number = await desk.submit("done", deadline_sec=60)
            monkeypatch.setattr(time, "time", lambda: real() + day_s)
            await desk.until(lambda: any("clock moved" in line.message for line in desk.of(LogLine)))
            desk.engine.resume()
            row = await desk.reaches(number, SlotState.DONE)
            assert row.deadline_met is True
            assert row.ended_at is not None
            assert abs(row.ended_at - real()) < LIMIT_S

    run(story)


KILLED_AFTER_THE_RENAME = """
import json, os, signal, sys
from pathlib import Path
from vortex_gui.engine.history.file import open_history
from vortex_gui.engine.facts.records import SlotDraft
from vortex_gui.base.recipe.recipe import recipe_from_mapping
data, out = Path(sys.argv[1]), Path(sys.argv[2])
history, _ = open_history(data)
recipe = recipe_from_mapping({"audio_track": {"script": "One."}, "visual_track": {"prompt": "done"}})
rows = history.add([SlotDraft(recipe, "mini", str(out), "{}", 1.0)] * 2)
for row in rows:
    history.keep(row.begun(2.0, 1), while_in=row.state)
row = rows[0]
part = out / f".part-{row.folder.name}-{os.getpid()}"
part.mkdir(parents=True)
(part / "slot.mp4").write_bytes(b"a clip")
(part / "report.json").write_text(json.dumps({"slot_id": row.slot_id, "seed": row.seed, "success": True}))
part.rename(row.folder)
os.kill(os.getpid(), signal.SIGKILL)  # the folder is in place, and the history says running
"""


def test_a_console_killed_between_the_rename_and_the_history_makes_the_slot_once(tmp_path: Path) -> None:
    folders = [str(tmp_path / "data"), str(tmp_path / "out")]
    died = subprocess.run([sys.executable, "-c", KILLED_AFTER_THE_RENAME, *folders], timeout=LIMIT_S)
    assert died.returncode == -signal.SIGKILL

    async def story() -> None:
        async with Desk(tmp_path) as desk:
            await desk.reaches(2, SlotState.DONE)
            first, second = await desk.engine.row(1), await desk.engine.row(2)
            assert first is not None
            assert second is not None
            assert (first.state, first.attempts) == (SlotState.DONE, 1)
            assert desk.states(1) == [SlotState.DONE]
            assert (second.state, second.attempts) == (SlotState.DONE, 2)
            assert (tmp_path / "out" / "slot-000001" / "slot.mp4").read_bytes() == b"a clip"

    run(story)


def test_time_left_is_known_after_the_first_slot(tmp_path: Path) -> None:
    async def story() -> None:
        async with Desk(tmp_path) as desk:
            number = await desk.submit("hang")
            assert desk.engine.time_left(number) is None
            desk.engine.cancel(number)
            await desk.reaches(await desk.submit("done"), SlotState.DONE)
            desk.engine.pause()
            waiting = await desk.submit("done")
            async with asyncio.timeout(LIMIT_S):
                while desk.engine.time_left(waiting) is None:
                    await asyncio.sleep(0.02)
            left = desk.engine.time_left(waiting)
            assert left is not None
            assert left.low_s == pytest.approx(0.04)  # 50 ms of stages, two of them side by side

    run(story)


@pytest.mark.skipif(not IS_POSSIBLE, reason="workers are forked on Linux alone")
def test_workers_are_forked_from_the_spare_death_after_death(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    trace = tmp_path / "trace"
    monkeypatch.setenv("VORTEX_TEST_TRACE", str(trace))

    def said() -> list[list[str]]:
        return [line.split() for line in trace.read_text().splitlines()] if trace.exists() else []

    async def wait_for(count: int) -> None:
        async with asyncio.timeout(LIMIT_S):
            while len(said()) < count:
                await asyncio.sleep(0.02)

    async def story() -> None:
        async with Desk(tmp_path, "counts_starts", worker={"keep_spare": "always"}) as desk:
            await wait_for(2)
            assert [what for what, *_ in said()] == ["spare", "ready"]
            spare = said()[0][1]
            await desk.worker_is(WorkerState.READY)
            for deaths in (1, 2):
                assert desk.worker.pid is not None
                os.kill(desk.worker.pid, signal.SIGKILL)
                await wait_for(2 + deaths)
                assert (said()[-1][0], said()[-1][2]) == ("ready", spare)
                await desk.until(lambda: desk.worker.pid == int(said()[-1][1]))
                await desk.worker_is(WorkerState.READY)
        assert not psutil.pid_exists(int(spare))

    run(story)


@pytest.mark.skipif(not IS_POSSIBLE, reason="workers are forked on Linux alone")
def test_a_worker_that_cannot_load_once_forked_begins_from_the_beginning(tmp_path: Path) -> None:
    async def story() -> None:
        async with Desk(tmp_path, "fork_fails", worker={"keep_spare": "always"}) as desk:
            await desk.worker_is(WorkerState.READY)
            assert [lost.outcome.exit_code for lost in desk.of(WorkerLost)] == [3]
            assert desk.worker.pid is not None
            assert "--spare" not in psutil.Process(desk.worker.pid).cmdline()

    run(story)


@pytest.mark.skipif(os.name != "posix", reason="modes are of POSIX alone")
@pytest.mark.parametrize("umask", [0o000, 0o022])
def test_the_data_folder_is_its_owners_alone_whatever_the_umask(tmp_path: Path, umask: int) -> None:
    async def story() -> None:
        async with Desk(tmp_path) as desk:
            await desk.reaches(await desk.submit("done"), SlotState.DONE)
            assert not any(notice.key == "folder-modes" for notice in desk.of(Notice))
            found.update(modes())

    def modes() -> dict[str, int]:
        data = tmp_path / "data"
        return {path.name: path.stat().st_mode & 0o777 for path in (data, *data.rglob("*"))}

    found: dict[str, int] = {}
    before = os.umask(umask)
    try:
        run(story)
    finally:
        os.umask(before)
    found.update(modes())
    folders = {"data", "logs"}
    assert folders < found.keys()
    assert {"history.db", "history.db-wal", "console.lock", "flight.ring", "console.jsonl"} <= found.keys()
    assert {name: mode for name, mode in found.items() if mode != (0o700 if name in folders else 0o600)} == {}


@pytest.mark.skipif(os.name != "posix", reason="modes are of POSIX alone")
def test_a_data_folder_that_others_can_read_is_mended_and_told(tmp_path: Path) -> None:
    data = tmp_path / "data"
    data.mkdir()
    data.chmod(0o755)
    (data / "metrics.token").write_text("secret")
    (data / "metrics.token").chmod(0o644)

    async def story() -> None:
        async with Desk(tmp_path) as desk:
            await desk.until(lambda: any(notice.key == "folder-modes" for notice in desk.of(Notice)))
            assert data.stat().st_mode & 0o777 == 0o700
            assert (data / "metrics.token").stat().st_mode & 0o777 == 0o600

    run(story)


def test_after_a_clean_close_the_history_file_alone_is_whole(tmp_path: Path) -> None:
    async def story() -> None:
        async with Desk(tmp_path) as desk:
            await desk.reaches(await desk.submit("done"), SlotState.DONE)
            desk.engine.pause()
            await desk.engine.submit(recipe("done"), copies=20)
            assert (await desk.engine.query(SlotQuery())).total == 21
        assert await desk.engine.row(1) is None, "a closed engine answers at once"

    run(story)
    assert not list((tmp_path / "data").glob("history.db-*"))
    copy = tmp_path / "copy.db"
    shutil.copyfile(tmp_path / "data" / FILE_NAME, copy)
    with closing(sqlite3.connect(copy)) as db:
        assert db.execute("SELECT count(*) FROM slots").fetchone() == (21,)


def test_a_reader_beside_the_console_does_not_keep_rows_out_of_the_file(tmp_path: Path) -> None:
    async def story() -> None:
        first = Desk(tmp_path)
        await first.begin()
        first.engine.pause()
        await first.submit("done")
        async with Desk(tmp_path) as second:
            assert (await second.engine.query(SlotQuery())).total == 1
            await first.submit("done")
            await first.engine.close()
            copy = tmp_path / "copy.db"
            shutil.copyfile(tmp_path / "data" / FILE_NAME, copy)
            with closing(sqlite3.connect(copy)) as db:
                assert db.execute("SELECT count(*) FROM slots").fetchone() == (2,)

    run(story)


def test_a_paused_queue_is_paused_after_a_restart_and_a_resumed_one_is_not(tmp_path: Path) -> None:
    async def story() -> None:
        async with Desk(tmp_path) as desk:
            desk.engine.pause()
            number = await desk.submit("done")
        async with Desk(tmp_path) as desk:
            await desk.worker_is(WorkerState.READY)
            assert desk.queue == QueueChanged((number,), (), True)
            assert [n.text for n in desk.of(Notice)] == ["The queue is still paused from last time."]
            desk.engine.clear_cache()
            await desk.until(lambda: bool(desk.of(CacheCleared)))
            assert desk.states(number) == [SlotState.QUEUED], "a ready worker took no slot up"
            desk.engine.resume()
            await desk.reaches(number, SlotState.DONE)
        async with Desk(tmp_path) as desk:
            await desk.reaches(await desk.submit("done"), SlotState.DONE)
            assert not desk.of(Notice)

    run(story)


def test_a_pause_outlives_a_console_that_is_killed(tmp_path: Path) -> None:
    history, _ = open_history(tmp_path / "data")
    with closing(history):
        history.set_paused(True)

    async def story() -> None:
        async with Desk(tmp_path) as desk:
            await desk.until(lambda: bool(desk.of(QueueChanged)))
            assert desk.queue.paused

    run(story)


def test_a_queue_held_for_a_fault_tries_again_at_the_next_start(tmp_path: Path) -> None:
    async def story() -> None:
        (tmp_path / "out").write_text("a file where the folder should be")
        async with Desk(tmp_path) as desk:
            number = await desk.submit("done")
            await desk.until(lambda: desk.queue.paused)
        (tmp_path / "out").unlink()
        async with Desk(tmp_path) as desk:
            await desk.reaches(number, SlotState.DONE)

    run(story)


def test_a_history_that_is_removed_while_running_holds_the_queue_and_loses_no_slot(tmp_path: Path) -> None:
    data = tmp_path / "data"

    async def story() -> None:
        async with Desk(tmp_path) as desk:
            running = await desk.submit("hang")
            await desk.reaches(running, SlotState.RUNNING)
            for path in data.glob("history.db*"):
                path.unlink()
            await desk.until(lambda: desk.queue.paused)
            assert any("was removed while the console used it" in notice.text for notice in desk.of(Notice))
            with pytest.raises(HistoryError, match="was removed"):
                await desk.submit("done")
            assert desk.queue.running == (running,), "the running slot goes on"
            desk.engine.resume()
            waiting = await desk.submit("done")
            assert (await desk.engine.query(SlotQuery())).total == 2
            desk.engine.cancel(running)
            await desk.reaches(waiting, SlotState.DONE)
        with closing(sqlite3.connect(data / FILE_NAME)) as db:
            found = dict(db.execute("SELECT slot_id, state FROM slots"))
            assert found == {running: "cancelled", waiting: "done"}

    run(story)
