"""Workers forked from a spare: they live, end and are killed as any other, and none outlives its console."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil
import pytest

from tests.engine.places.watched import LIMIT_S, QUICK, Watched, child, ended, run
from tests.paths import CHILDREN
from vortex_gui.base.log.log_line import LogLine
from vortex_gui.engine.facts.outcome import StopRung
from vortex_gui.engine.places.spare import IS_POSSIBLE, Spare
from vortex_gui.wire.protocol import Ping, Pong

pytestmark = pytest.mark.skipif(not IS_POSSIBLE, reason="workers are forked on Linux alone")


@pytest.fixture(autouse=True)
def trace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("VORTEX_TEST_TRACE", str(tmp_path / "trace"))
    return tmp_path / "trace"


@contextmanager
def spare_of(command: list[str]) -> Iterator[Spare]:
    spare = Spare(command)
    try:
        yield spare
    finally:
        spare.stop()


async def until_ready(spare: Spare) -> None:
    assert await asyncio.wait_for(asyncio.to_thread(spare.wait_until_ready), LIMIT_S)


def test_one_worker_after_another_each_with_its_own_output_and_end() -> None:
    async def story() -> None:
        with spare_of(child("counts_starts")) as spare:
            await until_ready(spare)
            asked = Watched(child("counts_starts"), spare=spare)
            await asked.ready()
            asked.process.send(Ping(3))
            await asked.until(lambda: Pong(3) in asked.events)
            assert (await asked.process.stop("enough")).rung is StopRung.ASKED

            killed = Watched(child("counts_starts"), spare=spare)
            await killed.ready()
            pid = killed.process.pid
            assert pid is not None
            assert psutil.Process(pid).ppid() == spare.pid
            os.kill(pid, signal.SIGKILL)
            outcome = await ended(killed)
            assert (outcome.rung, outcome.signal) == (StopRung.DIED, signal.SIGKILL)
            assert [line.message for line in killed.of(LogLine)] == [f"said by {pid}"]
            assert not psutil.pid_exists(pid)

    run(story)


def test_a_forked_worker_that_will_not_end_is_killed() -> None:
    async def story() -> None:
        with spare_of(child("counts_starts")) as spare:
            await until_ready(spare)
            worker = Watched(child("counts_starts"), QUICK, spare=spare)
            await worker.ready()
            assert worker.process.pid is not None
            os.kill(worker.process.pid, signal.SIGSTOP)
            outcome = await asyncio.wait_for(worker.process.stop(), LIMIT_S)
            assert (outcome.rung, outcome.signal) == (StopRung.KILLED, signal.SIGKILL)

    run(story)


def test_a_worker_goes_with_its_spare_and_the_next_begins_without() -> None:
    async def story() -> None:
        with spare_of(child("counts_starts")) as spare:
            await until_ready(spare)
            worker = Watched(child("counts_starts"), spare=spare)
            await worker.ready()
            os.kill(spare.pid, signal.SIGKILL)
            assert (await ended(worker)).signal == signal.SIGKILL
            assert not spare.is_ready
            alone = Watched(child("counts_starts"), spare=spare)
            await alone.ready()
            assert alone.process.pid is not None
            assert psutil.Process(alone.process.pid).ppid() == os.getpid()
            await alone.process.stop()

    run(story)


def test_neither_spare_nor_worker_outlives_the_console() -> None:
    console = subprocess.Popen(
        [sys.executable, str(CHILDREN / "console.py"), "--keep-spare", *child("counts_starts")],
        stdout=subprocess.PIPE,
        text=True,
    )
    assert console.stdout is not None
    with console.stdout:
        worker, spare = (psutil.Process(int(word)) for word in console.stdout.readline().split())
    assert worker.ppid() == spare.pid
    console.kill()
    console.wait()
    _, alive = psutil.wait_procs([worker, spare], timeout=5)
    assert not alive
