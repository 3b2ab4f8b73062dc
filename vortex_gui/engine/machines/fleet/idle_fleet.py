"""The face of the other machines where no engine is behind it: it knows none and refuses every request."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from vortex_gui.base.errors import VortexError
from vortex_gui.base.words.translation import tr
from vortex_gui.engine.facts.machines import MachineFact
from vortex_gui.engine.machines.machine import PROGRAM

if TYPE_CHECKING:  # the window paints before the links are imported
    from vortex_gui.engine.machines.link.doctor_calls import DoctorAnswer
    from vortex_gui.engine.machines.link.machine_test import MachineAnswer
    from vortex_gui.engine.machines.ssh.host_key import HostKey


class FleetError(VortexError):
    """A request about other machines cannot be done."""

    code = "machines"


class IdleFleet:
    """`Fleet` has the same face and does the work. Used on the loop."""

    @property
    def known(self) -> tuple[MachineFact, ...]:
        """The machines that were added, in their order, each as it is now."""
        return ()

    async def add(self, address: str, program: str = PROGRAM) -> MachineFact:
        """Keeps a machine and connects to it; one that is known already is connected to again.

        `MachineChanged` tells how it goes. Raises `InputError` for what is no address, `FleetError` when the
        list cannot be written.
        """
        raise self._refused()

    async def remove(self, address: str) -> None:
        """Forgets a machine; what runs there is cancelled, and its slots wait in the queue again.

        Raises as `add`.
        """
        raise self._refused()

    async def test(self, address: str, program: str = PROGRAM) -> MachineAnswer:
        """What is there, or in sentences what is missing; asks a machine that is connected over its link.

        Raises `InputError` for what is no address.
        """
        raise self._refused()

    async def examine(self, address: str, profile: str) -> DoctorAnswer:
        """What a machine's own doctor finds for one of the profiles that ship; takes some seconds.

        Raises as `test`.
        """
        raise self._refused()

    async def offered_key(self, address: str) -> HostKey | None:
        """The host key that the machine shows now, to be shown to the operator. Raises as `add`."""
        raise self._refused()

    async def accept_key(self, address: str, key: HostKey) -> Path:
        """Writes the key that the operator has accepted where ssh looks; connects again. Raises as `add`."""
        raise self._refused()

    def use_profile(self, address: str, name: str) -> bool:
        """Asks a machine to load one of the profiles that ship; false while it is not connected."""
        return False

    def _refused(self) -> VortexError:
        return FleetError(tr("This console connects to no machine."))
