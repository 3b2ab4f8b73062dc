"""Asks the doctor of a machine once, over a link of its own."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from vortex_gui.engine.facts.machines import MachineState
from vortex_gui.engine.machines.landing.landings import Landed, LandingFailed
from vortex_gui.engine.machines.link.doctor_calls import DoctorAnswer, DoctorCalls
from vortex_gui.engine.machines.link.machine_link import MachineLink
from vortex_gui.engine.machines.machine import Machine
from vortex_gui.engine.machines.ssh.ssh_fault import LinkFault
from vortex_gui.wire.link.words import DoctorTold, Hello, LinkMessage


class _Examining:
    """Hears the link until there is an answer (`LinkListener`)."""

    def __init__(self, machine: Machine, console: str, command: Sequence[str] | None) -> None:
        self.link = MachineLink(machine, self, console=console, command=command)
        self.calls = DoctorCalls(machine.address, self.link.send)
        self.greeted: asyncio.Future[Hello | LinkFault] = asyncio.get_running_loop().create_future()

    def on_link(self, state: MachineState, fault: LinkFault | None) -> None:
        if state is MachineState.DOWN:
            self.calls.lose()
            if fault is not None and not self.greeted.done():
                self.greeted.set_result(fault)

    def on_hello(self, hello: Hello) -> None:
        if not self.greeted.done():
            self.greeted.set_result(hello)

    def on_message(self, worker: str, message: LinkMessage) -> None:
        if isinstance(message, DoctorTold):
            self.calls.take(message)

    def on_landing(self, news: Landed | LandingFailed) -> None:
        """No folder is asked for."""


async def examine_machine(
    machine: Machine, profile: str, console: str, command: Sequence[str] | None = None
) -> DoctorAnswer:
    """Connects, has its doctor check it for a profile, and leaves; a cancel ends the doctor there, too."""
    examining = _Examining(machine, console, command)
    examining.link.start()
    try:
        greeted = await examining.greeted
        if isinstance(greeted, LinkFault):
            return greeted
        return await examining.calls.ask(greeted, profile)
    finally:
        await examining.link.stop()
