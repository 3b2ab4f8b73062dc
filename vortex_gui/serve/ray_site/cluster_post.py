"""A worker somewhere in the cluster, as the head's agent has it: its node, its attempt, its folders."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Protocol

from vortex_gui.base.log.log_line import LogLine
from vortex_gui.base.words.translation import tr
from vortex_gui.engine.facts.machines import MachineState
from vortex_gui.engine.machines.landing.landings import Landed, LandingFailed
from vortex_gui.engine.machines.link.machine_link import MachineLink
from vortex_gui.engine.machines.machine import Machine
from vortex_gui.engine.machines.ssh.ssh_fault import LinkFault
from vortex_gui.engine.places.place import Order
from vortex_gui.serve.post import PostOffice
from vortex_gui.serve.ray_site.relayed import NodeCalls, Relayed, first_line
from vortex_gui.serve.spool import SpoolLease
from vortex_gui.wire.link.words import (
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
    CancelSlot,
    Command,
    MemorySample,
    RunSlot,
    SlotEnded,
    SlotEvent,
    SlotFailed,
    SlotFinished,
    SlotStarted,
    WorkerReady,
)

_log = logging.getLogger(__name__)
LOST_S = 3.0
"""Three pings without an answer: the node is lost, whatever Ray thinks of it."""
AGAIN_S = 1.0


class Places(Protocol):
    """The cluster, as a post needs it."""

    threads: int
    """Of each worker."""

    async def place(self, settings: str) -> NodeCalls:
        """A node with a free place, and the agent there; waits for one. Cancelled, it leaves nothing."""

    async def let_go(self, node: NodeCalls, *, ask: bool) -> None:
        """Gives the place back; without `ask` the node is lost already."""


class ClusterPost:
    """Used on the loop (`AnyPost`); hears the link to its node (`LinkListener`).

    A node that is lost costs its attempt, without blame. A folder is this machine's before its end is told.
    """

    def __init__(
        self,
        order: Order,
        office: PostOffice,
        *,
        name: str,
        now: Callable[[], float],
        cluster: Places,
        console: str,
    ) -> None:
        """`console` is who this agent is to those of the nodes."""
        self.name = name
        self._order = order
        self._office = office
        self._now = now
        self._cluster = cluster
        self._console = console
        self._link: MachineLink | None = None
        self._behind_s = 0.0
        """How far the node's clock is behind this machine's, by which a console reads what it hears."""
        self._there = ""
        """What the worker is called on its node."""
        self.lease: SpoolLease | None = None
        self.ready: WorkerReady | None = None
        self._output_dir = Path()
        self._finished: SlotFinished | None = None
        """Told once its folder is here."""
        self._state = WorkerTold("starting", tr("The worker has not started."), now())
        self._lost = asyncio.Event()
        self._lost_lease: SpoolLease | None = None
        self._closing = asyncio.Event()
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Looks for a place, and for another one after each loss; may be called again."""
        if self._task is not None:
            return
        self._task = asyncio.get_running_loop().create_task(self._live(), name=f"cluster-post-{self.name}")

    @property
    def is_waiting(self) -> bool:
        return self._task is None

    @property
    def has_settled(self) -> bool:
        """It loads on its node, which has memory and a disk of its own."""
        return True

    @property
    def is_busy(self) -> bool:
        return self.lease is not None

    @property
    def profile(self) -> str:
        return self._order.profile.name

    async def stop(self) -> None:
        """Ends the worker there, and its agent."""
        self._closing.set()
        if self._task is not None:
            await asyncio.wait([self._task])

    def restart(self) -> None:
        self._say(RestartWorker())

    def use(self, order: Order) -> bool:
        """Of the node's own profiles, by its name; the agent there renews the worker."""
        self._order = order
        if self._link is not None:
            self._link.send("", UseProfile(order.profile.name))
        return False

    def fact(self) -> WorkerFact:
        ready, lease, told = self.ready, self.lease, self._state
        slot_id, attempt = (lease.slot_id, lease.attempt) if lease else (None, None)
        state = "busy" if lease and told.state == "ready" else told.state
        device, profile = (ready.device, ready.profile) if ready else ("", self.profile)
        return WorkerFact(self.name, device, profile, state, told.sentence, slot_id, attempt)

    # ── from the console ──────────────────────────────────────────────────────────────────────

    def run(self, lease: SpoolLease, command: RunSlot, output_dir: Path) -> None:
        """Begins an attempt, or tells why not."""
        is_free = self.lease is None and self._state.state == "ready"
        if is_free and self._say(replace(command, output_dir="")):
            self.lease, self._output_dir = lease, output_dir
            return
        self._office.unfinished(lease)
        sentence = tr("The worker {name} is not free.", name=self.name)
        refused = SlotRefused(lease.slot_id, lease.attempt, "busy", sentence, self._state.sentence)
        self._office.tell(self.name, refused, lease, decisive=True)

    def cancel(self, lease: SpoolLease) -> None:
        if self.lease == lease:
            self._say(CancelSlot(lease.slot_id, lease.attempt))

    def send(self, command: Command) -> None:
        self._say(command)

    def _say(self, message: LinkMessage) -> bool:
        return self._link is not None and self._link.send(self._there, message)

    # ── the life ──────────────────────────────────────────────────────────────────────────────

    async def _live(self) -> None:
        while not self._closing.is_set():
            try:
                await self._one_place()
            except Exception as error:  # the border to the cluster, which raises whatever Ray does
                _log.warning("a place in the cluster was lost: %s", first_line(error))
                self._lose(tr("The cluster gave no place ({why}).", why=first_line(error)))
            await self._until_closing(AGAIN_S)

    async def _one_place(self) -> None:
        """From a place that is found to its loss or the end."""
        self._tell_state("starting", tr("Waiting for a free place in the cluster."))
        node = await self._placed()
        if node is None:
            return
        self._lost.clear()
        self._link = MachineLink(
            Machine(self.name),
            self,
            console=self._console,
            carry=partial(Relayed, node),
            unreachable_s=LOST_S,
        )
        try:
            self._link.start()
            await self._until_closing(None, self._lost)
        finally:
            await self._link.stop()
            self._link = None
            lost, self._lost_lease = self._lost_lease or self.lease, None
            if lost is not None:  # only now nobody writes there any more
                self._office.unfinished(lost)
            await self._cluster.let_go(node, ask=not self._lost.is_set())

    async def _placed(self) -> NodeCalls | None:
        placing = asyncio.ensure_future(self._cluster.place(self._settings()))
        closing = asyncio.ensure_future(self._closing.wait())
        try:
            await asyncio.wait([placing, closing], return_when=asyncio.FIRST_COMPLETED)
        finally:
            closing.cancel()
            if not placing.done():
                placing.cancel()
            await asyncio.wait([placing, closing])
        return None if placing.cancelled() else placing.result()

    async def _until_closing(self, timeout_s: float | None, *others: asyncio.Event) -> None:
        waits = [asyncio.ensure_future(event.wait()) for event in (self._closing, *others)]
        await asyncio.wait(waits, timeout=timeout_s, return_when=asyncio.FIRST_COMPLETED)
        for wait in waits:
            wait.cancel()
        await asyncio.wait(waits)

    def _settings(self) -> str:
        """This machine's, for the agent of the node: JSON, which YAML takes."""
        plain = self._order.settings.model_dump(mode="json")
        plain["pipeline"] |= {
            "profile": self._order.profile.name,
            "workers": 1,
            "threads": self._cluster.threads,
        }
        return json.dumps(plain)

    # ── from the node (LinkListener) ──────────────────────────────────────────────────────────

    def on_link(self, state: MachineState, fault: LinkFault | None) -> None:
        """A link through the cluster that is silent or down is not waited for: the node may be gone."""
        if state in (MachineState.UNREACHABLE, MachineState.DOWN) and fault is not None:
            self._lose(tr("The node of worker {name} is lost. {why}", name=self.name, why=fault.sentence))

    def on_hello(self, hello: Hello) -> None:
        """What an earlier agent of this machine left there is nobody's any more."""
        self._behind_s = self._now() - hello.clock
        for held in hello.held:
            if self._link is not None:
                self._link.acknowledge(held.slot_id, held.attempt)
        for worker in hello.workers:
            self._there = worker.name
            if worker.slot_id is not None and worker.attempt is not None:
                self._say(CancelSlot(worker.slot_id, worker.attempt))
            self._tell_state(worker.state, worker.sentence)

    def on_message(self, worker: str, message: LinkMessage) -> None:
        """One message of the node."""
        if isinstance(message, SlotEvent):
            if self._is_ours(message):
                self._take_event(message)
            return
        match message:
            case WorkerTold(since=since):
                self._take_state(replace(message, since=max(0.0, since + self._behind_s)))
            case WorkerDied() | SlotRefused():
                self._end(message)
            case MemorySample(at=at) | LogLine(at=at):
                dated = replace(message, at=max(0.0, at + self._behind_s))
                self._office.tell(self.name, dated, None, decisive=False)
            case _:
                if isinstance(message, WorkerReady):
                    self.ready = message
                self._office.tell(self.name, message, None, decisive=False)

    def _take_event(self, event: SlotEvent) -> None:
        """An end is told once nothing of it is missing here."""
        if isinstance(event, SlotFinished):
            assert self._link is not None
            self._finished = event
            self._link.fetch(event.slot_id, event.attempt, self._output_dir)
        elif isinstance(event, SlotEnded):
            self._end(event)
        else:
            self._office.tell(self.name, event, self.lease, decisive=isinstance(event, SlotStarted))

    def on_landing(self, news: Landed | LandingFailed) -> None:
        """The folder is here, or cannot be had; the node's own goes in either case."""
        finished, lease = self._finished, self.lease
        if finished is None or lease is None or self._link is None:
            return
        self._link.acknowledge(news.slot_id, news.attempt)
        if isinstance(news, Landed) and self._office.finished(lease):
            self._end(finished, is_kept=True)
        else:
            code, sentence, remedy = (
                (news.code, news.sentence, news.remedy)
                if isinstance(news, LandingFailed)
                else ("output", tr("The folder came without a report."), "")
            )
            self._end(SlotFailed(lease.slot_id, code, sentence, remedy, "", lease.attempt))

    # ── small ─────────────────────────────────────────────────────────────────────────────────

    def _is_ours(self, event: SlotEvent) -> bool:
        return self.lease is not None and (event.slot_id, event.attempt) == (
            self.lease.slot_id,
            self.lease.attempt,
        )

    def _end(self, message: SlotEnded | WorkerDied | SlotRefused, *, is_kept: bool = False) -> None:
        """The attempt is over; with it the worker's state counts again."""
        lease, self.lease, self._finished = self.lease, None, None
        if isinstance(message, WorkerDied):
            self.ready = None
        if lease is not None and not is_kept:
            self._office.unfinished(lease)
        self._office.tell(self.name, message, lease, decisive=lease is not None)
        self._office.tell(self.name, self._state, None, decisive=False)

    def _lose(self, sentence: str) -> None:
        """Tells it at once; the place is given back behind it."""
        if self._lost.is_set():
            return
        self._lost.set()
        self.ready, self._finished = None, None
        lease, self.lease = self.lease, None
        self._lost_lease = lease
        slot_id, attempt = (lease.slot_id, lease.attempt) if lease else (None, None)
        died = WorkerDied(slot_id, attempt, False, sentence, None)
        self._office.tell(self.name, died, lease, decisive=lease is not None)
        self._tell_state("lost", sentence)

    def _take_state(self, told: WorkerTold) -> None:
        """While a folder is on its way the worker counts as busy: nobody else is to take it."""
        self._state = told
        if told.state in ("starting", "lost", "stopped"):
            self.ready = None
        if self._finished is None:
            self._office.tell(self.name, told, None, decisive=False)

    def _tell_state(self, state: str, sentence: str) -> None:
        told = WorkerTold(state, sentence, self._now())  # type: ignore[arg-type]  # one of its words
        self._state = told
        self._office.tell(self.name, told, None, decisive=False)
