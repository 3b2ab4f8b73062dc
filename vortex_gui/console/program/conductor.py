"""Keeps the program and the rundown together: what comes next, and what each switch means for the rundown."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import QObject, QTimer

from vortex_gui.base.process.clock import beginning, steady_now
from vortex_gui.console.program.messages import (
    Airing,
    FillNow,
    SetHold,
    SetUpcoming,
    Switched,
    TakeNext,
    ToProgram,
)
from vortex_gui.console.state.rundown.items import RundownItem
from vortex_gui.console.state.rundown.rundown import Pace
from vortex_gui.console.state.rundown.rundown_state import RundownState

Ident = tuple[int, int | None]
"""An item with its slot: with `loop` the same item comes again, with another slot or the same."""


class Conductor(QObject):
    """`say` gives a message to the program process. Begins with `begin`, and tells all again then."""

    def __init__(
        self, order: RundownState, say: Callable[[ToProgram], None], parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._order = order
        self._say = say
        self._is_playing = False
        self._advances = False
        self._airings = 0
        self._offered: dict[Ident, Airing] = {}
        self._told: tuple[Airing, ...] | None = None
        self._held: bool | None = None
        self._on_screen: Ident | None = None
        self._cut_to: Ident | None = None
        self._marked: object = None
        self.fills = False
        """The operator has cut to the filler, until the next take."""
        self._due = QTimer(self, singleShot=True)
        self._due.timeout.connect(self._on_due)
        order.changed.connect(self.refresh)

    def offered(self) -> tuple[Airing, ...]:
        """What the process was told to play next."""
        return tuple(self._offered.values())

    # ── life ─────────────────────────────────────────────────────────────────────────────

    def begin(self) -> None:
        """A process is there: from now on it says when a clip has ended."""
        if not self._is_playing:
            self._order.attach_player()
        self._is_playing, self._told, self._held = True, None, None
        self._offered, self._on_screen, self.fills = {}, None, False
        self._cut_to, self._marked = _ident(self._order.current), self._mark()
        self.refresh()

    def end(self) -> None:
        """The process is gone: the clock keeps the rundown again."""
        if self._is_playing:
            self._is_playing = False
            self._due.stop()
            self._order.detach_player()

    # ── what the operator presses ────────────────────────────────────────────────────────

    def take(self) -> None:
        """Cuts to the next clip now; releases the hold and the filler, and starts a rundown that stands."""
        self.fills = False
        if self._order.hold:
            self._order.put(self._order.value.with_hold(False))
        if not self._order.on_air:
            self._order.put(self._order.value.start(steady_now()))
        else:
            self._say(TakeNext(self._first_key()))

    def fill(self) -> None:
        """Cuts to the filler until the next take; the rundown stays where it is."""
        self.fills = True
        self._say(FillNow())

    def toggle_hold(self) -> None:
        """Lets the clip on air be the last one for now, or goes on."""
        self._order.put(self._order.value.with_hold(not self._order.hold))

    # ── from the rundown ─────────────────────────────────────────────────────────────────

    def refresh(self) -> None:
        """Tells the process what has become of hold and of the next clip."""
        if not self._is_playing or self._advances:
            return
        if self._mark() != self._marked:
            self._marked = self._mark()
            self._follow_operator()
        if self._order.hold != self._held and not self.fills:
            self._held = self._order.hold
            self._say(SetHold(self._held))
        self._offer()
        self._go_on()

    def _offer(self) -> None:
        """The item that is to be on the screen and is not yet, or else the one after the current."""
        order = self._order
        current = order.current
        waits = current is not None and _ident(current) == self._cut_to
        first = current if waits else order.next_item()
        ident = _ident(first)
        if not order.on_air or first is None or ident is None or first.clip is None:
            self._offered = {}
        else:
            self._offered = {ident: self._airing(ident, first)}
        told = tuple(self._offered.values())
        if told != self._told:
            self._told = told
            self._say(SetUpcoming(told))

    def _airing(self, ident: Ident, item: RundownItem) -> Airing:
        """With the key that it was offered under before, so that it does not begin twice."""
        value, not_before = self._order.value, None
        if value.pace is Pace.BEAT and ident != self._cut_to and value.due_at is not None:
            not_before = round(value.due_at - beginning(steady_now), 3)
        known = self._offered.get(ident)
        if known is None or known.path != str(item.clip):
            self._airings += 1
            known = Airing(f"airing {self._airings}", str(item.clip), item.title, item.slot_id)
        return replace(known, not_before=not_before)

    def _first_key(self) -> str:
        return next((airing.key for airing in self._offered.values()), "")

    def _mark(self) -> object:
        """What is on air as far as the rundown knows; it changes without us when the operator acts."""
        value = self._order.value
        return value.on_air, value.current_id, value.began_at

    def _follow_operator(self) -> None:
        """The operator has skipped, started or stopped."""
        order = self._order
        if not order.on_air:
            self._cut_to = None
            self._say(FillNow())
        elif not self.fills:
            self._cut_to = _ident(order.current)
            self._offer()
            self._say(TakeNext(self._first_key()))

    # ── from the process ─────────────────────────────────────────────────────────────────

    def take_switch(self, switch: Switched) -> None:
        """Another clip or filler is on the screen."""
        if switch.kind != "clip":
            self._on_screen = None
            self._go_on()
            return
        ident = next((ident for ident, each in self._offered.items() if each.key == switch.key), None)
        self._on_screen = ident
        self._due.stop()
        if ident is not None:
            del self._offered[ident]
        if ident is not None and ident == self._cut_to:
            self._cut_to = None
        else:
            self._advance(switch.planned_at + beginning(steady_now))
        self.refresh()

    def take_refusal(self, key: str) -> None:
        """A clip that cannot be played is passed over; in the rundown it counts as skipped."""
        ident = next((ident for ident, each in self._offered.items() if each.key == key), None)
        if ident is None:
            return
        self._order.put(self._order.value.with_skipped((ident[0],), skipped=True))
        if ident == self._cut_to:
            self._cut_to = None
            self._advance(steady_now())
            self._cut_to = _ident(self._order.current)
        self.refresh()

    # ── when a clip is over and none has followed ────────────────────────────────────────

    def _go_on(self) -> None:
        """Ends the current item, at once or when its time is over; not while held, or cut to the filler."""
        order = self._order
        over = self._on_screen is None and self._cut_to is None and order.current is not None
        if not self._is_playing or not over or order.hold or self.fills:
            self._due.stop()
            return
        wait_s = 0.0
        if order.value.pace is Pace.BEAT and order.value.due_at is not None:
            wait_s = max(0.0, order.value.due_at - steady_now())
        self._due.start(round(wait_s * 1000))

    def _on_due(self) -> None:
        self._advance(steady_now())
        self._cut_to = _ident(self._order.current)
        self.refresh()

    def _advance(self, at: float) -> None:
        self._advances = True
        try:
            self._order.advance(at)
        finally:
            self._advances = False
        self._marked = self._mark()
        current = _ident(self._order.current)
        if self._on_screen is not None and current not in (None, self._on_screen):
            self._cut_to = current  # the rundown was changed in the moment of the switch
            self._offer()
            self._say(TakeNext(self._first_key()))


def _ident(item: RundownItem | None) -> Ident | None:
    return None if item is None else (item.item_id, item.slot_id)
