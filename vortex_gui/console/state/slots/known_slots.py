"""The slots that the console has heard of in this sitting, and which of them the preview shows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from pydantic import ValidationError
from PySide6.QtCore import QObject, QTimer, Signal

from vortex_gui.base.recipe.recipe import Recipe
from vortex_gui.base.report.report import MemoryLevel, Report, StageTiming
from vortex_gui.base.stages import STAGES, Stage
from vortex_gui.console.state.slots.stage_span import StageSpan
from vortex_gui.engine.facts.slots import SlotRow, SlotState

PROGRESS_MS = 60
"""Steps and frames come in bursts; the views hear of them so often."""
FEW = 16
"""Of more rows than these at once the views hear once."""


@dataclass(frozen=True, slots=True)
class Estimate:
    """P10 and P90 of the seconds left at the moment `at`, in epoch seconds.

    `stages` are the usual seconds of each stage; `least_share` was shown as done before this estimate came.
    """

    low_s: float
    high_s: float
    at: float
    stages: Mapping[Stage, float] = field(default_factory=dict)
    least_share: float = 0.0


@dataclass(slots=True, eq=False)
class KnownSlot:
    """The engine's row of a slot, and what the console alone knows of it; written by `KnownSlots` only.

    `position` counts from 0 in the queue. `progress` is steps, frames or chunks done, of how many, by stage.
    `limit` is the memory limit that this attempt passed, `limit_sentence` says by how much.
    """

    row: SlotRow
    report: Report | None = None
    position: int | None = None
    stage: Stage | None = None
    progress: dict[Stage, tuple[int, int]] = field(default_factory=dict)
    spans: dict[Stage, StageSpan] = field(default_factory=dict)
    estimate: Estimate | None = None
    limit: MemoryLevel = "under"
    limit_sentence: str = ""

    @property
    def slot_id(self) -> int:
        return self.row.slot_id

    @property
    def recipe(self) -> Recipe | None:
        """`None` when the history no longer has it whole; read when it is asked for, and kept a while."""
        return _recipe_in(self.row.recipe_json)

    @property
    def state(self) -> SlotState:
        return self.row.state

    @property
    def is_running(self) -> bool:
        return self.row.state is SlotState.RUNNING

    @property
    def is_over(self) -> bool:
        return self.row.state.is_final

    @property
    def stages(self) -> tuple[StageSpan | StageTiming, ...]:
        """The stages in their order: of the report once it is there, else as they came."""
        if self.report and self.report.stages:
            return self.report.stages
        return tuple(self.spans[name] for name in STAGES if name in self.spans)


class KnownSlots(QObject):
    """The slots of this sitting, with the one way to change them; the whole history is the engine's.

    `added(slot_id)`; `changed(slot_id)` for anything of one slot, of its progress at a steady rate;
    `many_changed(frozenset of slot_ids)` instead of both where more than `FEW` rows came at once;
    `running_changed` when a slot began or ceased to run; `order_changed` when the queue's order or length
    did. What comes of a slot whose row has not come is let go: the engine tells the row first.
    """

    added = Signal(int)
    changed = Signal(int)
    many_changed = Signal(object)
    running_changed = Signal()
    order_changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._by_id: dict[int, KnownSlot] = {}
        self._running: dict[int, KnownSlot] = {}
        self._over: dict[int, KnownSlot] = {}
        self._progressed: set[int] = set()
        self._telling = QTimer(self, singleShot=True, interval=PROGRESS_MS)
        self._telling.timeout.connect(self._tell_progress)
        self.queue: tuple[int, ...] = ()
        self.paused = False

    # ── reading ──────────────────────────────────────────────────────────────────────────

    def get(self, slot_id: int | None) -> KnownSlot | None:
        return self._by_id.get(slot_id) if slot_id is not None else None

    @property
    def is_empty(self) -> bool:
        return not self._by_id

    def all(self) -> tuple[KnownSlot, ...]:
        return tuple(self._by_id.values())

    def running(self) -> tuple[KnownSlot, ...]:
        return tuple(self._running.values())

    def running_at(self, worker: str) -> KnownSlot | None:
        """The slot that the worker generates; one before it may run on until its folder has come home."""
        return next((slot for slot in reversed(self._running.values()) if slot.row.worker == worker), None)

    def over(self) -> tuple[KnownSlot, ...]:
        """The slots that are over, in the order in which they ended."""
        return tuple(self._over.values())

    def live(self) -> tuple[KnownSlot, ...]:
        """Running slots, then the waiting ones in their order; those whose row has come."""
        waiting = (self._by_id.get(slot_id) for slot_id in self.queue)
        return (*self.running(), *(slot for slot in waiting if slot is not None and not slot.is_running))

    # ── writing ──────────────────────────────────────────────────────────────────────────

    def put_rows(self, rows: Iterable[tuple[SlotRow, int | None]]) -> None:
        """Takes in the engine's rows with their positions, the only way that a slot's state changes.

        Tells of them once all are in.
        """
        added, changed = list[int](), list[int]()
        ran = set(self._running)
        for row, position in rows:
            slot = self._by_id.get(row.slot_id)
            if slot is None:
                slot = self._by_id[row.slot_id] = KnownSlot(row, position=position)
                added.append(row.slot_id)
            elif (row, position) != (slot.row, slot.position):
                slot.row, slot.position = row, position
            else:
                continue
            self._sort(slot)
            changed.append(row.slot_id)
        self._tell(added, changed)
        if ran != set(self._running):
            self.running_changed.emit()

    def _tell(self, added: Sequence[int], changed: Sequence[int]) -> None:
        if len(changed) > FEW:
            self.many_changed.emit(frozenset(changed))
            return
        for slot_id in added:
            self.added.emit(slot_id)
        for slot_id in changed:
            self.changed.emit(slot_id)

    def begin_attempt(self, slot_id: int) -> None:
        """Forgets the progress of an attempt before."""
        if slot := self._by_id.get(slot_id):
            slot.stage, slot.progress, slot.spans = None, {}, {}
            slot.limit, slot.limit_sentence = "under", ""
            self._tell_soon(slot_id)

    def put_progress(self, slot_id: int, stage: Stage, done: int, total: int) -> None:
        slot = self._by_id.get(slot_id)
        if slot and (slot.progress.get(stage) != (done, total) or slot.stage != stage):
            slot.stage = stage
            slot.progress[stage] = (done, total)
            self._tell_soon(slot_id)

    def put_span(self, slot_id: int, stage: Stage, span: StageSpan) -> None:
        slot = self._by_id.get(slot_id)
        if slot and slot.spans.get(stage) != span:
            known = slot.spans.get(stage)
            if span.end_ms is None and known is not None and known.end_ms is not None:
                slot.progress, slot.spans = {}, {}  # another take of the slot begins
            slot.spans[stage] = span
            if span.end_ms is None:
                slot.stage = stage
            self._tell_soon(slot_id)

    def put_limit(self, slot_id: int, limit: MemoryLevel, sentence: str) -> None:
        """The slot's memory passed a limit: the soft one first, then perhaps the hard one."""
        slot = self._by_id.get(slot_id)
        if slot and slot.limit != limit:
            slot.limit, slot.limit_sentence = limit, sentence
            self.changed.emit(slot_id)

    def put_estimate(self, slot_id: int, estimate: Estimate) -> None:
        if slot := self._by_id.get(slot_id):
            slot.estimate = estimate
            self._tell_soon(slot_id)

    def put_report(self, slot_id: int, report: Report | None) -> None:
        slot = self._by_id.get(slot_id)
        if slot and slot.report != report:
            slot.report = report
            self.changed.emit(slot_id)

    def forget(self, slot_id: int) -> None:
        """Lets a slot go that is over and not looked at."""
        for slots in (self._by_id, self._running, self._over):
            slots.pop(slot_id, None)

    def set_queue(self, slot_ids: Sequence[int], *, paused: bool) -> None:
        """The waiting slots in their order."""
        order = tuple(slot_ids)
        if (order, paused) != (self.queue, self.paused):
            self.queue, self.paused = order, paused
            for place, slot_id in enumerate(order):
                if slot := self._by_id.get(slot_id):
                    slot.position = place
            self.order_changed.emit()

    # ── inside ───────────────────────────────────────────────────────────────────────────

    def _sort(self, slot: KnownSlot) -> None:
        """Keeps those that run and those that are over at hand: both are asked for beside 10,000 waiting."""
        if slot.is_over:
            self._over.setdefault(slot.slot_id, slot)
        if slot.is_running:
            self._running[slot.slot_id] = slot
        else:
            self._running.pop(slot.slot_id, None)
            slot.estimate = None

    def _tell_soon(self, slot_id: int) -> None:
        self._progressed.add(slot_id)
        if not self._telling.isActive():
            self._telling.start()

    def _tell_progress(self) -> None:
        progressed, self._progressed = self._progressed, set()
        for slot_id in progressed:
            self.changed.emit(slot_id)


class Selection(QObject):
    """Which slot the preview shows; `changed(slot_id or None)`."""

    changed = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.slot_id: int | None = None

    def select(self, slot_id: int | None) -> None:
        if slot_id != self.slot_id:
            self.slot_id = slot_id
            self.changed.emit(slot_id)


@lru_cache(maxsize=64)
def _recipe_in(recipe_json: str) -> Recipe | None:
    try:
        return Recipe.model_validate_json(recipe_json)
    except ValidationError:
        return None
