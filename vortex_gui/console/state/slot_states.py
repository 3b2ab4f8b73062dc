"""The slots that the console has heard of, and which of them the preview shows."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QObject, QTimer, Signal

from vortex_gui.base.recipe import Recipe
from vortex_gui.base.report import Report, StageTiming
from vortex_gui.base.stages import STAGES, Stage
from vortex_gui.console.state.observable import Observable
from vortex_gui.console.state.stage_span import StageSpan
from vortex_gui.engine.facts.slots import SlotRow

SlotStateName = str
"""queued, running, done, failed, cancelled, missed or set_aside: the engine's `SlotState`."""

PROGRESS_MS = 60
"""Steps and frames come in bursts; the views hear of them so often."""


class SlotState(Observable):
    """One slot as far as the console has heard of it; epoch seconds in `…_at`.

    `changed`: state, position, title, times, sentence, estimate; `progress_changed`: stages and progress;
    `report_changed`: the report came.
    """

    progress_changed = Signal()
    report_changed = Signal()

    def __init__(self, slot_id: int, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.slot_id = slot_id
        self.state: SlotStateName = "queued"
        self.row: SlotRow | None = None
        """The engine's row, as it came last."""
        self.position: int | None = None
        self.title = ""
        self.recipe: Recipe | None = None
        self.seed: int | None = None
        self.attempt = 0
        self.submitted_at: float | None = None
        self.started_at: float | None = None
        self.finished_at: float | None = None
        self.due_at: float | None = None
        self.remaining_s: tuple[float, float] | None = None
        """P10 and P90 of the seconds left, counted from `estimated_at`; `None` is unknown."""
        self.estimated_at: float | None = None
        self.sentence = ""
        self.remedy = ""
        self.stage: Stage | None = None
        self.progress: dict[Stage, tuple[int, int]] = {}
        """Steps, frames or chunks done, of how many, by stage."""
        self.spans: dict[Stage, StageSpan] = {}
        self.report: Report | None = None

    @property
    def running(self) -> bool:
        return self.state == "running"

    @property
    def stages(self) -> tuple[StageSpan | StageTiming, ...]:
        """The stages in their order: of the report once it is there, else as they came."""
        if self.report and self.report.stages:
            return self.report.stages
        return tuple(self.spans[name] for name in STAGES if name in self.spans)

    def begin_attempt(self, attempt: int, at: float) -> None:
        """Forgets the progress of an attempt before and starts anew."""
        self.stage, self.progress, self.spans = None, {}, {}
        self.update(state="running", attempt=attempt, started_at=at, finished_at=None)
        self.progress_changed.emit()

    def put_progress(self, stage: Stage, done: int, total: int) -> None:
        if self.progress.get(stage) != (done, total) or self.stage != stage:
            self.stage = stage
            self.progress = {**self.progress, stage: (done, total)}
            self.progress_changed.emit()

    def put_span(self, span: StageSpan, stage: Stage) -> None:
        if self.spans.get(stage) != span:
            self.spans = {**self.spans, stage: span}
            if span.end_ms is None:
                self.stage = stage
            self.progress_changed.emit()

    def put_report(self, report: Report | None) -> None:
        if self._set("report", report):
            self.report_changed.emit()


class SlotStates(QObject):
    """The slots that the console has heard of in this sitting; the whole history is the engine's.

    `added(slot_id)`; `changed(slot_id)` for anything of one slot, of its progress at a steady rate;
    `order_changed` when the queue's order or length did; `reset` when the table has to ask from the start.
    """

    added = Signal(int)
    changed = Signal(int)
    order_changed = Signal()
    reset = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._by_id: dict[int, SlotState] = {}
        self._progressed: set[int] = set()
        self._telling = QTimer(self, singleShot=True, interval=PROGRESS_MS)
        self._telling.timeout.connect(self._tell_progress)
        self.queue: tuple[int, ...] = ()
        self.paused = False

    def get(self, slot_id: int | None) -> SlotState | None:
        return self._by_id.get(slot_id) if slot_id is not None else None

    def ensure(self, slot_id: int) -> SlotState:
        """The slot's state, made when it is new."""
        slot = self._by_id.get(slot_id)
        if slot is None:
            slot = self._by_id[slot_id] = SlotState(slot_id, self)
            for signal in (slot.changed, slot.report_changed):
                signal.connect(lambda slot_id=slot_id: self.changed.emit(slot_id))
            slot.progress_changed.connect(lambda slot_id=slot_id: self._on_progress(slot_id))
            self.added.emit(slot_id)
        return slot

    def _on_progress(self, slot_id: int) -> None:
        self._progressed.add(slot_id)
        if not self._telling.isActive():
            self._telling.start()

    def _tell_progress(self) -> None:
        progressed, self._progressed = self._progressed, set()
        for slot_id in progressed:
            self.changed.emit(slot_id)

    def all(self) -> tuple[SlotState, ...]:
        return tuple(self._by_id.values())

    def running(self) -> tuple[SlotState, ...]:
        return tuple(slot for slot in self._by_id.values() if slot.running)

    def live(self) -> tuple[SlotState, ...]:
        """Running slots, then the waiting ones in their order; those whose row has come."""
        waiting = (self._by_id.get(slot_id) for slot_id in self.queue)
        both = (*self.running(), *(slot for slot in waiting if slot is not None and not slot.running))
        return tuple(slot for slot in both if slot.row is not None)

    def forget(self, slot_id: int) -> None:
        """Lets a slot go that is over and not looked at."""
        slot = self._by_id.pop(slot_id, None)
        if slot is not None:
            slot.deleteLater()

    def set_queue(self, slot_ids: Sequence[int], *, paused: bool) -> None:
        """The waiting slots in their order."""
        order = tuple(slot_ids)
        if (order, paused) != (self.queue, self.paused):
            self.queue, self.paused = order, paused
            self.order_changed.emit()


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
