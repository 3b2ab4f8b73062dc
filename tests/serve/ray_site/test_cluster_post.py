"""A worker in the cluster: its folder is here before its end is told, and a lost node costs no blame."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import tempfile
from collections.abc import Awaitable, Callable
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest

from tests.engine.places.watched import run
from tests.serve.agents import CONSOLE, slot
from tests.serve.ray_site.near_nodes import NearPlaces, settings_of
from tests.serve.test_agent import Console
from vortex_gui.base.profile import load_profile
from vortex_gui.engine.places.place import Order
from vortex_gui.serve.agent import Agent
from vortex_gui.serve.ray_site import cluster_post
from vortex_gui.serve.ray_site.cluster_post import ClusterPost
from vortex_gui.serve.spool import Spool, SpoolLease
from vortex_gui.wire.link.words import (
    FileChunk,
    FolderAck,
    FolderFetch,
    FolderOffer,
    Hello,
    LinkMessage,
    RestartWorker,
    SlotRefused,
    UseProfile,
    WorkerDied,
    WorkerFact,
    WorkerTold,
)
from vortex_gui.wire.protocol import (
    CacheCleared,
    CancelSlot,
    ClearCache,
    SlotEnded,
    SlotFailed,
    SlotFinished,
    SlotStarted,
    SlotStopped,
    WorkerReady,
)

RAY = "ray-1"


class Head:
    """An agent whose workers are on nodes, and a console of it."""

    def __init__(self, folder: Path, *, room: int = 1, workers: int = 1) -> None:
        self.places = NearPlaces(room)
        self.spool = Spool(folder / "spool", 1_000_000)
        order = Order(settings_of(folder), load_profile("mini"), ["unused"])
        self.agent = Agent(
            order,
            self.spool,
            workers=[f"ray-{number}" for number in range(1, workers + 1)],
            now=lambda: 100.0,
            keep_line=lambda line: None,
            make_post=partial(ClusterPost, cluster=self.places, console="ca" * 16),
        )
        self.agent.start()
        self.console = Console(self.agent)

    def say(self, message: LinkMessage, worker: str = RAY) -> None:
        self.console.say(message, worker)

    async def ready(self) -> None:
        await self.console.until(lambda message: isinstance(message, WorkerTold) and message.state == "ready")

    async def until_a(self, kind: type) -> LinkMessage:
        return (await self.console.until_a(kind)).message

    async def end(self) -> SlotEnded:
        found = await self.console.until(lambda message: isinstance(message, SlotEnded))
        assert isinstance(found.message, SlotEnded)
        return found.message


def told(folder: Path, story: Callable[[Head], Awaitable[None]], *, room: int = 1, workers: int = 1) -> None:
    """The story, and that nothing is left of it."""

    async def whole() -> None:
        head = Head(folder, room=room, workers=workers)
        try:
            await story(head)
        finally:
            await head.agent.stop()
        assert [node.folder.exists() for node in head.places.nodes] == [False] * len(head.places.nodes)

    run(whole)


@pytest.fixture(autouse=True)
def _own_temporary_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "t").mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "t"))


def test_a_finished_folder_is_in_the_heads_spool_when_its_end_is_told(tmp_path: Path) -> None:
    async def story(head: Head) -> None:
        await head.ready()
        head.say(slot("done"))
        await head.until_a(SlotStarted)
        assert isinstance(await head.end(), SlotFinished)
        lease = SpoolLease(CONSOLE, 5, 1)
        assert head.spool.held(CONSOLE) == [lease]
        assert (head.spool.finished(lease) / "slot.mp4").read_bytes() == b"a clip"
        await head.ready()
        head.say(FolderFetch(5, 1), "")
        await head.until_a(FolderOffer)
        await head.console.until(
            lambda message: isinstance(message, FileChunk) and message.name == "slot.mp4"
        )
        head.say(FolderAck(5, 1), "")
        assert head.spool.held(CONSOLE) == []
        head.say(slot("done", slot_id=6))
        assert isinstance(await head.end(), SlotFinished)

    told(tmp_path, story)


def test_ends_of_other_kinds_are_told_and_leave_nothing(tmp_path: Path) -> None:
    async def story(head: Head) -> None:
        await head.ready()
        head.say(slot("fail"))
        assert isinstance(await head.end(), SlotFailed)
        await head.ready()
        head.say(slot("hang", slot_id=6))
        await head.until_a(SlotStarted)
        head.say(CancelSlot(6, 1))
        assert isinstance(await head.end(), SlotStopped)
        assert list((tmp_path / "spool" / CONSOLE).iterdir()) == []

    told(tmp_path, story)


@pytest.mark.expects_log
def test_a_folder_that_the_node_does_not_have_fails_the_slot(tmp_path: Path) -> None:
    async def story(head: Head) -> None:
        await head.ready()
        head.say(slot("lie"))
        end = await head.end()
        assert isinstance(end, SlotFailed)
        assert end.code == "output"
        await head.ready()

    told(tmp_path, story)


def test_a_worker_that_dies_on_its_node_is_blamed_and_comes_again(tmp_path: Path) -> None:
    async def story(head: Head) -> None:
        await head.ready()
        head.say(slot("die"))
        died = await head.until_a(WorkerDied)
        assert isinstance(died, WorkerDied)
        assert (died.slot_id, died.attempt, died.blame) == (5, 1, True)
        await head.ready()
        assert len(head.places.nodes) == 1

    told(tmp_path, story)


@pytest.mark.parametrize("loss", ["agent killed", "agent frozen", "node silent"])
def test_a_lost_node_is_told_without_blame_and_another_place_is_found(
    loss: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cluster_post, "LOST_S", 1.0)

    async def story(head: Head) -> None:
        await head.ready()
        head.say(slot("hang"))
        await head.until_a(SlotStarted)
        (node,) = head.places.nodes
        pid = node.agent.pid
        match loss:
            case "agent killed":
                os.kill(pid, signal.SIGKILL)
            case "agent frozen":
                os.kill(pid, signal.SIGSTOP)
            case "node silent":
                node.is_mute = True
        died = await head.until_a(WorkerDied)
        assert isinstance(died, WorkerDied)
        assert (died.slot_id, died.attempt, died.blame) == (5, 1, False)
        assert RAY in died.sentence
        if loss == "agent frozen":
            os.kill(pid, signal.SIGCONT)
        await head.ready()
        assert head.places.asked == [False]
        assert list((tmp_path / "spool" / CONSOLE).iterdir()) == []
        head.say(replace(slot("done"), attempt=2))
        end = await head.end()
        assert (type(end), end.attempt) == (SlotFinished, 2)

    told(tmp_path, story)


def test_a_busy_worker_refuses_and_says_so(tmp_path: Path) -> None:
    async def story(head: Head) -> None:
        head.say(slot("done", slot_id=4))
        early = await head.until_a(SlotRefused)
        assert isinstance(early, SlotRefused)
        assert early.code == "busy"
        await head.ready()
        head.say(slot("hang"))
        await head.until_a(SlotStarted)
        head.say(slot("done", slot_id=6))
        refused = await head.until_a(SlotRefused)
        assert isinstance(refused, SlotRefused)
        assert refused.slot_id == 6
        hello = await Console(head.agent).until_a(Hello)
        assert isinstance(hello.message, Hello)
        (fact,) = hello.message.workers
        assert (fact.name, fact.slot_id, fact.attempt, fact.device) == (RAY, 5, 1, "none")

    told(tmp_path, story)


def test_commands_reach_the_worker_and_a_profile_the_node(tmp_path: Path) -> None:
    async def story(head: Head) -> None:
        await head.ready()
        head.say(ClearCache())
        await head.until_a(CacheCleared)
        head.say(RestartWorker())
        await head.until_a(WorkerReady)
        head.say(UseProfile("rtx3060"), "")
        await head.until_a(WorkerReady)
        hello = await Console(head.agent).until_a(Hello)
        assert isinstance(hello.message, Hello)
        assert [fact.profile for fact in hello.message.workers] == ["rtx3060"]

    told(tmp_path, story)


def test_two_workers_share_the_slots_and_one_without_a_place_waits(tmp_path: Path) -> None:
    async def story(head: Head) -> None:
        await head.console.until(
            lambda message: isinstance(message, WorkerTold) and "free place" in message.sentence
        )
        await head.ready()
        assert len(head.places.nodes) == 1
        (waiting,) = (fact for fact in facts(head) if fact.state != "ready")
        assert "free place" in waiting.sentence

    def facts(head: Head) -> list[WorkerFact]:
        return [head.agent._posts[name].fact() for name in head.agent.workers]

    told(tmp_path, story, workers=2)


def test_what_an_earlier_agent_left_at_a_node_is_cancelled_and_dropped(tmp_path: Path) -> None:
    class Left(NearPlaces):
        """Gives the same node again, as an actor that outlived its agent."""

        async def let_go(self, node: object, *, ask: bool) -> None:
            if len(self.asked) == 0:
                self.asked.append(ask)
                self._room.release()
            else:
                await super().let_go(node, ask=ask)  # type: ignore[arg-type]

        async def place(self, settings: str) -> object:  # type: ignore[override]
            if not self.nodes:
                return await super().place(settings)
            await self.nodes[0].begin(settings)
            return self.nodes[0]

    async def story() -> None:
        head = Head(tmp_path)
        head.places.__class__ = Left
        await head.ready()
        head.say(slot("hang"))
        await head.until_a(SlotStarted)
        await head.agent.stop()
        agent = head.places.nodes[0].agent
        again = Head(tmp_path)
        again.agent._posts[RAY]._cluster = head.places  # type: ignore[attr-defined]
        await again.ready()
        assert head.places.nodes[0].agent is agent, "its models stayed loaded"
        again.say(slot("done", slot_id=9))
        assert isinstance(await again.end(), SlotFinished)
        await again.agent.stop()

    run(story)


def test_the_nodes_settings_are_the_heads_with_one_worker_and_its_share_of_threads(tmp_path: Path) -> None:
    async def story(head: Head) -> None:
        await head.ready()
        file = head.places.nodes[0].folder / "settings.yaml"
        plain = json.loads(await asyncio.to_thread(file.read_text))
        assert plain["pipeline"]["threads"] == 1
        assert plain["pipeline"]["workers"] == 1
        assert plain["folders"]["data"] == str(tmp_path / "data")

    told(tmp_path, story)
