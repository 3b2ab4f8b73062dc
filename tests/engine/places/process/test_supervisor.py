"""One worker's life over real children: ready, lost, started again with back-off, given up, stopped."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack, suppress
from pathlib import Path

import psutil
import pytest

from tests.engine.places.watched import LIMIT_S, PATIENT, QUICK, Changing, child, run
from tests.paths import ROOT
from vortex_gui.engine.facts.events import WorkerState
from vortex_gui.engine.facts.outcome import ProcessOutcome
from vortex_gui.engine.facts.restart import RestartPolicy
from vortex_gui.engine.places.process.local_process import StopLimits, WorkerProcess
from vortex_gui.engine.places.process.spare import Spare
from vortex_gui.engine.places.process.supervisor import LifeLimits, Supervisor
from vortex_gui.wire.protocol import ClearCache, Event

QUICK_AGAIN = RestartPolicy(limit=2, backoff_s=0.05, stable_after_s=100)
LIMITS = LifeLimits(still_s=15, silence_s=60)


class Told(Changing):
    """Hears of the worker's life and can wait for a part of it."""

    def __init__(self) -> None:
        super().__init__()
        self.states: list[tuple[WorkerState, str]] = []
        self.lost: list[tuple[ProcessOutcome, float | None, bool]] = []
        self.silences: list[tuple[WorkerState, float]] = []

    def on_event(self, event: Event) -> None:
        self._change.set()

    def on_state(self, state: WorkerState, sentence: str) -> None:
        self.states.append((state, sentence))
        self._change.set()

    def on_lost(self, outcome: ProcessOutcome, restart_in_s: float | None, *, blame: bool) -> None:
        self.lost.append((outcome, restart_in_s, blame))
        self._change.set()

    def on_silence(self, seconds: float) -> None:
        self.silences.append((self.states[-1][0], seconds))
        self._change.set()

    async def state(self, state: WorkerState) -> None:
        await self.until(lambda: bool(self.states) and self.states[-1][0] is state)


def supervisor(name: str, told: Told, limits: LifeLimits = LIMITS, stop: StopLimits = PATIENT) -> Supervisor:
    def make(on_events: Callable[[Sequence[Event]], None], *, spare: Spare | None) -> WorkerProcess:
        return WorkerProcess(child(name), config={}, limits=stop, on_events=on_events, spare=spare)

    return Supervisor(make, QUICK_AGAIN, limits, told)


def test_a_worker_is_started_told_ready_and_stopped_for_good() -> None:
    async def story() -> None:
        told = Told()
        life = supervisor("polite", told)
        assert not life.send(ClearCache())
        life.start()
        await told.state(WorkerState.READY)
        assert life.send(ClearCache())
        assert life.pid is not None
        outcome = await life.stop()
        assert outcome is not None
        assert outcome.is_clean
        assert [state for state, _ in told.states] == [
            WorkerState.STARTING, WorkerState.READY, WorkerState.STOPPING, WorkerState.STOPPED,
        ]  # fmt: skip
        assert [blame for *_, blame in told.lost] == [False]
        assert life.pid is None

    run(story)


def test_a_worker_that_dies_again_and_again_is_given_up_after_the_limit() -> None:
    async def story() -> None:
        told = Told()
        life = supervisor("dies_at_import", told)
        life.start()
        await told.state(WorkerState.STOPPED)
        waits = [wait_s for _, wait_s, _ in told.lost]
        assert waits == [0.05, 0.1, None]
        assert all(blame for *_, blame in told.lost)
        assert "Restart the worker" in told.states[-1][1]
        await life.stop()

    run(story)


def test_a_restart_by_hand_is_no_death_and_clears_the_count() -> None:
    async def story() -> None:
        told = Told()
        life = supervisor("polite", told)
        life.start()
        await told.state(WorkerState.READY)
        first = life.pid
        life.restart()
        await told.until(lambda: bool(told.lost))
        await told.state(WorkerState.READY)
        assert life.pid != first
        assert told.lost[0][1:] == (0.0, False)
        await life.stop()

    run(story)


def test_one_that_stands_still_before_it_is_ready_is_ended() -> None:
    async def story() -> None:
        told = Told()
        life = supervisor("never_ready", told, LifeLimits(still_s=0.3, silence_s=60), QUICK)
        life.start()
        await told.until(lambda: bool(told.lost))
        assert "stood still for 0.3 s before it was ready" in str(told.lost[0][0])
        await life.stop()

    run(story)


@pytest.mark.parametrize("way", ["tells", "computes", "reads"])
def test_a_load_that_moves_gets_ready_however_long_it_takes(
    way: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VORTEX_TEST_WAY", way)

    async def story() -> None:
        told = Told()
        life = supervisor("loads_slowly", told, LifeLimits(still_s=1.2, silence_s=60), QUICK)
        life.start()
        await told.until(lambda: any(state is WorkerState.READY for state, _ in told.states))
        assert told.lost == []
        await life.stop()

    run(story)


def test_a_load_that_says_the_same_again_and_again_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VORTEX_TEST_WAY", "repeats")

    async def story() -> None:
        told = Told()
        life = supervisor("loads_slowly", told, LifeLimits(still_s=1.2, silence_s=60), QUICK)
        life.start()
        await told.until(lambda: bool(told.lost))
        assert "stood still for 1.2 s before it was ready" in str(told.lost[0][0])
        await life.stop()

    run(story)


def test_silence_is_told_once_and_nothing_is_ended() -> None:
    async def story() -> None:
        told = Told()
        life = supervisor("says_nothing", told, LifeLimits(still_s=15, silence_s=0.2), QUICK)
        life.start()
        await told.until(lambda: any(state is WorkerState.READY for state, _ in told.silences))
        beats = life._nonce
        async with asyncio.timeout(LIMIT_S):
            while life._nonce < beats + 6:  # two limits of silence later
                await asyncio.sleep(0.02)
        (silence_s,) = [seconds for state, seconds in told.silences if state is WorkerState.READY]
        assert silence_s > 0.2
        assert told.lost == []
        await life.stop()

    run(story)


@pytest.mark.expects_log
def test_what_fails_before_the_child_starts_ends_starting_and_a_restart_helps() -> None:
    async def story() -> None:
        told = Told()
        faults: list[Exception] = [OSError("no folder"), ValueError("embedded null byte"), KeyError("x")]

        def make(on_events: Callable[[Sequence[Event]], None], *, spare: Spare | None) -> WorkerProcess:
            if faults:
                raise faults.pop(0)
            return WorkerProcess(child("polite"), config={}, limits=PATIENT, on_events=on_events)

        life = Supervisor(make, QUICK_AGAIN, LIMITS, told)
        life.start()
        await told.state(WorkerState.STOPPED)
        assert [str(outcome) for outcome, *_ in told.lost] == [
            "no folder. The worker could not be started.",
            "embedded null byte. The worker could not be started.",
            "'x'. The worker could not be started.",
        ]
        life.restart()
        await told.state(WorkerState.READY)
        await life.stop()

    run(story)


@pytest.mark.expects_log
def test_a_watch_that_breaks_off_leaves_no_child_behind() -> None:
    async def story() -> None:
        told = Told()
        life = supervisor("polite", told)
        pids: list[int] = []

        async def breaks(process: WorkerProcess) -> ProcessOutcome:
            await told.state(WorkerState.READY)
            pids.append(process.pid or 0)
            raise OSError("Too many open files")

        life._until_ended = breaks  # type: ignore[method-assign]  # stands for whatever may fail in there
        life.start()
        await told.state(WorkerState.STOPPED)
        assert len(pids) == 3
        assert not any(psutil.pid_exists(pid) for pid in pids)
        assert "Too many open files." in str(told.lost[0][0])
        await life.stop()

    run(story)


@pytest.mark.skipif(sys.platform != "linux", reason="counts descriptors in /proc")
def test_without_a_free_descriptor_it_is_told_and_a_restart_helps_later() -> None:
    resource = pytest.importorskip("resource")

    async def story() -> None:
        told = Told()
        life = supervisor("polite", told)
        most = resource.getrlimit(resource.RLIMIT_NOFILE)
        with ExitStack() as taken:
            highest = max(int(path.name) for path in Path("/proc/self/fd").iterdir())
            resource.setrlimit(resource.RLIMIT_NOFILE, (highest + 1, most[1]))
            taken.callback(resource.setrlimit, resource.RLIMIT_NOFILE, most)
            with suppress(OSError):
                while True:
                    taken.callback(os.close, os.dup(0))
            life.start()
            await told.state(WorkerState.STOPPED)
        sentence = str(told.lost[-1][0])
        assert "Too many open files" in sentence
        assert "[Errno" not in sentence
        life.restart()
        await told.state(WorkerState.READY)
        await life.stop()

    run(story)


STOPPED_CONSOLE = """
import asyncio
from tests.engine.places.process.test_supervisor import LifeLimits, Told, WorkerState, supervisor

async def sits():
    told = Told()
    life = supervisor("polite", told, LifeLimits(still_s=15, silence_s=2.4))
    life.start()
    await told.state(WorkerState.READY)
    print("ready", flush=True)
    beats = life._nonce
    while life._nonce < beats + 3:
        await asyncio.sleep(0.02)
    print("silences", len(told.silences), "deaths", len(told.lost), flush=True)
    outcome = await life.stop()
    print(outcome.rung.value)

asyncio.run(asyncio.wait_for(sits(), 60))
"""


@pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")
def test_a_console_that_was_stopped_blames_nobody_for_it() -> None:
    command = [sys.executable, "-c", STOPPED_CONSOLE]
    console = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT)
    assert console.stdout is not None
    with console.stdout as told:
        assert told.readline() == "ready\n"
        console.send_signal(signal.SIGSTOP)
        time.sleep(4)  # longer than the limit of silence: that is the case itself
        console.send_signal(signal.SIGCONT)
        assert told.read().splitlines() == ["silences 0 deaths 0", "asked"]
    assert console.wait(30) == 0
