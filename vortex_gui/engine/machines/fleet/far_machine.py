"""A machine of the console's fleet: its link, its workers as places, and how long it may stay away."""

from __future__ import annotations

import asyncio
import re
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from vortex_gui.base.log.logs import note
from vortex_gui.base.recipe.composition import Composition
from vortex_gui.base.words.translation import tr
from vortex_gui.base.words.wording import joined
from vortex_gui.engine.facts.brought import dressed
from vortex_gui.engine.facts.events import EngineEvent, MachineChanged, Notice, Severity
from vortex_gui.engine.facts.machines import MachineFact, MachineState
from vortex_gui.engine.machines.fleet.far_faces import Attempt, FarListener
from vortex_gui.engine.machines.fleet.far_place import FarPlace
from vortex_gui.engine.machines.landing.landings import Landed, LandingFailed
from vortex_gui.engine.machines.link.doctor_calls import DoctorAnswer, DoctorCalls
from vortex_gui.engine.machines.link.hello_words import OTHER_PROFILE, other_profile
from vortex_gui.engine.machines.link.machine_link import MachineLink
from vortex_gui.engine.machines.link.machine_test import MachineAnswer, answer_of
from vortex_gui.engine.machines.machine import Machine
from vortex_gui.engine.machines.ssh.ssh_fault import LinkFault
from vortex_gui.engine.places.pool import Pool
from vortex_gui.engine.places.process.awake import awake_s, wait_awake
from vortex_gui.wire.link.words import (
    DoctorTold,
    Hello,
    LinkMessage,
    LinkPong,
    MachineNotice,
    ProfileRefused,
    SlotRefused,
    UseProfile,
)
from vortex_gui.wire.protocol import RunSlot

LOOK_S = 0.25
NO_ROOM_S = 30.0
"""A machine without room in its spool gets a slot again after this, or once a folder of ours has gone."""
LAST_LANDING_S = 20.0  # of a machine that is removed: the disk of a folder that goes into place may hang
LEAST_DRIFT_S = 0.5
"""Clocks that differ by less from what is known of them are left as they are."""
_WORKER = re.compile(r"[A-Za-z0-9_.:-]{1,64}")


class FarMachine:
    """Hears its link (`LinkListener`) and serves its places (`Host`). Used on the loop."""

    def __init__(
        self,
        machine: Machine,
        pool: Pool,
        listener: FarListener,
        *,
        command: Sequence[str],
        console: str,
        house: Composition,
        profile: str,
        now: Callable[[], float],
        tell: Callable[[EngineEvent], None],
        on_places: Callable[[], None],
    ) -> None:
        self._pool = pool
        self._listener = listener
        self._house = house
        self._profile = profile
        """The one that the queue's slots want."""
        self.now = now
        self._tell = tell
        self._on_places = on_places
        self.fact = MachineFact(machine.address, machine.program, MachineState.CONNECTING, now())
        self.hello: Hello | None = None
        """While it is connected."""
        self._places: dict[str, FarPlace] = {}
        self._leaving: set[str] = set()  # workers that are not there any more
        self._landed = asyncio.Event()
        self._behind_s = 0.0
        """What has to be added to its moments."""
        self._is_settled = self._is_removed = False
        self._away_s = 0.0
        self._closing = asyncio.Event()
        self._away: asyncio.Task[None] | None = None
        self._room: asyncio.TimerHandle | None = None
        self._link = MachineLink(machine, self, console=console, command=command)
        self._doctor = DoctorCalls(machine.address, self._link.send)

    @property
    def address(self) -> str:
        return self.fact.address

    def adopt(self, worker: str, slot_id: int, attempt: int, output_dir: Path) -> FarPlace:
        """The last console gave one of its workers this attempt; called before the start."""
        place = self._places.get(worker) or self._new_place(worker)
        place.adopt(slot_id, attempt, output_dir)
        return place

    def start(self) -> None:
        """Connects; slots of the last console wait for it no longer than those of this one."""
        self._tell(MachineChanged(self.fact))
        self._wait_for_it()
        self._link.start()

    def hurry(self) -> None:
        """Tries now instead of later."""
        self._link.hurry()

    def refuse(self) -> None:
        """Its places take no slot any more: the end is near."""
        for place in self._places.values():
            place.refuse()

    async def stop(self) -> None:
        """Ends the link; what runs there goes on, for the next console."""
        self._closing.set()
        self._doctor.lose()
        if self._room is not None:
            self._room.cancel()
        self.refuse()
        await self._link.stop()
        if self._away is not None:
            await asyncio.wait([self._away])

    async def remove(self) -> None:
        """Takes its slots back, then ends the link; a folder that goes into place now lands first."""
        self._is_removed, self._leaving = True, set(self._places)
        self._let_go()
        with suppress(TimeoutError):
            async with asyncio.timeout(LAST_LANDING_S):
                while self._places:
                    self._landed.clear()
                    await self._landed.wait()
        await self.stop()

    # ── from the link (LinkListener) ──────────────────────────────────────────────────────────

    def on_link(self, state: MachineState, fault: LinkFault | None) -> None:
        """A try after a failed one changes nothing that the operator sees, until it succeeds."""
        if self._closing.is_set():
            return
        if state is MachineState.CONNECTED:
            self._come_in_sight()
        elif state is not MachineState.CONNECTING:
            self._lose_sight(state, fault)

    def on_hello(self, hello: Hello) -> None:
        """All that it has is compared with what is expected of it."""
        if self._is_removed:
            return
        self.hello, self._is_settled = hello, False
        self._behind_s = self.now() - hello.clock
        self._change(
            host=hello.machine,
            release=hello.program,
            spool_bytes=hello.spool_bytes,
            spool_limit_bytes=hello.spool_limit_bytes,
        )
        held_there = {(folder.slot_id, folder.attempt) for folder in hello.held}
        workers = {fact.name: fact for fact in hello.workers if _WORKER.fullmatch(fact.name)}
        for name in [each for each in workers if each not in self._places]:  # in the machine's own order
            self._new_place(name)
        for name, place in self._places.items():
            place.pause("")
            if name in workers:
                place.see(workers[name], held_there)
        self._leaving = self._places.keys() - workers
        self._let_go()
        for attempt in held_there:
            if not self._expects(attempt):
                self.acknowledge(*attempt)
        self._on_places()
        if (notice := other_profile(self.address, hello, self._profile)) is not None:
            self._tell(notice)

    def on_message(self, worker: str, message: LinkMessage) -> None:
        """What it tells of a worker, or of itself."""
        match message:
            case LinkPong(clock=clock):
                self._on_pong(clock)
            case DoctorTold():
                self._doctor.take(message)
            case MachineNotice():
                key, text = f"{self.address}-{message.key}", f"{self.address}: {message.text}"
                self._tell(Notice(Severity(message.severity), key, text, message.remedy))
            case ProfileRefused(sentence=sentence):
                text = f"{self.address}: {sentence}"
                self._tell(Notice(Severity.WARNING, f"{self.address}-profile", text, tr(OTHER_PROFILE)))
            case _ if worker in self._places:
                self._places[worker].hear(message)

    def on_landing(self, news: Landed | LandingFailed) -> None:
        """The machine's own folder goes in either case, which makes room there."""
        self.acknowledge(news.slot_id, news.attempt)
        for place in list(self._places.values()):
            if place.expects(news.slot_id, news.attempt):
                place.land(news)
        if self._leaving & self._places.keys():
            self._let_go()
            self._on_places()
        self._landed.set()
        self._has_room()

    # ── for its places (Host) ─────────────────────────────────────────────────────────────────

    def moved(self, at: float) -> float:
        return at + self._behind_s

    def send(self, worker: str, message: LinkMessage) -> bool:
        return self._link.send(worker, message)

    def fetch(self, slot_id: int, attempt: int, output_dir: Path) -> None:
        self._link.fetch(slot_id, attempt, output_dir)

    def forget(self, slot_id: int, attempt: int) -> bool:
        return self._link.forget(slot_id, attempt)

    def acknowledge(self, slot_id: int, attempt: int) -> bool:
        return self._link.acknowledge(slot_id, attempt)

    def dressed(self, command: RunSlot) -> RunSlot:
        return replace(command, recipe_json=dressed(command.recipe_json, self._house))

    def has_no_room(self, refused: SlotRefused) -> None:
        """The others go on; this one is asked again after a while."""
        text = tr("{machine}: {sentence}", machine=self.address, sentence=refused.sentence)
        self._tell(Notice(Severity.WARNING, f"{self.address}-spool", text, refused.remedy))
        for place in self._places.values():
            place.pause(refused.sentence)
        if self._room is None:
            self._room = asyncio.get_running_loop().call_later(NO_ROOM_S, self._has_room)

    def place_changed(self) -> None:
        self._on_places()

    def answer(self) -> MachineAnswer | None:
        """What a test would say of a machine that is connected; `None` while it is not."""
        if (hello := self._hello_now) is None:
            return None
        return answer_of(hello, {name: place.worker for name, place in self._places.items()})

    async def examine(self, profile: str) -> DoctorAnswer | None:
        """What its doctor finds; `None` while it is not connected."""
        if (hello := self._hello_now) is None:
            return None
        return await self._doctor.ask(hello, profile)

    def use_profile(self, name: str) -> bool:
        """Asks it to load one of the profiles that ship."""
        return self._link.send("", UseProfile(name))

    # ── out of sight ──────────────────────────────────────────────────────────────────────────

    def _lose_sight(self, state: MachineState, fault: LinkFault | None) -> None:
        sentence = fault.sentence if fault else tr("The link to {address} ended.", address=self.address)
        remedy = fault.remedy if fault else ""
        if state is MachineState.DOWN:
            self.hello = None
            self._doctor.lose()
        is_news = sentence != self.fact.sentence
        self._change(state, sentence=sentence, remedy=remedy, fault=fault.kind.value if fault else "")
        if is_news:
            self._tell(Notice(Severity.WARNING, f"{self.address}-link", sentence, remedy))
        for place in self._places.values():
            place.lose_sight(sentence)
        self._wait_for_it()

    def _come_in_sight(self) -> None:
        """Over the same link its places go on; after a new one the hello tells of each first."""
        was_away = self.fact.state in (MachineState.UNREACHABLE, MachineState.DOWN)
        self._change(MachineState.CONNECTED, sentence="", remedy="", fault="")
        self._away_s = 0.0
        if was_away:
            text = tr("{address} is back.", address=self.address)
            self._tell(Notice(Severity.SUCCESS, f"{self.address}-link", text))
        if self.hello is not None:
            for place in self._places.values():
                place.come_in_sight()

    def _wait_for_it(self) -> None:
        if self._away is None or self._away.done():
            watch = self._while_away()
            self._away = asyncio.get_running_loop().create_task(watch, name="machine-away")

    async def _while_away(self) -> None:
        """Slots whose patience is over go elsewhere; time in which this machine slept does not count."""
        closing = asyncio.ensure_future(self._closing.wait())
        self._away_s = 0.0
        while not self._closing.is_set() and self.fact.state is not MachineState.CONNECTED:
            for place in self._places.values():
                place.give_up_waiting(self._away_s, self._link.connect_s)
            begun = time.monotonic()
            await wait_awake([closing], LOOK_S)
            self._away_s += awake_s(begun, LOOK_S)
        closing.cancel()
        await asyncio.wait([closing])

    # ── small ─────────────────────────────────────────────────────────────────────────────────

    @property
    def _hello_now(self) -> Hello | None:
        """`None` also while it is connected and silent."""
        return self.hello if self.fact.state is MachineState.CONNECTED else None

    def _on_pong(self, clock: float) -> None:
        """The first one after a hello comes behind all that was missed."""
        behind_s = self.now() - clock
        if abs(behind_s - self._behind_s) > LEAST_DRIFT_S:
            self._behind_s = behind_s
        if not self._is_settled:
            self._is_settled = True
            for place in self._places.values():
                place.settle()

    def _has_room(self) -> None:
        if self._room is not None:
            self._room.cancel()
            self._room = None
            for place in self._places.values():
                place.pause("")

    def _expects(self, attempt: Attempt) -> bool:
        return any(place.expects(*attempt) for place in self._places.values())

    def _new_place(self, worker: str) -> FarPlace:
        place = self._places[worker] = FarPlace(self, worker, self._listener, self._tell)
        self._pool.join(place)
        return place

    def _let_go(self) -> None:
        """Of workers that are not there any more; one whose folder goes into place now waits for it."""
        for name in self._leaving & self._places.keys():
            if self._places[name].end():
                self._pool.leave(self._places.pop(name))

    def _change(self, state: MachineState | None = None, **more: object) -> None:
        since = self.fact.since if state in (None, self.fact.state) else self.now()
        fact = replace(self.fact, state=state or self.fact.state, since=since, **more)  # type: ignore[arg-type]
        if fact != self.fact:
            if fact.state is not self.fact.state:
                words = joined(f"{self.address} is {fact.state.value}", fact.sentence)
                self._tell(note("INFO", words))
            self.fact = fact
            self._tell(MachineChanged(fact))
