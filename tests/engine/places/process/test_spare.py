"""Workers forked from a spare: they live, end and are killed as any other, and none outlives its console."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import psutil
import pytest

from tests.engine.places.watched import LIMIT_S, QUICK, Watched, child, ended, run
from tests.paths import CHILDREN
from vortex_gui.base.log.log_line import LogLine
from vortex_gui.engine.facts.outcome import StopRung
from vortex_gui.engine.places.process.spare import IS_POSSIBLE, Spare
from vortex_gui.wire.protocol import Ping, Pong

BARREN = """
import socket, time
from vortex_gui.wire.spare_words import FAILED, READY, report, take_wish
control = socket.socket(fileno=0)
report(control, READY)
take_wish(control)
{words}
take_wish(control)
"""
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
            await asked.until(partial(asked.has, Pong(3)))
            assert (await asked.process.stop("enough")).rung is StopRung.ASKED

            killed = Watched(child("counts_starts"), spare=spare)
            await killed.ready()
            pid = killed.process.pid
            assert pid is not None
            assert killed.process.is_forked
            assert psutil.Process(pid).ppid() == os.getpid()
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


def test_workers_live_beside_each_other_and_stay_when_their_spare_dies(trace: Path) -> None:
    async def story() -> None:
        with spare_of(child("counts_starts")) as spare:
            await until_ready(spare)
            places = [trace.with_name(name) for name in ("first", "second")]
            workers = [
                Watched(child("counts_starts"), spare=spare, environment={"VORTEX_TEST_TRACE": str(place)})
                for place in places
            ]
            for worker, place in zip(workers, places, strict=True):
                await worker.ready()
                assert place.read_text() == f"ready {worker.process.pid} {spare.pid} none none\n"
            os.kill(spare.pid, signal.SIGKILL)
            for worker in workers:
                worker.process.send(Ping(4))
                await worker.until(partial(worker.has, Pong(4)))
            alone = Watched(child("counts_starts"), spare=spare)
            await alone.ready()
            assert not alone.process.is_forked
            outcomes = [await worker.process.stop() for worker in (*workers, alone)]
            assert [(outcome.rung, outcome.exit_code) for outcome in outcomes] == [(StopRung.ASKED, 0)] * 3

    run(story)


@pytest.mark.parametrize("words", ["report(control, FAILED)", "time.sleep(60)"])
def test_a_spare_that_forks_no_worker_is_ended_and_found_unfit(
    words: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whether it says so or says nothing: a late answer would pass for that of the next worker."""
    limit_s = 1.0 if "FAILED" in words else 0.05
    monkeypatch.setattr("vortex_gui.engine.places.process.spare.FORK_LIMIT_S", limit_s)

    async def story() -> None:
        with spare_of([sys.executable, "-c", BARREN.format(words=words)]) as spare:
            await until_ready(spare)
            with pytest.raises(OSError, match=r"could not fork|timed out"):
                spare.fork({})
            assert not spare.is_alive
            assert spare.is_unfit

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
    assert worker.ppid() == spare.ppid() == console.pid
    console.kill()
    console.wait()
    _, alive = psutil.wait_procs([worker, spare], timeout=5)
    assert not alive
