"""What widgets may ask of the other machines; the controller answers."""

from __future__ import annotations

from typing import Protocol


class MachineIntents(Protocol):
    """Called from the GUI thread; each call returns at once, and what comes of it shows in `Machines`.

    None of these raises: `Machines.trial`, `Machines.check` or a notice says what cannot be done.
    """

    def test(self, address: str, program: str) -> None:
        """Asks a machine what it has; an unknown host key waits in the trial for `accept_key`."""

    def add(self, address: str, program: str) -> None:
        """The same, and adds the machine unless its host key is not to be trusted."""

    def accept_key(self) -> None:
        """Keeps the host key of the trial, which the operator has compared, and goes on."""

    def leave_trial(self) -> None:
        """The operator wants no answer any more."""

    def check(self, address: str, profile: str) -> None:
        """Has the machine's own doctor check it for a profile; the findings come to `Machines.check`."""

    def leave_check(self) -> None:
        """The operator wants no findings any more; what comes late is dropped."""

    def remove(self, address: str) -> None:
        """Forgets a machine; what runs there is cancelled, and its slots wait in the queue again."""

    def use_profile(self, address: str, profile: str) -> None:
        """Has a machine load another of the profiles that ship."""
