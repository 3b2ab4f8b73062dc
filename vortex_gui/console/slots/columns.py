"""The table's columns: what each is called, how wide it is at first, and what it sorts by."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum

from vortex_gui.base.words.translation import mark, tr
from vortex_gui.engine.facts.records import SortKey


class Column(IntEnum):
    SLOT = 0
    STATE = 1
    SAYS = 2
    PROGRESS = 3
    LEFT = 4
    DEADLINE = 5
    SCORES = 6
    TOOK = 7
    DUE = 8
    MARGIN = 9
    QUEUED = 10
    STARTED = 11
    FINISHED = 12
    VERDICT = 13
    RUNG = 14
    READY = 15
    TARGET = 16
    TAGS = 17
    WORKER = 18


@dataclass(frozen=True, slots=True)
class ColumnFacts:
    """`name` is what a column is remembered by, `english` its head before translation.

    One without a `sort` key cannot be sorted. One that is not `is_shown` waits in the menu of columns.
    One that `is_live` changes with a step, with the second or with the queue while its row stays the same.
    """

    name: str
    english: str
    width: int
    sort: SortKey | None = None
    is_shown: bool = True
    is_right: bool = False
    is_live: bool = False

    @property
    def head(self) -> str:
        return tr(self.english)


COLUMNS: Mapping[Column, ColumnFacts] = {
    Column.SLOT: ColumnFacts("slot", mark("Slot"), 60, SortKey.NUMBER),
    Column.STATE: ColumnFacts("state", mark("State"), 116, SortKey.STATE),
    Column.SAYS: ColumnFacts("says", mark("Says"), 126),
    Column.PROGRESS: ColumnFacts("progress", mark("Progress"), 126, is_live=True),
    Column.LEFT: ColumnFacts("left", mark("Time left"), 92, is_live=True),
    Column.DEADLINE: ColumnFacts("deadline", mark("Deadline"), 114, SortKey.DUE, is_live=True),
    Column.SCORES: ColumnFacts("scores", mark("Scores B · L"), 112, SortKey.SCORE),
    Column.TOOK: ColumnFacts("took", mark("Took"), 78, SortKey.TOOK, is_right=True),
    Column.DUE: ColumnFacts("due", mark("Due"), 92, SortKey.DUE, is_shown=False, is_live=True),
    Column.MARGIN: ColumnFacts("margin", mark("Margin"), 84, SortKey.MARGIN, is_right=True, is_live=True),
    Column.QUEUED: ColumnFacts("queued", mark("Queued"), 92, SortKey.QUEUED, is_shown=False, is_live=True),
    Column.STARTED: ColumnFacts(
        "started", mark("Started"), 92, SortKey.STARTED, is_shown=False, is_live=True
    ),
    Column.FINISHED: ColumnFacts(
        "finished", mark("Finished"), 92, SortKey.FINISHED, is_shown=False, is_live=True
    ),
    Column.VERDICT: ColumnFacts("verdict", mark("Verdict"), 112, SortKey.VERDICT, is_shown=False),
    Column.RUNG: ColumnFacts("rung", mark("Rung"), 140, SortKey.RUNG, is_shown=False, is_live=True),
    Column.READY: ColumnFacts("ready", mark("Ready"), 146, is_live=True),
    Column.TARGET: ColumnFacts("target", mark("Target"), 92, SortKey.TARGET, is_shown=False),
    Column.TAGS: ColumnFacts("tags", mark("Tags"), 130, SortKey.TAGS, is_shown=False),
    Column.WORKER: ColumnFacts("worker", mark("Worker"), 116, SortKey.WORKER, is_shown=False),
}
"""By their places in the model; `ORDER` has the places at first."""

LIVE = tuple(column for column, facts in COLUMNS.items() if facts.is_live)

ORDER = (
    Column.SLOT,
    Column.STATE,
    Column.SAYS,
    Column.TAGS,
    Column.PROGRESS,
    Column.LEFT,
    Column.DEADLINE,
    Column.READY,
    Column.DUE,
    Column.MARGIN,
    Column.VERDICT,
    Column.SCORES,
    Column.RUNG,
    Column.TOOK,
    Column.TARGET,
    Column.QUEUED,
    Column.STARTED,
    Column.FINISHED,
    Column.WORKER,
)
STEP_ASIDE = (
    Column.TAGS,
    Column.DEADLINE,
    Column.MARGIN,
    Column.SCORES,
    Column.WORKER,
    Column.READY,
    Column.LEFT,
    Column.TOOK,
)
"""Those that a narrow table may do without, first of them the one that stays longest."""
AFTER_WORDS = (Column.LEFT, Column.TOOK)
READABLE = 200
"""Points that the words keep before these columns come, which most rows leave empty."""
LEAST_WIDTH = 60
ALWAYS = Column.SLOT
"""The column that cannot be hidden: a row without its number could not be named."""
