"""What the queue asks of a place, be its worker here or on another machine."""

from __future__ import annotations

from typing import Protocol

from vortex_gui.engine.facts.machines import PlaceFact
from vortex_gui.wire.protocol import Command, RunSlot


class AnyPlace(Protocol):
    """Used on the loop. It has one slot at a time, and one of another machine those that are on their way."""

    @property
    def name(self) -> str:
        """The operator knows it by this."""

    @property
    def machine(self) -> str:
        """The other machine's address; empty for this one."""

    @property
    def profile(self) -> str:
        """The name of the profile that its worker loads."""

    @property
    def fact(self) -> PlaceFact:
        """What the window shows of it."""

    @property
    def is_free(self) -> bool:
        """A worker is ready and has no slot reserved."""

    @property
    def will_serve(self) -> bool:
        """A worker is there, or comes without the operator's help."""

    def reserve(self, slot_id: int, attempt: int) -> None:
        """Keeps the place for an attempt until it is over, is given up or goes down with its worker."""

    def run(self, command: RunSlot) -> bool:
        """Gives the reserved slot to the worker; false when there is none any more."""

    def give_up(self, slot_id: int) -> None:
        """The slot waits in the queue again; nothing changes when the place has another one by now."""

    def slot_ended(self, slot_id: int) -> None:
        """The slot is over."""

    def send(self, command: Command) -> bool:
        """Sends to a ready worker; false when there is none."""

    def restart(self) -> None:
        """Ends the worker, if there is one, and starts a fresh one."""
