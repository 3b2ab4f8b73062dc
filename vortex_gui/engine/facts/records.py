"""Values that go into the history and come out of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from vortex_gui.base.errors import VortexError
from vortex_gui.base.recipe.recipe import Recipe
from vortex_gui.base.report.report import Scores, StageTiming
from vortex_gui.engine.facts.slots import SlotRow, SlotState


class HistoryError(VortexError):
    """The history cannot be read or written."""

    code = "history"


class SlotOrder(StrEnum):
    """How a page is ordered."""

    QUEUE_FIRST = "queue first"
    """The running slot, the queue in its order, then the finished slots, newest first."""
    NEWEST = "newest"
    OLDEST = "oldest"


class SortKey(StrEnum):
    """What a page of finished slots can be sorted by."""

    NUMBER = "number"
    STATE = "state"
    QUEUED = "queued"
    STARTED = "started"
    FINISHED = "finished"
    DUE = "due"
    MARGIN = "margin"
    SCORE = "score"
    VERDICT = "verdict"
    RUNG = "rung"
    TARGET = "target"
    TOOK = "took"
    TAGS = "tags"
    WORKER = "worker"


@dataclass(frozen=True, slots=True)
class SortOrder:
    """By what, and whether from the highest down; a slot without the value stands last."""

    key: SortKey
    down: bool = False


@dataclass(frozen=True, slots=True)
class SlotQuery:
    """Which rows: of some states (none named: all), whose number, prompt, script or tags hold a text.

    `passed` keeps those that did not fail their check, or only those that did; `None` keeps both. `sort`
    takes the place of `order`.
    """

    states: frozenset[SlotState] = frozenset()
    text: str = ""
    order: SlotOrder = SlotOrder.QUEUE_FIRST
    offset: int = 0
    limit: int = 200
    passed: bool | None = None
    sort: SortOrder | None = None


@dataclass(frozen=True, slots=True)
class SlotPage:
    """Rows from `offset` on, and how many fit the query in all."""

    rows: tuple[SlotRow, ...]
    total: int
    offset: int


@dataclass(frozen=True, slots=True)
class SlotDraft:
    """A slot to add. It gets its wished number if that is free, and its seed if the recipe names one."""

    recipe: Recipe
    profile: str
    output_dir: str
    settings_json: str
    submitted_at: float
    due_at: float | None = None
    retry_of: int | None = None
    tags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SlotEnd:
    """How a slot ended."""

    state: SlotState
    at: float
    report_json: str | None = None
    generation_ms: float | None = None
    deadline_met: bool | None = None
    target_met: bool | None = None
    scores: Scores | None = None
    passed: bool | None = None
    """Whether the clip passed its check; `None` where nobody looked."""
    stages: tuple[StageTiming, ...] = ()
    rung: str = ""
    error_code: str = ""
    error: str = ""
    remedy: str = ""


@dataclass(frozen=True, slots=True)
class Figures:
    """Counts by state, and slot times in milliseconds of the newest done slots, ascending.

    `not_passed` of the done slots did not pass their check.
    """

    by_state: dict[SlotState, int] = field(default_factory=dict)
    not_passed: int = 0
    times_ms: tuple[float, ...] = ()
    deadlines_met: int = 0
    deadlines_missed: int = 0
