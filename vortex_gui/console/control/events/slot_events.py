"""Takes in the events of slots: rows, progress, stages, ends."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from vortex_gui.base.report.report_reading import read_report
from vortex_gui.base.words.translation import tr
from vortex_gui.console.control.events.recipe_check import RecipeCheck
from vortex_gui.console.control.events.telling import Teller
from vortex_gui.console.control.shift.shift_words import doubt_notice, end_words, failed_words, missed_words
from vortex_gui.console.state.console_state import ConsoleState
from vortex_gui.console.state.shift_log import ShiftKind
from vortex_gui.console.state.slots.stage_span import StageSpan
from vortex_gui.console.state.workers.memory_samples import MarkKind
from vortex_gui.engine.facts.events import Severity
from vortex_gui.engine.facts.slots import SlotRow, SlotState
from vortex_gui.wire.protocol import (
    MemoryLimitPassed,
    SlotFailed,
    SlotFinished,
    SlotMissed,
    SlotStarted,
    SlotStopped,
    StageFinished,
    StageProgress,
    StageStarted,
)

MOST_ENTRIES_AT_ONCE = 50
KEPT_SLOTS = 150
"""The console keeps the state of so many finished slots; the engine's history has the others."""
Mark = Callable[[MarkKind, int], None]


class SlotEvents:
    """Applies slots' events to `state`; `mark` marks the memory of the worker that an event is of."""

    def __init__(self, state: ConsoleState, teller: Teller, mark: Mark) -> None:
        self._state = state
        self._tell = teller.tell
        self._mark = mark
        self._stopped: set[int] = set()
        """Stopped by their workers; their rows say whether they are cancelled or wait again."""
        self.recipes = RecipeCheck(self._tell_damaged)

    def take_rows(self, rows: Sequence[tuple[SlotRow, int | None]]) -> None:
        """Takes in rows with their positions; a damaged recipe posts a notice, and the views repaint once."""
        slots = self._state.slots
        new = [row for row, _ in rows if slots.get(row.slot_id) is None]
        over = [row.slot_id for row, _ in rows if row.state.is_final and not self._is_over(row.slot_id)]
        seen_end = [row for row, _ in rows if row.slot_id in over and slots.get(row.slot_id) is not None]
        slots.put_rows(rows)
        self.recipes.check(new)
        if over:
            for slot_id in over:
                self._state.preview.forget(slot_id)
                self._state.operations.end(f"cancel:{slot_id}")
            self._state.pages.expire()
            self._forget_old()
            self._tell_ends(seen_end)
        for row, _ in rows:
            self._tell_stopped(row)

    def take_progress(self, event: SlotStarted | StageStarted | StageProgress | StageFinished) -> None:
        slots = self._state.slots
        match event:
            case SlotStarted(slot_id):
                slots.begin_attempt(slot_id)
                self._state.shift.note(tr("Slot {slot} started.", slot=slot_id), ShiftKind.NOTE, slot_id)
                self._mark("slot_begin", slot_id)
            case StageStarted(slot_id, stage, at_ms):
                slots.put_span(slot_id, stage, StageSpan(stage, at_ms, None))
            case StageProgress(slot_id, stage, done, total):
                slots.put_progress(slot_id, stage, done, total)
            case StageFinished(slot_id, stage, start_ms, end_ms, attempts):
                slots.put_span(slot_id, stage, StageSpan(stage, start_ms, end_ms, attempts))

    def take_limit(self, event: MemoryLimitPassed) -> None:
        """The row keeps the limit; over the hard one the slot's end posts its own notice."""
        self._state.slots.put_limit(event.slot_id, event.limit, event.sentence)
        if event.limit == "soft":
            text = tr("Slot {slot}: {sentence}", slot=event.slot_id, sentence=event.sentence)
            self._tell(
                Severity.WARNING, text, remedy=tr("Over the hard limit the slot would stop."), key="memory"
            )

    def take_end(self, event: SlotFinished | SlotFailed | SlotMissed | SlotStopped) -> None:
        self._mark("slot_end", event.slot_id)
        slots, name = self._state.slots, f"slot-{event.slot_id}"
        match event:
            case SlotFinished(slot_id, report_json):
                slots.put_report(slot_id, read_report(report_json))
            case SlotFailed(slot_id, _, sentence, remedy, report_json):
                slots.put_report(slot_id, read_report(report_json))
                self._tell(Severity.ERROR, failed_words(slot_id, sentence), remedy=remedy, key=name)
            case SlotMissed(slot_id, sentence, report_json):
                slots.put_report(slot_id, read_report(report_json))
                self._tell(Severity.WARNING, missed_words(slot_id, sentence), key=name)
            case SlotStopped(slot_id):
                self._stopped.add(slot_id)

    def _tell_stopped(self, row: SlotRow) -> None:
        if row.slot_id not in self._stopped or row.state is SlotState.RUNNING:
            return
        self._stopped.remove(row.slot_id)
        if row.state is SlotState.CANCELLED:
            text = tr("Slot {slot} was cancelled; none of its files remain.", slot=row.slot_id)
            self._tell(Severity.INFO, text, key=f"slot-{row.slot_id}")

    def _tell_damaged(self, slot_id: int) -> None:
        text = tr("The recipe of slot {slot} is damaged in the history.", slot=slot_id)
        remedy = tr("The console cannot retry it. Its files and the other slots are not affected.")
        self._tell(Severity.WARNING, text, remedy=remedy, key=f"recipe {slot_id}")

    def _is_over(self, slot_id: int) -> bool:
        known = self._state.slots.get(slot_id)
        return known is not None and known.is_over

    def _tell_ends(self, rows: Sequence[SlotRow]) -> None:
        """Of slots that ended before the operator's eyes; many that were cancelled at once are one entry."""
        if len(rows) > MOST_ENTRIES_AT_ONCE:
            self._state.shift.note(tr("{count} slots ended.", count=f"{len(rows):,}"), ShiftKind.NOTE)
            return
        for row in rows:
            self._tell_end(row)

    def _tell_end(self, row: SlotRow) -> None:
        """Writes down what became of a slot, and tells at once of a clip that failed its check."""
        known = self._state.slots.get(row.slot_id)
        checks = known.report.checks if known and known.report else ()
        self._state.shift.note(*end_words(row, checks), row.slot_id)
        if row.failed_check:
            text, remedy = doubt_notice(row.slot_id, row.scores, checks, known.recipe if known else None)
            self._tell(Severity.WARNING, text, remedy=remedy, key=f"slot-{row.slot_id}")

    def _forget_old(self) -> None:
        slots = self._state.slots
        over = slots.over()
        for slot in over[: max(0, len(over) - KEPT_SLOTS)]:
            if slot.slot_id != self._state.selection.slot_id:
                slots.forget(slot.slot_id)
