"""The link to one machine: kept up, judged by any frame, and resumed after a loss."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Any, Protocol

from vortex_gui import __version__
from vortex_gui.base.words.translation import tr
from vortex_gui.engine.facts.machines import MachineState
from vortex_gui.engine.machines.landing.landings import FetchAgain, Landed, LandingFailed, Landings, Lease
from vortex_gui.engine.machines.link.link_child import Carrier, Carry, ChildEnd, Heard, LinkChild
from vortex_gui.engine.machines.machine import Machine
from vortex_gui.engine.machines.ssh import ssh_fault
from vortex_gui.engine.machines.ssh.ssh_command import dial_command
from vortex_gui.engine.machines.ssh.ssh_fault import FaultKind, LinkFault
from vortex_gui.engine.places.process.awake import awake_s, wait_awake
from vortex_gui.wire.link import delivery
from vortex_gui.wire.link.link_frames import Wrapped
from vortex_gui.wire.link.versions import SAME_RELEASE, misfit
from vortex_gui.wire.link.words import (
    LINK_MAX,
    LINK_MIN,
    Ack,
    FolderAck,
    FolderFetch,
    Greeting,
    Hello,
    LinkMessage,
    LinkPing,
    Refusal,
)

_log = logging.getLogger(__name__)
BEAT_S = 1.0
LOOK_S = 0.25
"""Between two looks whether something was heard: a silence is told that soon after its limit."""
UNREACHABLE_S = 4.0
"""Without any frame: busy machines look dead to a strict heartbeat, so every frame counts."""
GIVE_UP_S = 12.0
"""Then the child is ended and another one tries; ssh itself gives up on a silent machine after 6 s."""
HELLO_LIMIT_S = 30.0
UNTRIED_S = 10.0
"""Until this console has connected: one that starts shares the machine with its own workers, which load."""
FIRST_WAIT_S, MOST_WAIT_S = 0.5, 30.0
MOST_NONCE = 2**31 - 1


class LinkListener(Protocol):
    """Hears of one machine, on the loop."""

    def on_link(self, state: MachineState, fault: LinkFault | None) -> None:
        """The link's state; a fault says why it is down or silent."""

    def on_hello(self, hello: Hello) -> None:
        """The machine as it is: after each new connection, before its first message."""

    def on_message(self, worker: str, message: LinkMessage) -> None:
        """One message, each decisive one once; `worker` is empty where the machine itself speaks."""

    def on_landing(self, news: Landed | LandingFailed) -> None:
        """A folder that was asked for is here, or cannot be had."""


class MachineLink:
    """Made and used on the loop. The machine keeps folders by `console`, this console's identity."""

    def __init__(
        self,
        machine: Machine,
        listener: LinkListener,
        *,
        console: str,
        command: Sequence[str] | None = None,
        carry: Carry | None = None,
        unreachable_s: float = UNREACHABLE_S,
    ) -> None:
        """`command` joins the agent in another way than by ssh, `carry` even without a child."""
        self._machine = machine
        self._listener = listener
        self._console = console
        self._command = list(command or dial_command(machine))
        self._carry = carry or partial(LinkChild, self._command)
        self._unreachable_s = unreachable_s
        self._landings = Landings()
        self._heard = delivery.Heard()
        self._child: Carrier | None = None
        self._hello: Hello | None = None
        self._fault: LinkFault | None = None
        self._answer = asyncio.Event()
        self._is_heard = False
        self._state = MachineState.DOWN
        self._nonce = 0
        self._begun_at = 0.0
        self.connect_s = UNTRIED_S
        """What it took last from the child's start to the machine's hello."""
        self._closing = asyncio.Event()
        self._hurry = asyncio.Event()
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Connects, and again after each loss."""
        self._task = asyncio.get_running_loop().create_task(self._live(), name="machine-link")

    async def stop(self) -> None:
        """Ends the link; the machine finishes and keeps what runs there."""
        self._closing.set()
        if self._task is not None:
            await asyncio.wait([self._task])
            if (error := self._task.exception()) is not None:
                _log.error("the link to a machine had ended", exc_info=error)

    def hurry(self) -> None:
        """Tries now instead of later; nothing changes while it is connected."""
        self._hurry.set()

    def send(self, worker: str, message: LinkMessage) -> bool:
        """Sends to a worker, or with an empty name to the machine; false while it is not connected."""
        if self._child is None or self._hello is None:
            return False
        self._child.send(Wrapped(worker, 0, message))
        return True

    def fetch(self, slot_id: int, attempt: int, output_dir: Path) -> None:
        """Brings a finished folder home, now or once the link is back; `on_landing` tells of its end."""
        if self._landings.expect(slot_id, attempt, output_dir):
            self._ask_for((slot_id, attempt))

    def forget(self, slot_id: int, attempt: int) -> bool:
        """Nobody waits for a folder any more; false when it goes into place in this moment."""
        return self._landings.forget(slot_id, attempt)

    def acknowledge(self, slot_id: int, attempt: int) -> bool:
        """The machine deletes its folder; false while it is not connected: it offers it again then."""
        return self.send("", FolderAck(slot_id, attempt))

    # ── the life ──────────────────────────────────────────────────────────────────────────────

    async def _live(self) -> None:
        wait_s = FIRST_WAIT_S
        while not self._closing.is_set():
            was_connected = await self._one_connection()
            wait_s = FIRST_WAIT_S if was_connected else min(2 * wait_s, MOST_WAIT_S)
            if not self._closing.is_set():
                self._hurry.clear()
                await self._until_closing(wait_s, asyncio.ensure_future(self._hurry.wait()))

    async def _one_connection(self) -> bool:
        """From start to end; whether a hello came."""
        self._hello, self._fault = None, None
        self._answer.clear()
        self._set_state(MachineState.CONNECTING)
        self._begun_at = time.monotonic()
        child = self._child = self._carry(self._landings, self._on_heard)
        try:
            child.start()
        except OSError:
            self._child = None
            self._set_state(MachineState.DOWN, ssh_fault.no_ssh(self._command[0]))
            return False
        child.send(Wrapped("", 0, self._greeting()))
        if await self._says_hello(child):
            await self._while_it_lives(child)
        self._child = None
        end = await child.stop()
        was_connected = self._hello is not None
        self._hello = None
        why = None if self._closing.is_set() else self._why(end, was_connected=was_connected)
        self._set_state(MachineState.DOWN, why)
        return was_connected

    def _greeting(self) -> Greeting:
        return Greeting(
            LINK_MIN, LINK_MAX, f"vortex-gui {__version__}", self._console, self._heard.boot, self._heard.n
        )

    async def _says_hello(self, child: Carrier) -> bool:
        await self._until_closing(HELLO_LIMIT_S, child.ended, asyncio.ensure_future(self._answer.wait()))
        return self._hello is not None and not self._closing.is_set()

    async def _while_it_lives(self, child: Carrier) -> None:
        """Pings; a look that comes late counts as one, for then this process was stopped or busy."""
        silence_s, since_ping_s = 0.0, BEAT_S
        while not child.ended.done() and not self._closing.is_set() and silence_s < GIVE_UP_S:
            self._is_heard, begun = False, time.monotonic()
            if since_ping_s >= BEAT_S:
                since_ping_s = 0.0
                self._nonce = (self._nonce + 1) % MOST_NONCE
                child.send(Wrapped("", 0, LinkPing(self._nonce)))
            await self._until_closing(LOOK_S, child.ended)
            since_ping_s += time.monotonic() - begun
            silence_s = 0.0 if self._is_heard else silence_s + awake_s(begun, LOOK_S)
            if silence_s >= self._unreachable_s and not child.ended.done():
                self._set_state(MachineState.UNREACHABLE, self._silence())

    def _silence(self) -> LinkFault:
        sentence = tr("{address} has not answered for some seconds.", address=self._machine.address)
        return ssh_fault.silent(self._machine.address, sentence)

    def _why(self, end: ChildEnd, *, was_connected: bool) -> LinkFault:
        """An agent that had answered was there: its link ended, whatever the command's own exit code says."""
        fault = self._fault or ssh_fault.fault_of(self._machine, end.code, end.said, end.noise)
        if was_connected and fault.kind is FaultKind.NO_AGENT:
            return ssh_fault.fault_of(self._machine, None, end.said)
        return fault

    async def _until_closing(self, timeout_s: float, *others: asyncio.Future[Any]) -> None:
        closing = asyncio.ensure_future(self._closing.wait())
        await wait_awake([closing, *others], timeout_s)
        tasks = [future for future in (closing, *others) if isinstance(future, asyncio.Task)]
        for task in tasks:
            task.cancel()
        await asyncio.wait(tasks)

    def _set_state(self, state: MachineState, fault: LinkFault | None = None) -> None:
        if state is not self._state:
            self._state = state
            self._listener.on_link(state, fault)

    # ── from the machine ──────────────────────────────────────────────────────────────────────

    def _on_heard(self, heard: Sequence[Heard]) -> None:
        before = self._heard.n
        self._is_heard = True
        for news in heard:
            if isinstance(news, Wrapped):
                self._take(news)
            else:
                self._on_landing(news)
        if self._state is MachineState.UNREACHABLE:
            self._set_state(MachineState.CONNECTED)
        if self._heard.n > before:
            self.send("", Ack(self._heard.n))

    def _take(self, wrapped: Wrapped) -> None:
        match wrapped.message:
            case Hello() as hello if self._hello is None:
                self._on_hello(hello)
            case Refusal(sentence=sentence, remedy=remedy):
                self._refused(LinkFault(FaultKind.REFUSED, sentence, remedy))
            case message if self._hello is not None and self._heard.is_new(wrapped):
                self._listener.on_message(wrapped.worker, message)

    def _on_hello(self, hello: Hello) -> None:
        if told := misfit(hello, self._machine.address):
            self._refused(LinkFault(FaultKind.MISFIT, told, tr(SAME_RELEASE)))
            return
        self._hello = hello
        self.connect_s = time.monotonic() - self._begun_at
        self._heard.begin(hello.boot)
        self._set_state(MachineState.CONNECTED)
        for lease in self._landings.wished():  # they were on their way when the link was lost
            self._ask_for(lease)
        self._listener.on_hello(hello)
        self._answer.set()

    def _ask_for(self, lease: Lease) -> None:
        self.send("", FolderFetch(*lease))

    def _refused(self, fault: LinkFault) -> None:
        self._fault = fault
        self._hello = None
        self._answer.set()

    def _on_landing(self, news: Landed | LandingFailed | FetchAgain) -> None:
        if isinstance(news, FetchAgain):
            self._ask_for((news.slot_id, news.attempt))
        else:
            self._listener.on_landing(news)
