"""Sittings of the engine under jumps of the clock, on full data disks, over odd things in the data folder.

`VORTEX_FUZZ_CASES=10000` makes the long form of it.
"""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import os
import random
import shutil
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.disks import disk_at
from tests.engine.test_engine import Desk, run
from vortex_gui.engine.facts.events import Notice, QueueChanged
from vortex_gui.engine.facts.records import HistoryError, SlotQuery
from vortex_gui.engine.facts.slots import FINAL_STATES, SlotState

CASES = int(os.environ.get("VORTEX_FUZZ_CASES", "60"))
pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="pipes, links and disks of POSIX")

JUMPS_S = (-1e9, -86_400.0, -3600.0, -31.0, -1.0, 1.0, 31.0, 3600.0, 86_400.0, 1e9)


@pytest.mark.expects_log
@pytest.mark.parametrize("seed", range(max(2, CASES // 200)))
def test_no_jump_of_the_clock_costs_a_slot_or_a_deadline(
    seed: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn, real, moved = random.Random(seed), time.time, [0.0]
    monkeypatch.setattr(time, "time", lambda: max(0.0, real() + moved[0]))

    async def story() -> None:
        async with Desk(tmp_path) as desk:
            numbers = []
            for _ in range(6):
                numbers.append(await desk.submit("done", deadline_sec=50))
                moved[0] += drawn.choice(JUMPS_S)
                await asyncio.sleep(drawn.random() / 10)
            for number in numbers:
                row = await desk.reaches(number, SlotState.DONE)
                assert row.deadline_met
                assert row.ended_at is not None
                assert row.started_at is not None
                assert row.submitted_at <= row.started_at <= row.ended_at
        assert not any(SlotState.MISSED in desk.states(number) for number in numbers)

    run(story)


@pytest.mark.expects_log
@pytest.mark.parametrize("seed", range(max(3, CASES // 200)))
def test_no_slot_is_lost_or_made_twice_on_a_data_disk_that_fills(seed: int, tmp_path: Path) -> None:
    drawn = random.Random(seed)

    async def story() -> None:
        with disk_at(tmp_path / "data", "80m"):
            filler, taken, ended = tmp_path / "data" / "filler", set[int](), dict[int, SlotState]()
            for _ in range(4):
                async with Desk(tmp_path) as desk:
                    await step(desk, drawn, filler, taken)
                ended |= await ends(tmp_path, desk, ended, taken)
            filler.unlink(missing_ok=True)
            async with Desk(tmp_path) as desk:
                desk.engine.resume()
                await desk.until(lambda: bool(desk.of(QueueChanged)) and is_idle(desk))
            page = await last_page(tmp_path)
            assert taken <= page.keys()
            assert all(state in FINAL_STATES for state in page.values()), page
            folders = {int(path.name[5:]) for path in (tmp_path / "out").glob("slot-*")}
            assert folders == {number for number, state in page.items() if state is SlotState.DONE}

    run(story)


def is_idle(desk: Desk) -> bool:
    return not desk.queue.queued and not desk.queue.running


async def step(desk: Desk, drawn: random.Random, filler: Path, taken: set[int]) -> None:
    """Some slots, while the disk fills to a random byte or is given room again."""
    for _ in range(4):
        with contextlib.suppress(HistoryError, OSError):
            fill(filler, drawn.choice((0, 4096, 50_000, 500_000, 60_000_000)))
        with contextlib.suppress(HistoryError):
            taken.add(await desk.submit(drawn.choice(("done", "fail"))))
        if drawn.random() < 0.3 and desk.queue.queued:
            desk.engine.cancel(drawn.choice(desk.queue.queued))
        if drawn.random() < 0.5:
            desk.engine.resume()
        await asyncio.sleep(drawn.random() / 5)


def fill(filler: Path, left_bytes: int) -> None:
    """Takes the disk's room but for so many bytes."""
    filler.unlink(missing_ok=True)
    free = shutil.disk_usage(filler.parent).free
    with filler.open("wb") as file:
        os.posix_fallocate(file.fileno(), 0, max(1, free - left_bytes))


async def ends(
    tmp_path: Path, desk: Desk, before: dict[int, SlotState], taken: set[int]
) -> dict[int, SlotState]:
    """What this sitting told as over; nothing of before may have changed."""
    told = {number: states[-1] for number in taken if (states := desk.states(number))}
    for number, state in before.items():
        assert told.get(number, state) is state, f"slot {number} was {state} and is {told[number]}"
    return {number: state for number, state in told.items() if state in FINAL_STATES}


async def last_page(folder: Path) -> dict[int, SlotState]:
    async with Desk(folder) as desk:
        page = await desk.engine.query(SlotQuery(limit=1000))
        return {row.slot_id: row.state for row in page.rows}


NAMES = (
    *("history.db", "history.db-wal", "console.lock", "unwritten.ends", "flight.ring", "metrics.token"),
    *("output-drive.json", "logs", "logs/console.jsonl", "shift-log", "slot-memory"),
)


def a_folder(path: Path) -> None:
    (path / "mine").mkdir(parents=True)


THINGS: dict[str, Callable[[Path], object]] = {
    "folder": a_folder,
    "pipe": os.mkfifo if hasattr(os, "mkfifo") else a_folder,
    "link": lambda path: path.symlink_to(path.parents[path.parts[::-1].index("data")] / "mine"),
    "device": lambda path: path.symlink_to("/dev/zero"),
    "loop": lambda path: path.symlink_to(path.name),
    "noise": lambda path: path.write_bytes(random.Random(7).randbytes(9000)),
    "nothing": lambda path: path.touch(),
}
QUICK = {"ask_s": 0.1, "terminate_s": 0.1}
PAIRS = list(itertools.product(NAMES, THINGS))


@pytest.mark.expects_log
@pytest.mark.parametrize(
    ("name", "thing"), PAIRS if CASES > 1000 else random.Random(7).sample(PAIRS, 12), ids="-".join
)
def test_whatever_lies_in_the_data_folder_the_console_opens_and_writes_through_nothing(
    name: str, thing: str, tmp_path: Path
) -> None:
    mine, path = tmp_path / "mine", tmp_path / "data" / name

    async def story() -> None:
        mine.write_bytes(b"mine")
        async with Desk(tmp_path, child="says_nothing", worker=QUICK) as desk:
            desk.engine.pause()
            await desk.submit("done")
        if path.is_dir():
            shutil.rmtree(path)
        path.unlink(missing_ok=True)
        path.parent.mkdir(exist_ok=True)
        THINGS[thing](path)
        for _ in range(2):
            async with Desk(
                tmp_path, child="says_nothing", worker={"ask_s": 0.1, "terminate_s": 0.1}
            ) as desk:
                if desk.engine.read_only:
                    await desk.until(lambda: bool(desk.of(Notice)))
                with contextlib.suppress(HistoryError):  # a read-only console with nothing to read
                    await desk.engine.query(SlotQuery())
        assert mine.read_bytes() == b"mine" or (name, thing) == ("history.db", "link")

    run(story)
