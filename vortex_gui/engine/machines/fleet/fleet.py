"""The other machines of a console: added, connected to, and offered to the queue as places."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from vortex_gui.base.errors import InputError
from vortex_gui.base.words.translation import tr
from vortex_gui.engine.facts.events import EngineEvent, MachineRemoved, Notice, PlacesChanged, Severity
from vortex_gui.engine.facts.machines import MachineFact, machine_of, worker_of
from vortex_gui.engine.facts.slots import SlotRow
from vortex_gui.engine.machines.address import checked_address
from vortex_gui.engine.machines.console_identity import console_identity
from vortex_gui.engine.machines.fleet.far_faces import FarListener
from vortex_gui.engine.machines.fleet.far_machine import FarMachine
from vortex_gui.engine.machines.fleet.idle_fleet import FleetError, IdleFleet
from vortex_gui.engine.machines.link.doctor_calls import DoctorAnswer
from vortex_gui.engine.machines.link.machine_doctor import examine_machine
from vortex_gui.engine.machines.link.machine_test import MachineAnswer, ask_machine
from vortex_gui.engine.machines.machine import PROGRAM, Machine
from vortex_gui.engine.machines.machine_list import load_machines, save_machines
from vortex_gui.engine.machines.ssh.host_key import HostKey, accept, offered_key
from vortex_gui.engine.machines.ssh.ssh_command import dial_command
from vortex_gui.engine.machines.ssh.ssh_fault import no_ssh
from vortex_gui.engine.places.any_place import AnyPlace
from vortex_gui.engine.places.place import Order
from vortex_gui.engine.places.pool import Pool

_log = logging.getLogger(__name__)
_T = TypeVar("_T")
TEST = "test"
"""The part of the program that tests a machine: the link of the queue is not disturbed."""
Dial = Callable[[Machine], Sequence[str]]
"""The command that joins a machine's agent."""


@dataclass(frozen=True, slots=True)
class FleetList:
    """The machines that were added, and this console's identity; it has none while it cannot be kept."""

    folder: Path
    machines: tuple[Machine, ...] = ()
    console: str = ""
    dial: Dial = dial_command
    fault: str = ""
    """Why they could not be read."""

    def has(self, row: SlotRow) -> bool:
        """Whether the slot was given to one of them."""
        return any(machine.address == machine_of(row.worker) for machine in self.machines)


def load_fleet(folder: Path, dial: Dial = dial_command) -> FleetList:
    """Waits for the disk; what cannot be read is told at the start, and then there are none."""
    try:
        machines = tuple(load_machines(folder))
        console = console_identity(folder) if machines else ""
        return FleetList(folder, machines, console, dial)
    except InputError as error:
        return FleetList(folder, dial=dial, fault=str(error))
    except OSError as error:
        text = tr("{folder} cannot be used ({why}).", folder=folder, why=error.strerror or error)
        return FleetList(folder, dial=dial, fault=text)


class Fleet(IdleFleet):
    """Used on the loop. `begin` comes first, then slots of the last console are adopted, then `start`."""

    def __init__(
        self,
        known: FleetList,
        order: Order,
        pool: Pool,
        *,
        now: Callable[[], float],
        tell: Callable[[EngineEvent], None],
    ) -> None:
        self._list = known
        self._console = known.console
        self._order = order
        self._pool = pool
        self._now = now
        self._tell = tell
        self._machines: dict[str, FarMachine] = {}
        self._change = asyncio.Lock()
        """Held while the list changes."""
        self._leaving: set[FarMachine] = set()
        """Removed, and their links have not ended yet."""
        self._is_over = False

    def begin(self, listener: FarListener) -> None:
        """`listener` hears of all places."""
        self._listener = listener
        for machine in self._list.machines:
            self._machines[machine.address] = self._made(machine)

    def adopt(self, row: SlotRow) -> AnyPlace | None:
        """The place that the last console gave the slot to; `None` when its machine is not known any more."""
        machine = self._machines.get(machine_of(row.worker))
        if machine is None:
            return None
        return machine.adopt(worker_of(row.worker), row.slot_id, row.attempts, Path(row.output_dir))

    def start(self) -> None:
        """Connects to all of them."""
        if self._list.fault:
            self._tell(Notice(Severity.WARNING, "machines", self._list.fault))
        for machine in self._machines.values():
            machine.start()
        if self._machines:
            self._tell_places()
        self._tell_alone()

    def refuse(self) -> None:
        """No machine takes a slot any more: the end is near."""
        for machine in self._machines.values():
            machine.refuse()

    async def stop(self) -> None:
        """Ends the links beside each other; what runs on the machines goes on.

        What is added or removed later is kept for the next console.
        """
        async with self._change:
            self._is_over = True
            ending = (*self._machines.values(), *self._leaving)
            await asyncio.gather(*(machine.stop() for machine in ending))

    # ── to ask for (IdleFleet) ────────────────────────────────────────────────────────────────

    @property
    def known(self) -> tuple[MachineFact, ...]:
        return tuple(machine.fact for machine in self._machines.values())

    async def add(self, address: str, program: str = PROGRAM) -> MachineFact:
        machine = Machine(checked_address(address), program)
        async with self._change:
            self._console = self._console or await _disk(console_identity, self._list.folder)
            kept = [each for each in await self._kept() if each.address != address]
            await _disk(save_machines, self._list.folder, [*kept, machine])
            return await self._join(machine)

    async def remove(self, address: str) -> None:
        async with self._change:
            kept = [each for each in await self._kept() if each.address != address]
            await _disk(save_machines, self._list.folder, kept)
            await self._leave(address)

    async def test(self, address: str, program: str = PROGRAM) -> MachineAnswer:
        machine = Machine(checked_address(address), program)
        far = self._machines.get(address)
        if far is not None and (answer := far.answer()) is not None:
            return answer
        console = await _disk(console_identity, self._list.folder, TEST)
        return await ask_machine(machine, console, self._list.dial(machine))

    async def examine(self, address: str, profile: str) -> DoctorAnswer:
        far = self._machines.get(address)
        if far is not None and (answer := await far.examine(profile)) is not None:
            return answer
        machine = Machine(checked_address(address), far.fact.program if far else PROGRAM)
        console = await _disk(console_identity, self._list.folder, TEST)
        return await examine_machine(machine, profile, console, self._list.dial(machine))

    async def offered_key(self, address: str) -> HostKey | None:
        try:
            return await asyncio.to_thread(offered_key, checked_address(address))
        except OSError:
            fault = no_ssh("ssh")
            raise FleetError(fault.sentence, remedy=fault.remedy) from None

    async def accept_key(self, address: str, key: HostKey) -> Path:
        file = await _disk(accept, checked_address(address), key)
        if (machine := self._machines.get(address)) is not None:
            machine.hurry()
        return file

    def use_profile(self, address: str, name: str) -> bool:
        machine = self._machines.get(address)
        return machine is not None and machine.use_profile(name)

    async def look(self) -> None:
        """Takes over what the command `machines` has changed meanwhile."""
        if self._change.locked():
            return
        async with self._change:
            try:
                kept = await asyncio.to_thread(load_machines, self._list.folder)
            except InputError:
                return
            programs = {machine.address: machine.program for machine in kept}
            for fact in self.known:
                if programs.get(fact.address) != fact.program:
                    await self._leave(fact.address)
            for machine in kept:
                if machine.address not in self._machines:
                    self._console = self._console or await _disk(console_identity, self._list.folder)
                    await self._join(machine)

    # ── small ─────────────────────────────────────────────────────────────────────────────────

    async def _kept(self) -> list[Machine]:
        return await _disk(load_machines, self._list.folder)

    async def _join(self, machine: Machine) -> MachineFact:
        """Connects to it, also when it was known by another program."""
        far = self._machines.get(machine.address)
        if far is not None and far.fact.program == machine.program:
            far.hurry()
            return far.fact
        await self._leave(machine.address)
        far = self._made(machine)
        if self._is_over:
            return far.fact
        self._machines[machine.address] = far
        far.start()
        self._tell_places()
        return far.fact

    async def _leave(self, address: str) -> None:
        far = None if self._is_over else self._machines.pop(address, None)
        if far is not None:
            self._leaving.add(far)
            await far.remove()
            self._leaving.discard(far)
            self._tell(MachineRemoved(address))
            self._tell_places()
            self._tell_alone()

    def _made(self, machine: Machine) -> FarMachine:
        return FarMachine(
            machine,
            self._pool,
            self._listener,
            command=self._list.dial(machine),
            console=self._console,
            house=self._order.settings.composition.house,
            profile=self._order.profile.name,
            now=self._now,
            tell=self._tell,
            on_places=self._tell_places,
        )

    def _tell_places(self) -> None:
        self._tell(PlacesChanged(self._pool.facts))
        self._pool.tell_nobody()

    def _tell_alone(self) -> None:
        """Without a worker here and without a machine no slot can ever begin."""
        if self._machines or self._pool.has_own:
            return
        text = tr("No slot can begin: pipeline.workers is 0, and no other machine was added.")
        remedy = tr("Add one (Worker → Add machine …), or give pipeline.workers at least 1 in the settings.")
        self._tell(Notice(Severity.WARNING, "machines-none", text, remedy))


async def _disk(call: Callable[..., _T], *arguments: object) -> _T:
    """In a thread. Raises `FleetError` for what the disk refuses."""
    try:
        return await asyncio.to_thread(call, *arguments)
    except OSError as error:
        raise FleetError(
            tr("The list of machines cannot be kept ({why}).", why=error.strerror or error),
            remedy=tr("Choose another data folder in the settings."),
        ) from None
