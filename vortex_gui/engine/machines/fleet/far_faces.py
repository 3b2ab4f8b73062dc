"""What the queue, a machine and its places ask of each other."""

from __future__ import annotations

from pathlib import Path
from typing import Protocol

from vortex_gui.engine.places.place import PlaceListener
from vortex_gui.wire.link.words import LinkMessage, SlotRefused
from vortex_gui.wire.protocol import RunSlot

Attempt = tuple[int, int]
"""A slot and the attempt at it."""


class FarListener(PlaceListener, Protocol):
    """Hears, beside a place's reports, what only another machine has to say; on the loop."""

    def on_landing(self, slot_id: int) -> None:
        """The worker is done with the slot, and the folder is on its way here."""

    def on_given_back(self, slot_id: int) -> None:
        """The machine refused the slot: nothing was begun."""

    def patience_s(self, slot_id: int, connect_s: float) -> float:
        """How long a slot may wait for a machine that cannot be reached, and took so long to connect last."""


class Host(Protocol):
    """The machine, as its places see it."""

    @property
    def address(self) -> str: ...

    def now(self) -> float: ...

    def moved(self, at: float) -> float:
        """Its moment by this machine's clock."""

    def send(self, worker: str, message: LinkMessage) -> bool: ...

    def hurry(self) -> None:
        """Tries to reach it now instead of later."""

    def fetch(self, slot_id: int, attempt: int, output_dir: Path) -> None: ...

    def forget(self, slot_id: int, attempt: int) -> bool: ...

    def acknowledge(self, slot_id: int, attempt: int) -> bool: ...

    def dressed(self, command: RunSlot) -> RunSlot:
        """The command with the look that this console's settings give its slots."""

    def has_no_room(self, refused: SlotRefused) -> None:
        """Its spool is full: no place of it takes a slot for a while."""

    def place_changed(self) -> None:
        """A place has another device or profile."""
