"""The rundown that the window works with: one value at a time, and signals when it changes."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from vortex_gui.console.state.rundown.items import RundownItem
from vortex_gui.console.state.rundown.rundown import Rundown


class RundownState(QObject):
    """`changed` at any change; `current_changed` when another item, or none, is on air; `over` when the last
    row has ended and the rundown has left the air by itself.

    While a player is attached it says when a clip has ended; else the clock does.
    """

    changed = Signal()
    current_changed = Signal()
    over = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.value = Rundown()
        self._players = 0

    @property
    def items(self) -> tuple[RundownItem, ...]:
        return self.value.items

    @property
    def current(self) -> RundownItem | None:
        """The item that is on air; `None` while the next one is late, and off air."""
        return self.value.current

    @property
    def loop(self) -> bool:
        return self.value.loop

    @property
    def hold(self) -> bool:
        return self.value.hold

    @property
    def on_air(self) -> bool:
        return self.value.on_air

    def next_item(self) -> RundownItem | None:
        """What goes on air next, ready or not."""
        return self.value.next_item()

    def put(self, rundown: Rundown) -> None:
        """Takes in the rundown as it is now."""
        before, self.value = self.value, rundown
        if rundown is before:
            return
        self.changed.emit()
        if _on_air(before) != _on_air(rundown):
            self.current_changed.emit()

    def advance(self, now: float) -> RundownItem | None:
        """The current item has ended: the next begins if it is ready; returns what is on air then."""
        self._go_on_to(self.value.advance(now))
        return self.current

    def advance_if_due(self, now: float) -> None:
        """`advance` by the clock alone; beside a player, only where nothing is left that it could play."""
        if not self.is_played or (self.current is None and self.next_item() is None):
            self._go_on_to(self.value.advance_if_due(now))

    def _go_on_to(self, after: Rundown) -> None:
        is_over = self.on_air and not after.on_air
        self.put(after)
        if is_over:
            self.over.emit()

    # ── who keeps the time ───────────────────────────────────────────────────────────────

    @property
    def is_played(self) -> bool:
        """Whether a player says when a clip has ended."""
        return self._players > 0

    def attach_player(self) -> None:
        self._players += 1

    def detach_player(self) -> None:
        self._players -= 1


def _on_air(rundown: Rundown) -> tuple[bool, int | None, float | None]:
    return rundown.on_air, rundown.current_id, rundown.began_at
