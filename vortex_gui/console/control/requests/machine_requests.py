"""What the operator asks about other machines: test, check or remove one, add it once its key is known."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from vortex_gui.base.errors import VortexError
from vortex_gui.base.words.translation import tr
from vortex_gui.base.words.wording import joined
from vortex_gui.console.control.loop.tasks import Tasks
from vortex_gui.console.state.shift_log import Did
from vortex_gui.console.state.workers.machines import Machines, TrialPhase
from vortex_gui.engine.machines.fleet.idle_fleet import IdleFleet
from vortex_gui.engine.machines.ssh.ssh_fault import FaultKind

if TYPE_CHECKING:  # the window paints before the links are imported
    from vortex_gui.engine.machines.link.machine_test import MachineAnswer
    from vortex_gui.engine.machines.ssh.host_key import HostKey

UNTRUSTED = (FaultKind.KEY_UNKNOWN, FaultKind.KEY_CHANGED)
"""Faults with which a machine is not added."""


class MachineRequests:
    """`MachineIntents` on the loop. `fleet` gives the machines of the engine that is open now."""

    def __init__(self, machines: Machines, tasks: Tasks, fleet: Callable[[], IdleFleet], did: Did) -> None:
        self._trial, self._check = machines.trial, machines.check
        self._tasks = tasks
        self._fleet = fleet
        self._did = did
        self._count = self._checks = 0

    def test(self, address: str, program: str) -> None:
        self._begin(address, program, adds=False)

    def add(self, address: str, program: str) -> None:
        self._begin(address, program, adds=True)

    def accept_key(self) -> None:
        trial = self._trial
        if trial.phase is TrialPhase.KEY and trial.key is not None:
            trial.update(phase=TrialPhase.ASKING)
            self._begin_work(trial.key)

    def leave_trial(self) -> None:
        self._count += 1
        self._trial.forget()

    def check(self, address: str, profile: str) -> None:
        self._checks += 1
        self._check.begin(address)
        self._tasks.begin(self._examine(self._checks, address, profile), f"doctor of {address}")

    def leave_check(self) -> None:
        self._checks += 1
        self._check.end()

    def remove(self, address: str) -> None:
        self._tasks.begin(self._remove(address), f"machines {address}")

    def use_profile(self, address: str, profile: str) -> None:
        if self._fleet().use_profile(address, profile):
            self._did(tr("Asked {address} to load the profile {profile}.", address=address, profile=profile))

    # ── inside ───────────────────────────────────────────────────────────────────────────

    def _begin(self, address: str, program: str, *, adds: bool) -> None:
        self._trial.begin(address, program, adds=adds)
        self._begin_work(None)

    def _begin_work(self, key: HostKey | None) -> None:
        self._count += 1
        self._tasks.begin(self._work(self._count, key), "machine trial")

    async def _work(self, count: int, key: HostKey | None) -> None:
        """An answer that comes after another trial has begun, or none is wanted any more, changes nothing."""
        trial = self._trial
        try:
            if key is not None:
                await self._fleet().accept_key(trial.address, key)
            answer = await self._fleet().test(trial.address, trial.program)
            if count == self._count:
                await self._go_on(count, answer)
        except VortexError as error:
            if count == self._count:
                trial.update(phase=TrialPhase.TOLD, fault=joined(error.sentence, error.remedy))

    async def _examine(self, count: int, address: str, profile: str) -> None:
        """Findings that come after another check has begun, or none is wanted any more, change nothing."""
        try:
            answer, fault = await self._fleet().examine(address, profile), ""
        except VortexError as error:
            answer, fault = None, joined(error.sentence, error.remedy)
        if count == self._checks:
            self._check.end(answer, fault)

    async def _go_on(self, count: int, answer: MachineAnswer) -> None:
        trial = self._trial
        kind = answer.fault.kind if answer.fault else None
        key = await self._fleet().offered_key(trial.address) if kind is FaultKind.KEY_UNKNOWN else None
        if count != self._count:
            return
        if key is not None:
            trial.update(phase=TrialPhase.KEY, key=key, answer=answer)
        elif trial.adds and kind not in UNTRUSTED:
            address = trial.address
            await self._fleet().add(address, trial.program)
            self._did(tr("Added the machine {address}.", address=address))
            if count == self._count:
                trial.update(phase=TrialPhase.ADDED, answer=answer)
        else:
            trial.update(phase=TrialPhase.TOLD, answer=answer)

    async def _remove(self, address: str) -> None:
        await self._fleet().remove(address)
        self._did(tr("Removed the machine {address}.", address=address))
