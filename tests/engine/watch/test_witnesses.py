"""Whoever listens in: the log's file, the flight ring of a console that dies, the metrics endpoint."""

from __future__ import annotations

import asyncio
import json
import os
import socket
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from tests.engine.rows import row
from tests.small_disk import run_on_small_disk
from vortex_gui.base.log.log_line import LogLine
from vortex_gui.base.log.logs import LOG_FOLDER, note
from vortex_gui.base.settings.settings import MetricsSettings, Settings
from vortex_gui.engine.facts.events import (
    EngineEvent,
    FromWorker,
    Notice,
    QueueChanged,
    Severity,
    SlotChanged,
    WorkersChosen,
)
from vortex_gui.engine.facts.slots import SlotState
from vortex_gui.engine.watch.flight_recorder import RING_NAME
from vortex_gui.engine.watch.witnesses import LOG_NAME, Witnesses
from vortex_gui.wire.protocol import MemorySample

AT = 1_700_000_000.0


def run(story: Callable[[], Awaitable[None]]) -> None:
    asyncio.run(asyncio.wait_for(story(), 20))


def test_log_lines_are_in_the_file_once_it_is_closed(tmp_path: Path) -> None:
    async def story() -> None:
        witnesses = Witnesses(tmp_path, Settings(), lambda: AT)
        assert await witnesses.open() == []
        witnesses.take(note("INFO", "It began."))
        witnesses.take(QueueChanged((1,), (), False))
        await witnesses.close()

    run(story)
    (line,) = (tmp_path / LOG_FOLDER / LOG_NAME).read_text().splitlines()
    assert json.loads(line)["message"] == "It began."


def test_a_console_that_did_not_close_leaves_its_last_minutes_to_the_next(
    tmp_path: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    async def dies() -> None:
        witnesses = Witnesses(tmp_path, Settings(), lambda: AT)
        await witnesses.open()
        witnesses.take(SlotChanged(row(tmp_path, 3, SlotState.FAILED, error="It broke."), None))
        witnesses.take(SlotChanged(row(tmp_path, 4, SlotState.QUEUED), 0))
        witnesses.take(SlotChanged(row(tmp_path, 5, SlotState.CANCELLED), None))
        witnesses.take(Notice(Severity.WARNING, "silence", "The worker is silent."))
        (tmp_path / "crashed").write_bytes((tmp_path / RING_NAME).read_bytes())
        await witnesses.close()

    async def next_one() -> None:
        again = tmp_path_factory.mktemp("again")
        (again / RING_NAME).write_bytes((tmp_path / "crashed").read_bytes())
        witnesses = Witnesses(again, Settings(), lambda: AT)
        (told,) = await witnesses.open()
        assert "The last console did not close" in told.text
        before = await witnesses.before_the_crash()
        assert [(m.level, m.message) for m in before if isinstance(m, LogLine)] == [
            ("WARNING", "Slot 3 is failed. It broke."),
            ("WARNING", "The worker is silent."),
        ]
        await witnesses.close()

    run(dies)
    run(next_one)


def test_after_a_close_in_good_order_there_is_nothing_to_tell(tmp_path: Path) -> None:
    async def story() -> None:
        for _ in range(2):
            witnesses = Witnesses(tmp_path, Settings(), lambda: AT)
            assert await witnesses.open() == []
            assert await witnesses.before_the_crash() == ()
            await witnesses.close()

    run(story)


def test_a_taken_port_is_a_warning_and_the_rest_goes_on(tmp_path: Path) -> None:
    async def story() -> None:
        with socket.create_server(("127.0.0.1", 0)) as taken:
            metrics = MetricsSettings(enabled=True, port=taken.getsockname()[1])
            witnesses = Witnesses(tmp_path, Settings(metrics=metrics), lambda: AT)
            (told,) = await witnesses.open()
            assert told.text.startswith("There is no metrics endpoint:")
            assert told.remedy == "Choose another port in the settings."
            witnesses.take(note("INFO", "It goes on."))
            await witnesses.close()
        assert "It goes on." in (tmp_path / LOG_FOLDER / LOG_NAME).read_text()

    run(story)


FULL = """
import asyncio, sys
from pathlib import Path
from vortex_gui.base.log.logs import note
from vortex_gui.base.settings.settings import Settings
from vortex_gui.engine.watch.witnesses import Witnesses
folder = Path(sys.argv[1])
(folder / "rest").write_bytes(bytes(4 << 20))

async def sits():
    told = []
    witnesses = Witnesses(folder, Settings(), lambda: 1.0, told.append)
    told += await witnesses.open()
    for _ in range(3):
        witnesses.take(note("INFO", "It goes on."))
        witnesses.look_at_disk()
    await witnesses.close()
    for notice in told:
        print(notice.key, notice.text, notice.remedy, sep="|")

asyncio.run(sits())
"""


def test_without_room_there_is_no_ring_and_a_low_disk_is_told_once(tmp_path: Path) -> None:
    told = run_on_small_disk(FULL, tmp_path / "disk", size="8m")
    assert told.splitlines() == [
        "flight-off|There is no flight recorder (No space left on device)."
        "|Make room on the disk of the data folder and start the console again.",
        f"data-disk|{tmp_path / 'disk'} has 4 MB of free disk left for queue, history and log."
        "|Free some space; without it queue and history cannot be saved.",
    ]


def test_a_ring_that_fails_later_is_told_once_and_is_no_crash(tmp_path: Path) -> None:
    told: list[EngineEvent] = []

    async def story() -> None:
        witnesses = Witnesses(tmp_path, Settings(), lambda: AT, told.append)
        await witnesses.open()
        told.clear()
        assert witnesses._flight is not None
        with (tmp_path / RING_NAME).open("rb") as reading:
            os.dup2(reading.fileno(), witnesses._flight._file)  # as a disk that refuses
        for _ in range(3):
            witnesses.take(note("INFO", "It goes on."))
        await witnesses.close()

    run(story)
    (notice,) = told
    assert isinstance(notice, Notice)
    assert notice.text.startswith("There is no flight recorder (")
    assert not (tmp_path / RING_NAME).exists()


@pytest.mark.parametrize("place", ["a folder", "a pipe", "bytes"])
def test_whatever_stands_in_the_tokens_place_the_rest_opens(tmp_path: Path, place: str) -> None:
    path = tmp_path / "metrics.token"
    match place:
        case "a folder":
            path.mkdir()
        case "a pipe":
            os.mkfifo(path)
        case _:
            path.write_bytes(b"\xff\xfe")

    async def story() -> None:
        metrics = MetricsSettings(enabled=True, port=free_port())
        witnesses = Witnesses(tmp_path, Settings(metrics=metrics), lambda: AT)
        (told,) = await witnesses.open()
        assert str(path) in told.text
        assert told.remedy
        witnesses.take(note("INFO", "It goes on."))
        await witnesses.close()

    run(story)
    assert "It goes on." in (tmp_path / LOG_FOLDER / LOG_NAME).read_text()


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as free:
        return int(free.getsockname()[1])


def test_after_a_crash_each_sample_is_its_workers_again(tmp_path: Path) -> None:
    samples = [MemorySample(AT, {"flux": at}, 0, 0, at, None, None, None, "", 0) for at in (1, 2)]

    async def dies() -> None:
        witnesses = Witnesses(tmp_path, Settings(), lambda: AT)
        await witnesses.open()
        witnesses.take(WorkersChosen(("local-1", "local-2")))
        witnesses.take(FromWorker("local", samples[0]))
        witnesses.take(FromWorker("local-2", samples[1]))
        (tmp_path / "crashed").write_bytes((tmp_path / RING_NAME).read_bytes())
        await witnesses.close()
        (tmp_path / RING_NAME).write_bytes((tmp_path / "crashed").read_bytes())

    async def next_one() -> None:
        witnesses = Witnesses(tmp_path, Settings(), lambda: AT)
        await witnesses.open()
        assert await witnesses.before_the_crash() == (samples[0], FromWorker("local-2", samples[1]))
        await witnesses.close()

    run(dies)
    run(next_one)
