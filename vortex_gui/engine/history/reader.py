"""The history as it is read: rows, pages, figures, past slots; fit for hundreds of thousands of rows."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Literal

from vortex_gui.base.files.standing import why
from vortex_gui.base.notation.bounds import (
    MAX_COUNT,
    MAX_EPOCH_S,
    MAX_MS,
    MAX_RANK,
    MAX_SCORE,
    MAX_SLOT_ID,
    number,
    whole,
)
from vortex_gui.base.pace.learned_clock import KEPT
from vortex_gui.base.report.report import Scores, StageTiming
from vortex_gui.base.stages import STAGE_FACTS, Stage
from vortex_gui.base.words.translation import mark, tr
from vortex_gui.engine.facts.estimate import PastSlot
from vortex_gui.engine.facts.records import Figures, HistoryError, SlotOrder, SlotPage, SlotQuery, SortKey
from vortex_gui.engine.facts.slots import SlotRow, SlotState, search_words
from vortex_gui.engine.facts.tags import read
from vortex_gui.engine.history.connection import write_copy
from vortex_gui.engine.history.schema import is_of_tables

OPEN = "state IN ('queued', 'running')"
"""Slots that are not over."""
NOT_PASSED = "state = 'done' AND passed = 0"
"""Slots with a clip that failed its check."""
_SORTED_BY = {
    SortKey.NUMBER: "slot_id",
    SortKey.STATE: "state",
    SortKey.QUEUED: "submitted_at",
    SortKey.STARTED: "started_at",
    SortKey.FINISHED: "ended_at",
    SortKey.DUE: "due_at",
    SortKey.MARGIN: "CASE state WHEN 'done' THEN due_at - ended_at END",
    SortKey.SCORE: "ensemble",
    SortKey.VERDICT: "passed",
    SortKey.RUNG: "nullif(rung, '')",
    SortKey.TARGET: "target_met",
    SortKey.TOOK: "generation_ms",
    SortKey.TAGS: "nullif(tags, '')",
    SortKey.WORKER: "nullif(worker, '')",
}
_COLUMNS = (
    "slot_id, state, seed, profile, output_dir, rank, submitted_at, due_at, started_at, ended_at, attempts, "
    "deaths, generation_ms, deadline_met, clip_b, clip_l, ensemble, passed, outlier, error_code, error, "
    "remedy, retry_of, words, rung, target_met, tags, worker"
)


class HistoryReader:
    """One connection that reads. All calls block; used from one thread at a time. Raises `HistoryError`."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db

    def close(self) -> None:
        self._db.close()

    def copy_to(self, fresh: Path) -> None:
        """Copies the file as it is at this moment; whoever writes it goes on. Raises `sqlite3.Error`."""
        write_copy(self._db, fresh)

    def open_slots(self) -> list[SlotRow]:
        """The queued and running slots, in the queue's order."""
        with told("read"):
            ids = self._ids(f"SELECT slot_id FROM slots WHERE {OPEN} ORDER BY rank, slot_id")
            return self._rows(ids)

    def is_paused(self) -> bool:
        """Whether the operator left the queue paused."""
        with told("read"):
            return bool(self._scalar("SELECT coalesce(max(paused), 0) FROM queue"))

    def row(self, slot_id: int) -> SlotRow | None:
        """One slot."""
        with told("read"):
            return next(iter(self._rows([slot_id])), None)

    def rows(self, slot_ids: Sequence[int]) -> list[SlotRow]:
        """The slots of these numbers that there are, in this order."""
        with told("read"):
            return self._rows(slot_ids)

    def report(self, slot_id: int) -> str | None:
        """JSON of the report."""
        with told("read"):
            found = self._db.execute(
                "SELECT report_json FROM details WHERE slot_id = ?", (slot_id,)
            ).fetchone()
            return found[0] if found else None

    def settings(self, slot_id: int) -> str | None:
        """JSON of the settings under which the slot was submitted."""
        with told("read"):
            found = self._db.execute(
                "SELECT settings_json FROM details WHERE slot_id = ?", (slot_id,)
            ).fetchone()
            return found[0] if found else None

    def page(self, query: SlotQuery) -> SlotPage:
        """A page of rows; fit for hundreds of thousands."""
        with told("read"):
            where, values = _where(query)
            total = self._scalar(f"SELECT count(*) FROM slots WHERE {where}", values)
            return SlotPage(tuple(self._rows(self._page_ids(query, where, values))), int(total), query.offset)

    def _page_ids(self, query: SlotQuery, where: str, values: tuple[Any, ...]) -> list[int]:
        if query.sort is not None:
            down = "DESC" if query.sort.down else "ASC"
            by = _SORTED_BY[query.sort.key]
            return self._ids(
                f"SELECT slot_id FROM slots WHERE {where} ORDER BY {by} {down} NULLS LAST, slot_id DESC"
                " LIMIT ? OFFSET ?",
                (*values, query.limit, query.offset),
            )
        if query.order is not SlotOrder.QUEUE_FIRST:
            down = "DESC" if query.order is SlotOrder.NEWEST else "ASC"
            return self._ids(
                f"SELECT slot_id FROM slots WHERE {where} ORDER BY slot_id {down} LIMIT ? OFFSET ?",
                (*values, query.limit, query.offset),
            )
        open_ids = self._ids(
            f"SELECT slot_id FROM slots WHERE {OPEN} AND {where} ORDER BY state = 'queued', rank, slot_id",
            values,
        )
        ids = open_ids[query.offset : query.offset + query.limit]
        if len(ids) < query.limit:
            ids += self._ids(
                f"SELECT slot_id FROM slots WHERE NOT {OPEN} AND {where}"
                " ORDER BY slot_id DESC LIMIT ? OFFSET ?",
                (*values, query.limit - len(ids), max(0, query.offset - len(open_ids))),
            )
        return ids

    def past_slots(self, profile: str) -> tuple[PastSlot, ...]:
        """The newest slots of a profile that ended done, failed or missed, oldest first."""
        with told("read"):
            # The plus keeps SQLite from collecting and sorting every slot of those states: 0.6 s of 100,000.
            found = self._db.execute(
                "SELECT slot_id, worker, recipe_json FROM slots JOIN details USING (slot_id)"
                " WHERE +state IN ('done', 'failed', 'missed') AND profile = ?"
                " AND EXISTS (SELECT 1 FROM stages WHERE stages.slot_id = slots.slot_id)"
                " ORDER BY slot_id DESC LIMIT ?",
                (profile, KEPT),
            ).fetchall()
            times = self._stages([slot_id for slot_id, *_ in found])
            return tuple(
                PastSlot(recipe, times.get(slot_id, ()), worker)
                for slot_id, worker, recipe in reversed(found)
            )

    def figures(self, *, newest: int = 1000) -> Figures:
        """The figures of the status bar."""
        with told("read"):
            counts = self._db.execute("SELECT state, count(*) FROM slots GROUP BY state").fetchall()
            times = self._db.execute(
                "SELECT generation_ms, deadline_met FROM slots WHERE state = 'done'"
                " ORDER BY slot_id DESC LIMIT ?",
                (newest,),
            ).fetchall()
            by_state = {SlotState(state): count for state, count in counts}
            late = sum(met == 0 for _, met in times)
            known_ms = (number(ms, 0, MAX_MS) for ms, _ in times)
            return Figures(
                by_state=by_state,
                not_passed=int(self._scalar(f"SELECT count(*) FROM slots WHERE {NOT_PASSED}")),
                times_ms=tuple(sorted(ms for ms in known_ms if ms is not None)),
                deadlines_met=sum(met == 1 for _, met in times),
                deadlines_missed=late + by_state.get(SlotState.MISSED, 0),
            )

    def _rows(self, ids: Sequence[int]) -> list[SlotRow]:
        """Rows of these numbers, in this order."""
        found: dict[int, SlotRow] = {}
        for some in _portions(ids):
            marks = ", ".join("?" * len(some))
            times = self._stages(some)
            cursor = self._db.execute(
                f"SELECT {_COLUMNS}, recipe_json FROM slots JOIN details USING (slot_id)"
                f" WHERE slot_id IN ({marks})",
                some,
            )
            found |= {row[0]: _row(row, times.get(row[0], ())) for row in cursor}
        return [found[slot_id] for slot_id in ids if slot_id in found]

    def _stages(self, ids: Sequence[int]) -> dict[int, tuple[StageTiming, ...]]:
        times: dict[int, tuple[StageTiming, ...]] = {}
        for some in _portions(ids):
            marks = ", ".join("?" * len(some))
            for slot_id, stage, *time in self._db.execute(
                "SELECT slot_id, stage, start_ms, end_ms, attempts, units FROM stages"
                f" WHERE slot_id IN ({marks}) ORDER BY slot_id, start_ms",
                some,
            ):
                timing = _timing(stage, *time) if stage in STAGE_FACTS else None
                if timing is not None:  # another version of this program may know more stages
                    times[slot_id] = (*times.get(slot_id, ()), timing)
        return times

    # ── small ─────────────────────────────────────────────────────────────────────────────────

    def _ids(self, sql: str, values: tuple[Any, ...] = ()) -> list[int]:
        return [row[0] for row in self._db.execute(sql, values)]

    def _scalar(self, sql: str, values: tuple[Any, ...] = ()) -> float:
        value: float = self._db.execute(sql, values).fetchone()[0]
        return value


_FAULTS = {
    "opened": mark("The history cannot be opened ({reason})."),
    "read": mark("The history cannot be read ({reason})."),
    "written": mark("The history cannot be written ({reason})."),
    "copied": mark("The history cannot be copied ({reason})."),
}


@contextmanager
def told(done: Literal["opened", "read", "written", "copied"]) -> Iterator[None]:
    """Turns a fault of the file into a `HistoryError`."""
    try:
        yield
    except (sqlite3.Error, OSError, ValueError) as error:  # a damaged row may hold no known state, no text
        if is_of_tables(error):
            raise HistoryError(
                tr("The history lacks one of its tables ({reason}).", reason=error),
                remedy=tr("Start the console again: it keeps the file aside and begins a new one."),
            ) from error
        raise HistoryError(
            tr(_FAULTS[done], reason=_reason(error)), remedy=tr("Check the disk of the data folder.")
        ) from error


def _reason(error: Exception) -> str:
    """In words, with the path that the system refused."""
    if isinstance(error, OSError) and error.filename is not None:
        return f"{error.filename}: {why(error)}"
    return str(error)


def storable(text: str) -> str:
    """Without lone surrogates, which UTF-8 cannot hold."""
    return text.encode("utf-8", "replace").decode("utf-8")


def _where(query: SlotQuery) -> tuple[str, tuple[Any, ...]]:
    parts, values = ["1"], list[Any]()
    if query.states:
        parts.append(f"state IN ({', '.join('?' * len(query.states))})")
        values += sorted(state.value for state in query.states)
    if query.passed is not None:
        parts.append("passed IS NOT 0" if query.passed else NOT_PASSED)
    words, number = search_words(storable(query.text))
    if words:
        parts.append("(instr(search, ?) OR CAST(slot_id AS TEXT) = ?)")
        values += [words, number]
    return " AND ".join(parts), tuple(values)


def _row(columns: Sequence[Any], stages: tuple[StageTiming, ...]) -> SlotRow:
    """What the program cannot show, which only something else wrote, is unknown or none."""
    (slot_id, state, seed, profile, output_dir, rank, submitted_at, due_at, started_at, ended_at), rest = (
        columns[:10],
        columns[10:],
    )
    attempts, deaths, generation_ms, met, clip_b, clip_l, ensemble, passed, outlier = rest[:9]
    error_code, error, remedy, retry_of, words, rung, target_met, tags, worker, recipe_json = rest[9:]
    return SlotRow(
        slot_id=slot_id,
        state=SlotState(state),
        seed=seed,
        profile=profile,
        recipe_json=recipe_json,
        output_dir=output_dir,
        submitted_at=_moment(submitted_at) or 0.0,
        rank=number(rank, -MAX_RANK, MAX_RANK) or 0.0,
        due_at=_moment(due_at),
        started_at=_moment(started_at),
        ended_at=_moment(ended_at),
        attempts=_count(attempts),
        deaths=_count(deaths),
        generation_ms=number(generation_ms, 0, MAX_MS),
        deadline_met=None if met is None else bool(met),
        target_met=None if target_met is None else bool(target_met),
        scores=_scores((clip_b, clip_l, ensemble), bool(passed), bool(outlier)),
        passed=None if passed is None else bool(passed),
        stages=stages,
        error_code=error_code,
        error=error,
        remedy=remedy,
        retry_of=whole(retry_of, 0, MAX_SLOT_ID),
        words=_count(words),
        rung=rung,
        tags=read(tags),
        worker=worker,
    )


def _timing(stage: Stage, start: object, end: object, attempts: object, units: object) -> StageTiming | None:
    start_ms = number(start, 0, MAX_MS)
    end_ms = number(end, start_ms or 0, MAX_MS)
    if start_ms is None or end_ms is None:
        return None
    return StageTiming(stage, start_ms, end_ms, max(1, _count(attempts)), number(units, 0, MAX_COUNT))


def _scores(figures: Sequence[object], passed: bool, outlier: bool) -> Scores | None:
    clip_b, clip_l, ensemble = (number(figure, 0, MAX_SCORE) for figure in figures)
    if clip_b is None or clip_l is None or ensemble is None:
        return None
    return Scores(clip_b, clip_l, ensemble, passed, outlier)


def _moment(found: object) -> float | None:
    return number(found, 0, MAX_EPOCH_S)


def _count(found: object) -> int:
    """More than can be counted is the most."""
    return max(0, min(found, MAX_COUNT)) if isinstance(found, int) else 0


def _portions(ids: Sequence[int], size: int = 500) -> Iterator[Sequence[int]]:
    """SQLite takes a bounded number of values at once."""
    for start in range(0, len(ids), size):
        yield ids[start : start + size]
