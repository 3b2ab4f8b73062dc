"""The console's own log records become lines, from any thread, between begin and end."""

from __future__ import annotations

import asyncio
import logging
import threading

from tests.console.asking import until
from vortex_gui.base.log.log_line import LogLine
from vortex_gui.console.control.loop.log_bridge import LOGGER, LogBridge


async def test_records_of_every_thread_come_to_the_loop(qloop: asyncio.Runner) -> None:
    lines: list[LogLine] = []
    bridge = LogBridge(lines.append, "INFO")
    logger = logging.getLogger(f"{LOGGER}.console")
    before = logging.getLogger(LOGGER).level
    logger.info("before")
    bridge.begin()
    thread = threading.Thread(target=lambda: logger.info("from a thread"))
    thread.start()
    thread.join()
    logger.debug("too quiet")
    logger.info("from the loop")
    await until(lambda: len(lines) == 2, "both lines came")
    bridge.end()
    logger.info("after")
    await asyncio.sleep(0)
    assert {line.message for line in lines} == {"from a thread", "from the loop"}
    assert logging.getLogger(LOGGER).level == before
