"""The child process as the console meets it: good ones, bad ones, and the ladder that ends them."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

import psutil
import pytest

from tests.engine.places.watched import QUICK, Watched, child, ended, run
from tests.paths import CHILDREN
from vortex_gui.base.log.log_line import LogLine
from vortex_gui.engine.facts.outcome import StopRung
from vortex_gui.engine.places.process import local_process as worker_process
from vortex_gui.engine.places.process.local_process import WorkerProcess
from vortex_gui.wire.protocol import Ping, Pong, WorkerReady


def test_ready_ping_and_end_when_asked() -> None:
    async def story() -> None:
        worker = Watched(child("polite"))
        await worker.ready()
        worker.process.send(Ping(7))
        await worker.until(lambda: Pong(7) in worker.events)
        outcome = await worker.process.stop()
        assert outcome.rung is StopRung.ASKED
        assert outcome.is_clean
        assert str(outcome) == "The worker ended as asked."

    run(story)


def test_ends_at_terminate_when_it_ignores_shutdown() -> None:
    async def story() -> None:
        worker = Watched(child("ignores_shutdown"), QUICK)
        await worker.ready()
        outcome = await worker.process.stop()
        assert outcome.rung is StopRung.TERMINATED
        assert str(outcome) == "The worker did not end when asked, so the console terminated it."

    run(story)


def test_killed_when_it_ignores_terminate() -> None:
    async def story() -> None:
        worker = Watched(child("ignores_terminate"), QUICK)
        await worker.ready()
        outcome = await worker.process.stop("It was not needed.")
        assert outcome.rung is StopRung.KILLED
        killed = "The worker did not end when terminated, so the console killed it."
        assert str(outcome) == f"It was not needed. {killed}"

    run(story)


@pytest.mark.parametrize("name", ["never_ready", "never_connects"])
def test_one_that_is_never_ready_can_be_ended(name: str) -> None:
    async def story() -> None:
        worker = Watched(child(name), QUICK)
        outcome = await worker.process.stop("It was not ready in time.")
        assert outcome.rung is not StopRung.DIED
        assert not psutil.pid_exists(worker.process.pid or 0)
        assert not worker.of(WorkerReady)

    run(story)


def test_death_at_import_names_the_missing_package() -> None:
    async def story() -> None:
        worker = Watched(child("dies_at_import"))
        outcome = await ended(worker)
        assert outcome.rung is StopRung.DIED
        assert outcome.exit_code == 1
        assert "a_package_that_nobody_has is missing" in str(outcome)
        assert "before it was ready" in str(outcome)

    run(story)


def test_a_secret_in_its_last_words_is_kept_from_log_and_outcome() -> None:
    async def story() -> None:
        worker = Watched(child("tells_a_secret"))
        outcome = await ended(worker)
        said = [*outcome.tail, str(outcome), *(line.message for line in worker.of(LogLine))]
        assert any("401 for the token" in text for text in said)
        assert not any("hf_abc" in text for text in said)

    run(story)


def test_a_command_that_does_not_exist_is_an_outcome() -> None:
    async def story() -> None:
        worker = Watched(["/nowhere/at-all"])
        outcome = await ended(worker)
        assert outcome.rung is StopRung.NEVER_STARTED
        assert "Errno" not in str(outcome)
        assert "could not be started" in str(outcome)

    run(story)


def test_without_a_place_for_its_socket_it_is_an_outcome(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("vortex_gui.wire.console_end.places", list)

    async def story() -> None:
        outcome = await ended(Watched(child("polite")))
        assert str(outcome) == (
            "No temporary folder takes the worker's socket (their paths are too long):"
            " set TMPDIR to a short path. The worker could not be started."
        )

    run(story)


class Threadless(WorkerProcess):
    """On a system that has no thread left for the last one."""

    def _thread(self, name: str, *work: Any) -> threading.Thread:
        if name == "worker-wait":
            raise RuntimeError("can't start new thread")
        return super()._thread(name, *work)


@pytest.mark.expects_log
def test_a_child_that_cannot_be_watched_is_ended_and_is_an_outcome() -> None:
    async def story() -> None:
        worker = Threadless(child("polite"), config={}, limits=QUICK, on_events=lambda events: None)
        worker.start()
        outcome = await asyncio.wait_for(asyncio.shield(worker.ended), 20)
        assert str(outcome).startswith("can't start new thread. The worker could not be started. The system ")
        assert not psutil.pid_exists(worker.pid or 0)
        assert (await worker.stop()).rung is StopRung.NEVER_STARTED

    run(story)


def test_kill_9_is_noticed_at_once() -> None:
    async def story() -> None:
        worker = Watched(child("polite"))
        await worker.ready()
        assert worker.process.pid
        began = time.monotonic()
        os.kill(worker.process.pid, signal.SIGKILL)
        outcome = await ended(worker)
        assert time.monotonic() - began < 2
        assert (outcome.rung, outcome.signal) == (StopRung.DIED, signal.SIGKILL)
        assert "SIGKILL" in str(outcome)

    run(story)


def test_crash_by_signal_leaves_its_trace_in_the_tail() -> None:
    async def story() -> None:
        worker = Watched(child("segfaults"))
        outcome = await ended(worker)
        assert outcome.signal == signal.SIGSEGV
        assert any("Segmentation fault" in line for line in outcome.tail)
        assert "update the driver" in outcome.advice

    run(story)


def test_closed_channel_ends_the_child(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(worker_process, "CHANNEL_CLOSED_GRACE_S", 0.3)

    async def story() -> None:
        worker = Watched(child("closes_channel"), QUICK)
        outcome = await ended(worker)
        assert outcome.rung is StopRung.TERMINATED
        assert str(outcome).startswith("The worker closed its channel but kept running.")

    run(story)


def test_noise_becomes_log_lines_and_never_a_message() -> None:
    async def story() -> None:
        worker = Watched(child("noisy"))
        await worker.ready()
        await worker.until(lambda: any("library" in line.message for line in worker.of(LogLine)))
        assert len(worker.of(WorkerReady)) == 1
        lines = worker.of(LogLine)
        assert {line.logger for line in lines} == {"worker.stdout", "worker.stderr"}
        assert max(len(line.message) for line in lines) <= 4000
        assert (await worker.process.stop()).is_clean

    run(story)


def test_frames_that_are_no_messages_are_told_and_dropped() -> None:
    async def story() -> None:
        worker = Watched(child("babbles"))
        await worker.ready()
        assert sum("frame was dropped" in line.message for line in worker.of(LogLine)) == 4
        assert (await worker.process.stop()).is_clean

    run(story)


def test_a_flood_arrives_whole_in_order_and_in_small_batches() -> None:
    async def story() -> None:
        worker = Watched(child("floods"))
        await worker.ready()
        numbers = [int(line.message) for line in worker.of(LogLine) if line.logger == "flood"]
        assert numbers == list(range(20_000))
        assert max(worker.batches) <= 256
        assert (await worker.process.stop()).is_clean

    run(story)


def test_stop_twice_joins_the_first() -> None:
    async def story() -> None:
        worker = Watched(child("polite"))
        await worker.ready()
        first, second = await asyncio.gather(worker.process.stop(), worker.process.stop())
        assert first is second

    run(story)


def test_it_is_started_from_the_main_thread_only() -> None:
    async def story() -> None:
        process = WorkerProcess(child("polite"), config={}, limits=QUICK, on_events=lambda events: None)
        with pytest.raises(RuntimeError, match="main thread"):
            await asyncio.to_thread(process.start)
        assert (await process.stop()).rung is StopRung.NEVER_STARTED

    run(story)


@pytest.mark.skipif(sys.platform == "win32", reason="nice values are of POSIX")
def test_the_child_steps_back_for_the_window() -> None:
    async def story() -> None:
        worker = Watched(child("polite"), niceness=3)
        await worker.ready()
        wanted = min(19, os.nice(0) + 3)
        assert psutil.Process(worker.process.pid).nice() == wanted
        group = Path(f"/proc/{worker.process.pid}/autogroup")
        if group.exists():
            assert group.read_text().split()[-1] == str(wanted), "its session steps back as a whole"
        await worker.process.stop()

    run(story)


@pytest.mark.skipif(sys.platform != "linux", reason="the kernel's signal at the parent's death is Linux's")
@pytest.mark.parametrize("name", ["polite", "ignores_terminate"])
def test_a_worker_does_not_outlive_its_console(name: str) -> None:
    console = subprocess.Popen(
        [sys.executable, str(CHILDREN / "console.py"), *child(name)], stdout=subprocess.PIPE, text=True
    )
    assert console.stdout is not None
    with console.stdout:
        pid = int(console.stdout.readline())
    worker = psutil.Process(pid)
    console.kill()
    console.wait()
    gone, alive = psutil.wait_procs([worker], timeout=5)
    assert gone
    assert not alive
