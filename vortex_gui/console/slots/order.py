"""By what the waiting slots are sorted, as the history sorts the finished ones."""

from __future__ import annotations

from typing import Any

from vortex_gui.engine.facts.forecast import Forecast
from vortex_gui.engine.facts.records import SortKey
from vortex_gui.engine.facts.slots import SlotRow
from vortex_gui.engine.facts.tags import stored


def sort_value(key: SortKey, row: SlotRow, forecast: Forecast | None = None) -> Any:
    """A value that can be compared with those of other rows; `None` stands last in either direction."""
    match key:
        case SortKey.NUMBER:
            return row.slot_id
        case SortKey.STATE:
            return row.state.value
        case SortKey.QUEUED:
            return row.submitted_at
        case SortKey.STARTED:
            return row.started_at
        case SortKey.FINISHED:
            return row.ended_at
        case SortKey.DUE:
            return row.due_at
        case SortKey.TOOK:
            return row.generation_ms
        case SortKey.SCORE:
            return row.scores.ensemble_score if row.scores else None
        case SortKey.VERDICT:
            return row.verdict
        case SortKey.MARGIN if forecast is not None:
            return forecast.margin_s
        case SortKey.MARGIN:
            done = row.due_at is not None and row.ended_at is not None
            return (row.due_at or 0.0) - (row.ended_at or 0.0) if done else None
        case SortKey.RUNG:
            return row.rung or None
        case SortKey.TARGET:
            return row.target_met
        case SortKey.TAGS:
            return stored(row.tags) or None
        case SortKey.WORKER:
            return row.worker or None
