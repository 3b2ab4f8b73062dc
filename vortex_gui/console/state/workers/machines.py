"""The other machines as the window shows them, and the one that the operator is about to add or test."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from vortex_gui.base.process.clock import steady_now
from vortex_gui.console.state.figures.observable import Observable
from vortex_gui.engine.facts.machines import MachineFact
from vortex_gui.engine.machines.machine import PROGRAM

if TYPE_CHECKING:  # the window paints before the links are imported
    from vortex_gui.engine.machines.link.doctor_calls import DoctorAnswer
    from vortex_gui.engine.machines.link.machine_test import MachineAnswer
    from vortex_gui.engine.machines.ssh.host_key import HostKey


class TrialPhase(StrEnum):
    """Where a trial stands: `KEY` waits for the operator to compare the host key."""

    IDLE = "idle"
    ASKING = "asking"
    KEY = "key"
    TOLD = "told"
    ADDED = "added"


class MachineTrial(Observable):
    """One machine that is asked for what it has; `adds` means that it is to be added."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.address = ""
        self.program = PROGRAM
        self.adds = False
        self.phase = TrialPhase.IDLE
        self.since = 0.0
        self.key: HostKey | None = None
        self.answer: MachineAnswer | None = None
        self.fault = ""
        """Why it could not even be asked."""

    def begin(self, address: str, program: str, *, adds: bool) -> None:
        """Forgets the one before."""
        self.update(
            address=address,
            program=program,
            adds=adds,
            phase=TrialPhase.ASKING,
            since=steady_now(),
            key=None,
            answer=None,
            fault="",
        )

    def forget(self) -> None:
        """Nothing is asked any more; what comes late is dropped."""
        self.update(phase=TrialPhase.IDLE, key=None, answer=None, fault="")


class MachineCheck(Observable):
    """What the own doctor of one machine finds: asked for since `since`, then an answer or a fault."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.address = ""
        self.since: float | None = None
        """While it is being asked."""
        self.answer: DoctorAnswer | None = None
        self.fault = ""
        """Why it could not even be asked."""

    def begin(self, address: str) -> None:
        """Forgets the one before."""
        self.update(address=address, since=steady_now(), answer=None, fault="")

    def end(self, answer: DoctorAnswer | None = None, fault: str = "") -> None:
        self.update(since=None, answer=answer, fault=fault)


class Machines(QObject):
    """The machines that were added, by address; `changed` when any differs."""

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._known: dict[str, MachineFact] = {}
        self.trial = MachineTrial(self)
        self.check = MachineCheck(self)

    @property
    def known(self) -> tuple[MachineFact, ...]:
        """In the order in which they were added."""
        return tuple(self._known.values())

    def get(self, address: str) -> MachineFact | None:
        return self._known.get(address)

    def put(self, machine: MachineFact) -> None:
        if self._known.get(machine.address) != machine:
            self._known[machine.address] = machine
            self.changed.emit()

    def remove(self, address: str) -> None:
        if self._known.pop(address, None) is not None:
            self.changed.emit()
