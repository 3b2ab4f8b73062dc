"""What the on-air strip says: what is on air now, what comes next, and what then."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from vortex_gui.base.words.translation import mark, tr
from vortex_gui.console.look import words
from vortex_gui.console.rundown.looks import LOOKS
from vortex_gui.console.state.console_state import ConsoleState
from vortex_gui.console.state.rundown.items import ItemState
from vortex_gui.console.state.rundown.rundown_standing import Standing, coming
from vortex_gui.console.state.rundown.titles import script_title
from vortex_gui.console.state.slots.known_slots import KnownSlot
from vortex_gui.console.state.slots.progress import seconds_left

HEADS = (mark("Now"), mark("Next"), mark("Then"))


@dataclass(frozen=True, slots=True)
class Entry:
    """One place of the strip. `clock` is when it is due, `margin` what is left until then, both in words.

    `tone` names the colour of the margin. `folder` has the actor's picture once the slot is done.
    `needs_clock` where the margin says nothing without the clock beside it.
    """

    title: str = ""
    clock: str = ""
    margin: str = ""
    tone: str = "muted"
    slot_id: int | None = None
    folder: Path | None = None
    needs_clock: bool = False

    @property
    def alone(self) -> str:
        """What stands there where clock and margin have no room beside each other."""
        return self.clock if self.needs_clock or not self.margin else self.margin

    @property
    def is_empty(self) -> bool:
        return not self.title


def entries(state: ConsoleState, now: float) -> tuple[Entry, Entry, Entry]:
    """Of the rundown while it has rows to come, else of the queue."""
    found = _of_rundown(state, now) if has_rundown(state) else _of_queue(state, now)
    first, second, third = (*found, Entry(), Entry(), Entry())[:3]
    return first, second, third


def has_content(state: ConsoleState) -> bool:
    """Whether there is anything to say."""
    return bool(has_rundown(state) or state.slots.queue or state.slots.running())


def has_rundown(state: ConsoleState) -> bool:
    """Whether the rundown is on air, or has rows that were not played."""
    rundown = state.rundown
    return rundown.on_air or any(not (item.played or item.skipped) for item in rundown.items)


# ── the rundown ──────────────────────────────────────────────────────────────────────────────


def _of_rundown(state: ConsoleState, now: float) -> list[Entry]:
    value = state.rundown.value
    rows = coming(value, state.slots, state.outlook.forecasts, now, 2)
    return [_on_air_now(state, now), *(_row(row, now, on_air=value.on_air) for row in rows)]


def _on_air_now(state: ConsoleState, now: float) -> Entry:
    value, item = state.rundown.value, state.rundown.current
    if item is None:
        text = tr("Waiting for the next row") if value.on_air else tr("Off air")
        return Entry(text, tone="warn" if value.on_air else "muted")
    ends_at = value.ends_at
    left = "" if ends_at is None else tr("{span} left", span=words.clock(max(0.0, ends_at - now)))
    folder = item.clip.parent if item.clip is not None else None
    if value.hold:
        left = tr("held")
    tone = "warn" if value.hold else "text"
    return Entry(item.title, words.moment(value.began_at, now), left, tone, item.slot_id, folder)


def _row(row: Standing, now: float, *, on_air: bool) -> Entry:
    margin, tone = LOOKS[row.state].word, LOOKS[row.state].tone
    if row.margin_s is not None and row.state is not ItemState.LATE:
        margin, tone = words.margin(row.margin_s), _tone(row.margin_s)
    clock = words.moment(row.at, now) if on_air else ""
    folder = row.item.clip.parent if row.item.clip is not None else None
    return Entry(row.item.title, clock, margin, tone, row.item.slot_id, folder)


# ── the queue ────────────────────────────────────────────────────────────────────────────────


def _of_queue(state: ConsoleState, now: float) -> list[Entry]:
    running = next(iter(state.slots.running()), None)
    waiting = [slot for slot_id in state.slots.queue[:3] if (slot := state.slots.get(slot_id))]
    queued = [slot for slot in waiting if not slot.is_running]
    first = Entry(tr("Nothing is running")) if running is None else _running(running, now)
    return [first, *(_waiting(slot, state, now) for slot in queued[:2])]


def _running(slot: KnownSlot, now: float) -> Entry:
    left = seconds_left(slot, now)
    ready_at = None if left is None else now + max(0.0, left[1])
    return _slot(slot, ready_at, now)


def _waiting(slot: KnownSlot, state: ConsoleState, now: float) -> Entry:
    forecast = state.outlook.forecasts.get(slot.slot_id)
    return _slot(slot, None if forecast is None else forecast.high_at, now)


def _slot(slot: KnownSlot, ready_at: float | None, now: float) -> Entry:
    """Its deadline with the margin; without one, when it will be ready at the latest."""
    due_at, margin, tone = slot.row.due_at, "", "muted"
    clock = words.moment(due_at if due_at is not None else ready_at, now)
    if due_at is not None and ready_at is not None:
        margin_s = due_at - ready_at
        margin, tone = words.margin(margin_s), _tone(margin_s)
    elif ready_at is not None:
        margin = tr("ready")
    said = script_title(slot.recipe) if slot.recipe is not None else ""
    number = tr("Slot {slot}", slot=slot.slot_id)
    title = f"{number} · {said}" if said else number
    return Entry(title, clock, margin, tone, slot.slot_id, needs_clock=due_at is None)


def _tone(margin_s: float) -> str:
    """Red only where the shown seconds are below nought."""
    return "bad" if round(margin_s) < 0 else "good"
