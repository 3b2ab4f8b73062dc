"""The agent without a socket: who hears what of which slot, and what a console may ask for."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path

import psutil
import pytest

from tests.engine.places.watched import LIMIT_S, child, run
from tests.serve.agents import CONSOLE, WORKER, slot
from vortex_gui.base.log.log_line import LogLine
from vortex_gui.base.profile import load_profile
from vortex_gui.base.settings.settings import Settings, WorkerSettings
from vortex_gui.engine.places.place import Order
from vortex_gui.serve.agent import Agent
from vortex_gui.serve.outgoing import Outgoing
from vortex_gui.serve.spool import Spool
from vortex_gui.wire.codec import ProtocolError
from vortex_gui.wire.link.link_frames import Wrapped
from vortex_gui.wire.link.words import Ack, Hello, LinkMessage, RestartWorker, UseProfile, WorkerTold
from vortex_gui.wire.protocol import (
    CancelSlot,
    ClearCache,
    Shutdown,
    SlotFinished,
    SlotStarted,
    SlotStopped,
    WorkerReady,
)

WORKER_SETTINGS = WorkerSettings(ask_s=5.0, terminate_s=1.0, backoff_s=0.05, niceness=0, keep_spare="never")
OTHER = "d1" * 16


class Console:
    """One console's connection, with what it got."""

    def __init__(self, agent: Agent, name: str = CONSOLE, *, boot: str = "", heard: int = 0) -> None:
        self.agent = agent
        self.outgoing = Outgoing()
        self.got: list[Wrapped] = []
        agent.connect(name, self.outgoing, boot=boot, heard=heard)

    def say(self, message: LinkMessage, worker: str = WORKER) -> None:
        self.agent.take(Wrapped(worker, 0, message))

    def leave(self) -> None:
        self.agent.disconnect(self.outgoing)

    async def until(self, condition: Callable[[LinkMessage], bool]) -> Wrapped:
        async with asyncio.timeout(LIMIT_S):
            while True:
                self.got.append(await self.outgoing.next())
                if condition(self.got[-1].message):
                    return self.got[-1]

    async def until_a(self, kind: type) -> Wrapped:
        return await self.until(lambda message: isinstance(message, kind))


class Machine:
    def __init__(self, folder: Path) -> None:
        order = Order(Settings(worker=WORKER_SETTINGS), load_profile("mini"), child("scripted_worker"))
        self.lines: list[LogLine] = []
        self.agent = Agent(
            order,
            Spool(folder / "spool", 1_000_000),
            workers=(WORKER,),
            now=lambda: 100.0,
            keep_line=self.lines.append,
        )
        self.agent.start()


def test_a_slot_is_told_to_its_own_console_alone_and_waits_for_it(tmp_path: Path) -> None:
    async def story() -> None:
        agent = Machine(tmp_path).agent
        first = Console(agent)
        await first.until_a(WorkerReady)
        first.say(slot("slow"))
        started = await first.until_a(SlotStarted)
        assert started.n == 1
        first.leave()
        other = Console(agent, OTHER)
        hello = (await other.until_a(Hello)).message
        assert isinstance(hello, Hello)
        assert hello.workers[0].state == "busy"
        assert hello.workers[0].slot_id is None, "the slot of another console is nothing of this one's"
        assert hello.held == ()
        await other.until(lambda message: getattr(message, "state", "") == "ready")
        assert not [found for found in other.got if hasattr(found.message, "slot_id")]
        other.leave()
        again = Console(agent, boot=hello.boot, heard=1)
        finished = await again.until_a(SlotFinished)
        assert finished.n == 2
        assert not [found for found in again.got if isinstance(found.message, SlotStarted)]
        again.say(Ack(2), worker="")
        again.leave()
        last = Console(agent)
        await last.until_a(WorkerReady)
        assert [found.n for found in last.got] == [0] * len(last.got)
        await agent.stop()

    run(story)


def test_a_worker_is_restarted_and_its_cache_cleared_but_never_shut_down(tmp_path: Path) -> None:
    async def story() -> None:
        agent = Machine(tmp_path).agent
        console = Console(agent)
        await console.until_a(WorkerReady)
        console.say(ClearCache())
        await console.until(lambda message: type(message).__name__ == "CacheCleared")
        console.say(RestartWorker())
        await console.until_a(WorkerReady)
        with pytest.raises(ProtocolError, match="Shutdown is not a console's"):
            console.say(Shutdown())
        with pytest.raises(ProtocolError, match="no worker 'other'"):
            console.say(ClearCache(), worker="other")
        await agent.stop()

    run(story)


def test_its_log_is_kept_also_while_nobody_is_connected(tmp_path: Path) -> None:
    async def story() -> None:
        machine = Machine(tmp_path)
        console = Console(machine.agent)
        await console.until_a(WorkerReady)
        console.leave()
        await machine.agent.stop()
        assert any("ended as asked" in line.message for line in machine.lines)

    run(story)


def test_workers_start_one_after_another_and_each_takes_a_slot(tmp_path: Path) -> None:
    async def story() -> None:
        order = Order(Settings(worker=WORKER_SETTINGS), load_profile("mini"), child("scripted_worker"))
        agent = Agent(
            order,
            Spool(tmp_path / "spool", 1_000_000),
            workers=("local-1", "local-2"),
            now=lambda: 100.0,
            keep_line=lambda line: None,
        )
        agent.start()
        console = Console(agent)
        hello = (await console.until_a(Hello)).message
        assert isinstance(hello, Hello)
        assert hello.workers[1].state == "waiting"
        ready = [(await console.until_a(WorkerReady)).worker for _ in range(2)]
        assert ready == ["local-1", "local-2"]
        states = [(w.worker, w.message.state) for w in console.got if isinstance(w.message, WorkerTold)]
        assert states.index(("local-1", "ready")) < states.index(("local-2", "starting"))
        console.say(slot("hang"), "local-1")
        console.say(slot("done", slot_id=6), "local-2")
        finished = await console.until_a(SlotFinished)
        assert finished.worker == "local-2"
        console.say(CancelSlot(5, 1), "local-2")
        assert agent._posts["local-1"].lease is not None, "a cancel reaches the worker that has the slot"
        console.say(CancelSlot(5, 1), "local-1")
        await console.until_a(SlotStopped)
        await agent.stop()

    run(story)


def test_another_profile_comes_worker_by_worker_and_to_a_busy_one_after_its_slot(tmp_path: Path) -> None:
    async def story() -> None:
        order = Order(Settings(worker=WORKER_SETTINGS), load_profile("mini"), child("scripted_worker"))
        names = ("local-1", "local-2", "local-3")
        agent = Agent(
            order,
            Spool(tmp_path / "spool", 1_000_000),
            workers=names,
            now=lambda: 100.0,
            keep_line=lambda line: None,
        )
        agent.start()
        console = Console(agent)
        for _ in names:
            await console.until_a(WorkerReady)
        console.say(slot("hang"), "local-1")
        await console.until_a(SlotStarted)
        before = len(console.got)
        console.say(UseProfile("8gb"), "")
        ready = [await console.until_a(WorkerReady) for _ in range(2)]
        assert [found.worker for found in ready] == ["local-2", "local-3"]
        told = [
            (w.worker, w.message.state) for w in console.got[before:] if isinstance(w.message, WorkerTold)
        ]
        assert told.index(("local-2", "ready")) < told.index(("local-3", "stopping"))
        assert {name for name, _ in told} == {"local-2", "local-3"}
        facts = {post.name: post.fact() for post in agent._posts.values()}
        assert [facts[name].profile for name in names] == ["mini", "8gb", "8gb"]
        console.say(CancelSlot(5, 1), "local-1")
        await console.until_a(SlotStopped)
        last = (await console.until_a(WorkerReady)).message
        assert isinstance(last, WorkerReady)
        assert last.profile == "8gb"
        await agent.stop()

    run(story)


def test_an_agent_that_ends_starts_no_worker_that_waited(tmp_path: Path) -> None:
    async def story() -> None:
        order = Order(Settings(worker=WORKER_SETTINGS), load_profile("mini"), child("never_ready"))
        agent = Agent(
            order,
            Spool(tmp_path / "spool", 1_000_000),
            workers=("local-1", "local-2"),
            now=lambda: 100.0,
            keep_line=lambda line: None,
        )
        before = psutil.Process().children()  # the tests' own spares
        agent.start()
        await agent.stop()
        assert agent._posts["local-2"].fact().state in ("waiting", "stopped")
        assert psutil.Process().children() == before

    run(story)
