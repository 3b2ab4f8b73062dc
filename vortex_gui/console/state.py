"""What the window shows, as objects that signal on change only: widgets read, the controller writes."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from PySide6.QtCore import QObject, Signal

from vortex_gui.console.play_list import PlayList
from vortex_gui.console.report import Report, Scores, StageSpan
from vortex_gui.console.slot_pages import SlotPages
from vortex_gui.engine.slots import SlotRow
from vortex_gui.profile import STAGES, Profile, Role, Stage
from vortex_gui.protocol import LoadProgress, LogLine, MemorySample, ModelInfo
from vortex_gui.recipe import Recipe
from vortex_gui.settings import Settings

MEMORY_SAMPLES_KEPT = 6_000
"""Ten minutes at 10 Hz; longer spans are the graph's own buckets."""
LOG_LINES_KEPT = 20_000
MARKS_KEPT = 2_000
DELAYS_KEPT = 1_200
"""One minute at 20 Hz."""

WorkerStateName = str
"""starting, loading, ready, busy, stopping, lost or stopped: the engine's `WorkerState`."""
SlotStateName = str
"""queued, running, done, failed, cancelled, missed or set_aside: the engine's `SlotState`."""
ModelStateName = Literal["absent", "loading", "resident", "warming", "warm", "failed"]
Severity = Literal["info", "success", "warning", "error"]


class Observable(QObject):
    """A QObject that sets an attribute and emits `changed` only when the value differs."""

    changed = Signal()

    def _set(self, name: str, value: Any) -> bool:
        if getattr(self, name) == value:
            return False
        setattr(self, name, value)
        return True

    def update(self, **values: Any) -> None:
        """Sets the attributes named; emits `changed` once if any differs."""
        differing = [name for name, value in values.items() if self._set(name, value)]
        if differing:
            self.changed.emit()


@dataclass(frozen=True, slots=True)
class ModelState:
    """A role as the models table shows it; `info` is `None` until the worker told it."""

    role: Role
    checkpoint: str
    precision: str
    state: ModelStateName = "absent"
    since: float | None = None
    info: ModelInfo | None = None
    fault: str = ""


class WorkerStatus(Observable):
    """The worker's life. `since` is epoch seconds of the last change of `state`.

    `changed`: state, sentence, device or load progress; `models_changed`: any role.
    """

    models_changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.state: WorkerStateName = "starting"
        self.sentence = ""
        self.since = time.time()
        self.device: str | None = None
        self.pid: int | None = None
        self.startup_s: float | None = None
        self.soft_limit_bytes: int | None = None
        self.hard_limit_bytes: int | None = None
        self.load: LoadProgress | None = None
        self.freed_bytes: int | None = None
        self.models: dict[Role, ModelState] = {}

    @property
    def ready(self) -> bool:
        """Whether a slot could be taken up now, or is being worked on."""
        return self.state in ("ready", "busy")

    def put_model(self, model: ModelState) -> None:
        """Takes in a role's new state."""
        if self.models.get(model.role) != model:
            self.models = {**self.models, model.role: model}
            self.models_changed.emit()


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
    def scores(self) -> Scores | None:
        return self.report.scores if self.report else None

    @property
    def stages(self) -> tuple[StageSpan, ...]:
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

    `added(slot_id)`; `changed(slot_id)` for anything of one slot; `order_changed` when the queue's order or
    length did; `reset` when the table has to ask again from the start.
    """

    added = Signal(int)
    changed = Signal(int)
    order_changed = Signal()
    reset = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._by_id: dict[int, SlotState] = {}
        self.queue: tuple[int, ...] = ()
        self.paused = False

    def get(self, slot_id: int | None) -> SlotState | None:
        return self._by_id.get(slot_id) if slot_id is not None else None

    def ensure(self, slot_id: int) -> SlotState:
        """The slot's state, made when it is new."""
        slot = self._by_id.get(slot_id)
        if slot is None:
            slot = self._by_id[slot_id] = SlotState(slot_id, self)
            for signal in (slot.changed, slot.progress_changed, slot.report_changed):
                signal.connect(lambda slot_id=slot_id: self.changed.emit(slot_id))
            self.added.emit(slot_id)
        return slot

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


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture of a slot in the making, as JPEG; `index` is the step or the frame."""

    slot_id: int
    stage: Stage
    index: int
    jpeg: bytes


class PreviewState(QObject):
    """The newest picture of each running slot; `pictured(slot_id)`."""

    pictured = Signal(int)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._latest: dict[int, Picture] = {}

    def latest(self, slot_id: int | None) -> Picture | None:
        return self._latest.get(slot_id) if slot_id is not None else None

    def put(self, picture: Picture) -> None:
        self._latest[picture.slot_id] = picture
        self.pictured.emit(picture.slot_id)

    def forget(self, slot_id: int) -> None:
        """Lets the picture of a slot go that runs no more."""
        self._latest.pop(slot_id, None)


MarkKind = Literal["warm_up", "cache_clear", "slot_begin", "slot_end", "worker_lost", "worker_ready"]


@dataclass(frozen=True, slots=True)
class MemoryMark:
    """A moment worth seeing beside the curve; `at` in epoch seconds."""

    at: float
    kind: MarkKind
    text: str
    slot_id: int | None = None


class MemoryHistory(QObject):
    """Samples and marks; `appended(MemorySample)`, `marked(MemoryMark)`, `limits_changed()`.

    `recent` holds the last ten minutes of raw samples; longer spans are kept by the graph in buckets.
    """

    appended = Signal(object)
    marked = Signal(object)
    limits_changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.recent: deque[MemorySample] = deque(maxlen=MEMORY_SAMPLES_KEPT)
        self.marks: deque[MemoryMark] = deque(maxlen=MARKS_KEPT)
        self.soft_limit_bytes: int | None = None
        self.hard_limit_bytes: int | None = None

    @property
    def latest(self) -> MemorySample | None:
        return self.recent[-1] if self.recent else None

    def append(self, sample: MemorySample) -> None:
        self.recent.append(sample)
        self.appended.emit(sample)

    def mark(self, mark: MemoryMark) -> None:
        self.marks.append(mark)
        self.marked.emit(mark)

    def set_limits(self, soft_bytes: int, hard_bytes: int) -> None:
        if (soft_bytes, hard_bytes) != (self.soft_limit_bytes, self.hard_limit_bytes):
            self.soft_limit_bytes, self.hard_limit_bytes = soft_bytes, hard_bytes
            self.limits_changed.emit()


class LogTail(QObject):
    """The last log lines; `appended(count)`: so many new ones stand at the end of `lines`."""

    appended = Signal(int)
    cleared = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.lines: deque[LogLine] = deque(maxlen=LOG_LINES_KEPT)

    def extend(self, lines: Iterable[LogLine]) -> None:
        fresh = list(lines)
        if fresh:
            self.lines.extend(fresh)
            self.appended.emit(len(fresh))

    def clear(self) -> None:
        self.lines.clear()
        self.cleared.emit()


@dataclass(frozen=True, slots=True)
class Notice:
    """A message for the operator, `count` times come; one with the same `key` replaces the one before."""

    key: str
    severity: Severity
    text: str
    remedy: str = ""
    details: str = ""
    at: float = 0.0
    count: int = 1


class Notices(QObject):
    """The messages in their order; `changed` after each post or dismissal, `posted(Notice)` for each post."""

    changed = Signal()
    posted = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._by_key: dict[str, Notice] = {}

    def all(self) -> tuple[Notice, ...]:
        return tuple(self._by_key.values())

    def post(self, notice: Notice) -> None:
        before = self._by_key.pop(notice.key, None)
        if before is not None:
            notice = _counted(notice, before.count + 1)
        self._by_key[notice.key] = notice
        self.posted.emit(notice)
        self.changed.emit()

    def dismiss(self, key: str) -> None:
        if self._by_key.pop(key, None) is not None:
            self.changed.emit()


class LoopDelay(Observable):
    """How late the window's own event loop is, in milliseconds, over the last minute."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._delays_ms: deque[float] = deque(maxlen=DELAYS_KEPT)
        self.p50_ms: float | None = None
        self.p99_ms: float | None = None
        self.max_ms: float | None = None

    def record(self, delay_ms: float) -> None:
        self._delays_ms.append(delay_ms)

    def summarise(self) -> None:
        """Computes the figures anew and emits `changed` if they differ."""
        if self._delays_ms:
            ordered = sorted(self._delays_ms)
            figures = (quantile(ordered, 0.5), quantile(ordered, 0.99), ordered[-1])
            if figures != (self.p50_ms, self.p99_ms, self.max_ms):
                self.p50_ms, self.p99_ms, self.max_ms = figures
                self.changed.emit()


class ShiftFigures(Observable):
    """Figures of the shift for the status bar; seconds, counts and bytes, `None` until known."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.p50_s: float | None = None
        self.p95_s: float | None = None
        self.p99_s: float | None = None
        self.done = 0
        self.failed = 0
        self.met = 0
        self.missed = 0
        self.queued = 0
        self.console_bytes: int | None = None


class Operations(Observable):
    """What was asked for and is not done yet, by key.

    Keys: "warm_up", "warm_up:ROLE", "clear_cache", "restart", "plan", "cancel:SLOT_ID".
    A view shows a button as busy with the time since `since(key)`.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._begun: dict[str, float] = {}

    def since(self, key: str) -> float | None:
        """Epoch seconds when it was begun, or `None` when it is not under way."""
        return self._begun.get(key)

    def begin(self, key: str) -> None:
        if key not in self._begun:
            self._begun[key] = time.time()
            self.changed.emit()

    def end(self, key: str) -> None:
        if self._begun.pop(key, None) is not None:
            self.changed.emit()

    def end_all(self) -> None:
        if self._begun:
            self._begun.clear()
            self.changed.emit()


class PlanState(Observable):
    """The plan asked for last: the JSON of `vortex-gui plan --json`, or the sentence why there is none."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.plan: Mapping[str, Any] | None = None
        self.fault = ""

    def put(self, plan: Mapping[str, Any] | None, fault: str = "") -> None:
        self.plan, self.fault = plan, fault
        self.changed.emit()


class ConsoleState(QObject):
    """All that the window shows; one instance, handed to each view."""

    settings_changed = Signal()
    read_only_changed = Signal()
    play_list_changed = Signal()

    def __init__(self, settings: Settings, profile: Profile, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.settings = settings
        self.profile = profile
        self.read_only = False
        """Another console holds the data folder: nothing can be asked for."""
        self.play_list: PlayList | None = None
        """What plays, and how far it is; `None` when none does."""
        self.worker = WorkerStatus(self)
        self.slots = SlotStates(self)
        self.pages = SlotPages(self)
        self.selection = Selection(self)
        self.preview = PreviewState(self)
        self.memory = MemoryHistory(self)
        self.log = LogTail(self)
        self.notices = Notices(self)
        self.loop_delay = LoopDelay(self)
        self.figures = ShiftFigures(self)
        self.operations = Operations(self)
        self.plan = PlanState(self)
        self.worker.models = {
            role: ModelState(role, spec.checkpoint, spec.precision) for role, spec in profile.roles.items()
        }

    def selected_slot(self) -> SlotState | None:
        return self.slots.get(self.selection.slot_id)

    def set_read_only(self, read_only: bool) -> None:
        if read_only != self.read_only:
            self.read_only = read_only
            self.read_only_changed.emit()

    def set_play_list(self, play_list: PlayList | None) -> None:
        self.play_list = play_list
        self.play_list_changed.emit()

    def set_settings(self, settings: Settings) -> None:
        if settings != self.settings:
            self.settings = settings
            self.settings_changed.emit()


def quantile(ordered: Sequence[float], share: float) -> float:
    """The value below which `share` of the sorted values lie (nearest rank)."""
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def _counted(notice: Notice, count: int) -> Notice:
    return Notice(notice.key, notice.severity, notice.text, notice.remedy, notice.details, notice.at, count)
