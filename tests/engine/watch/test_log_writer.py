"""The log's file behind the loop: all lines in order, and a bounded number of them waits for a slow disk."""

from __future__ import annotations

import asyncio
import json
import threading
from pathlib import Path

from vortex_gui.base.log.line_budget import MOST_CHARS
from vortex_gui.base.log.logs import JsonLinesFile, note
from vortex_gui.base.process.work_thread import WorkThread
from vortex_gui.engine.watch.log_writer import LogWriter


def messages(path: Path) -> list[str]:
    return [json.loads(line)["message"] for line in path.read_text(encoding="utf-8").splitlines()]


def test_lines_are_written_in_order(tmp_path: Path) -> None:
    async def story() -> None:
        thread = WorkThread("log-writer")
        writer = LogWriter(JsonLinesFile(tmp_path / "log", max_bytes=10**9), thread)
        for number in range(2000):
            writer.take(note("INFO", str(number)))
            if number % 100 == 0:
                await asyncio.sleep(0)
        await thread.run(writer.close)
        await thread.close()

    asyncio.run(story())
    assert messages(tmp_path / "log") == [str(number) for number in range(2000)]


def test_a_flood_on_a_slow_disk_is_cut_and_the_file_says_by_how_many_lines(tmp_path: Path) -> None:
    async def story() -> None:
        thread, disk = WorkThread("log-writer"), threading.Event()
        thread.run(disk.wait, 20)
        writer = LogWriter(JsonLinesFile(tmp_path / "log", max_bytes=10**9), thread)
        for number in range(3000):
            writer.take(note("INFO", f"{number:010000}"))
        disk.set()
        await thread.run(writer.close)
        await thread.close()

    asyncio.run(story())
    kept = messages(tmp_path / "log")
    assert [int(message[-6:]) for message in kept[:-1]] == list(range(len(kept) - 1))
    assert len(kept) * 10_000 < MOST_CHARS * 1.1
    assert kept[-1].startswith(f"{3000 - len(kept) + 1} log lines were dropped")
