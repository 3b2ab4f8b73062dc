"""One slot on another machine, from its order to its folder here: what a command without a queue needs."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from vortex_gui.base.words.translation import tr
from vortex_gui.base.words.wording import joined
from vortex_gui.engine.facts.machines import MachineState
from vortex_gui.engine.machines.landing.landings import Landed, LandingFailed
from vortex_gui.engine.machines.link.hello_words import OTHER_PROFILE
from vortex_gui.engine.machines.link.machine_link import MachineLink
from vortex_gui.engine.machines.machine import Machine
from vortex_gui.engine.machines.ssh.ssh_fault import LinkFault
from vortex_gui.wire.link.words import (
    Hello,
    LinkMessage,
    ProfileRefused,
    SlotRefused,
    UseProfile,
    WorkerDied,
    WorkerTold,
)
from vortex_gui.wire.protocol import (
    CancelSlot,
    RunSlot,
    SlotFailed,
    SlotFinished,
    SlotMissed,
    SlotStopped,
    WorkerReady,
)

MOST_ATTEMPTS = 2
"""A slot that kills two workers is not given to a third."""


@dataclass(frozen=True, slots=True)
class SlotOutcome:
    """How it ended: with a folder here, or with the code and the sentence of a fault."""

    folder: Path | None
    code: str = ""
    sentence: str = ""
    remedy: str = ""
    report_json: str = ""


class SlotThere:
    """Hears the link (`LinkListener`) until the slot has its one end. Used on the loop.

    A link that breaks costs nothing but time: the slot goes on there, and is heard of when the link is back.
    """

    def __init__(
        self,
        machine: Machine,
        order: RunSlot,
        *,
        console: str,
        profile: str = "",
        command: Sequence[str] | None = None,
    ) -> None:
        """The order's attempt is odd; no `profile` is the one that the machine has loaded."""
        self._machine = machine
        self._profile = profile
        self._order = order
        self._output_dir = Path(order.output_dir)
        self._link = MachineLink(machine, self, console=console, command=command)
        self._outcome: asyncio.Future[SlotOutcome] = asyncio.get_running_loop().create_future()
        self._profiles: dict[str, str] = {}
        """Of the machine's workers, by name."""
        self._stopped: set[str] = set()
        self._worker = ""
        """Who has it; empty while nobody does."""
        self._was_connected = False
        self._is_landing = False

    async def run(self) -> SlotOutcome:
        """Cancelled, it stops the slot there and leaves nothing here."""
        self._link.start()
        try:
            outcome = await asyncio.shield(self._outcome)
        except asyncio.CancelledError:
            if self._worker:
                self._link.send(self._worker, CancelSlot(self._order.slot_id, self._order.attempt))
            raise
        finally:
            await self._link.stop()
        return outcome

    # ── from the link ─────────────────────────────────────────────────────────────────────────

    def on_link(self, state: MachineState, fault: LinkFault | None) -> None:
        """Without a first hello there is nothing to wait for."""
        if state is MachineState.DOWN and fault is not None and not self._was_connected:
            self._end(SlotOutcome(None, "machine", fault.sentence, fault.remedy))

    def on_hello(self, hello: Hello) -> None:
        """Takes the slot up where it is: held, running, or with its agent gone."""
        self._was_connected = True
        self._profiles = {worker.name: worker.profile for worker in hello.workers}
        self._stopped = {worker.name for worker in hello.workers if worker.state == "stopped"}
        ours = (self._order.slot_id, self._order.attempt)
        held = {(folder.slot_id, folder.attempt) for folder in hello.held}
        for lease in held - {ours}:  # left by an earlier command that nobody waits for any more
            self._link.acknowledge(*lease)
        running = [worker for worker in hello.workers if (worker.slot_id, worker.attempt) == ours]
        if ours in held and not self._is_landing:
            self._bring_home()
        if running or self._is_landing:
            return
        if self._worker:
            self._again(tr("The agent of {address} ended.", address=self._machine.address), blame=True)
        self._begin_at(hello)

    def _begin_at(self, hello: Hello) -> None:
        """At a worker that is ready with the wished profile; where none has it, it is loaded first."""
        fitting = [worker for worker in hello.workers if self._fits(worker.name)]
        if hello.workers and not fitting:
            self._link.send("", UseProfile(self._profile))
            return
        self._end_if_all_stopped(fitting[0].sentence if fitting else "")
        for worker in fitting:
            if worker.state == "ready":
                self._begin(worker.name)

    def on_message(self, worker: str, message: LinkMessage) -> None:
        """What becomes of the slot; all else is for a window."""
        match message:
            case WorkerReady(profile=profile):
                self._profiles[worker] = profile
                self._begin(worker)
            case WorkerTold(state="stopped", sentence=sentence):
                self._stopped.add(worker)
                self._end_if_all_stopped(sentence)
            case WorkerTold(state=state):
                self._stopped.discard(worker)
                if state == "ready":
                    self._begin(worker)
            case SlotRefused(code="busy"):
                self._worker = ""
            case SlotRefused(code=code, sentence=sentence, remedy=remedy):
                self._end(SlotOutcome(None, code, sentence, remedy))
            case ProfileRefused(sentence=sentence):
                self._end(SlotOutcome(None, "machine", sentence, tr(OTHER_PROFILE)))
            case WorkerDied(slot_id=int(), sentence=sentence, blame=blame):
                self._again(sentence, blame=blame)
            case SlotFinished():
                self._bring_home()
            case SlotFailed(code=code, sentence=sentence, remedy=remedy, report_json=report):
                self._end(SlotOutcome(None, code, sentence, remedy, report))
            case SlotMissed(sentence=sentence, report_json=report):
                self._end(SlotOutcome(None, "deadline", sentence, "", report))
            case SlotStopped():
                self._end(SlotOutcome(None, "cancelled", tr("It was cancelled.")))

    def on_landing(self, news: Landed | LandingFailed) -> None:
        """The machine's own folder goes in either case."""
        self._link.acknowledge(news.slot_id, news.attempt)
        if isinstance(news, Landed):
            self._end(SlotOutcome(news.folder))
        else:
            self._end(SlotOutcome(None, news.code, news.sentence, news.remedy))

    # ── small ─────────────────────────────────────────────────────────────────────────────────

    def _fits(self, worker: str) -> bool:
        return not self._profile or self._profiles.get(worker) == self._profile

    def _end_if_all_stopped(self, sentence: str) -> None:
        """Nobody who could make it is left."""
        if not self._worker and {name for name in self._profiles if self._fits(name)} <= self._stopped:
            self._end(SlotOutcome(None, "machine", sentence))

    def _begin(self, worker: str) -> None:
        if not self._fits(worker):
            return
        if not self._worker and not self._is_landing and self._link.send(worker, self._order):
            self._worker = worker

    def _bring_home(self) -> None:
        self._is_landing = True
        self._link.fetch(self._order.slot_id, self._order.attempt, self._output_dir)

    def _again(self, sentence: str, *, blame: bool) -> None:
        """The attempt is lost with its worker; another one may begin, without blame any number of times."""
        self._worker = ""
        if not blame:
            self._order = replace(self._order, attempt=self._order.attempt + MOST_ATTEMPTS)
            return
        if self._order.attempt % MOST_ATTEMPTS == 0:
            remedy = tr("Look at the log of {address}.", address=self._machine.address)
            self._end(SlotOutcome(None, "set_aside", joined(sentence, tr("It was the second loss.")), remedy))
            return
        self._order = replace(self._order, attempt=self._order.attempt + 1)

    def _end(self, outcome: SlotOutcome) -> None:
        if not self._outcome.done():
            self._outcome.set_result(outcome)
