"""Queue and history in SQLite: every slot ever submitted, with its recipe, settings, state and report.

All calls block: the engine makes them in its threads. A final state is written once; a second one is refused.
"""

from __future__ import annotations

import random
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Any

from vortex_gui.engine import schema
from vortex_gui.engine.estimate import PastSlot, past_slot, words_of
from vortex_gui.engine.slots import Scores, SlotRow, SlotState, StageTime
from vortex_gui.errors import VortexError
from vortex_gui.recipe import MAX_SEED, MAX_SLOT_ID, Recipe

FILE_NAME = "history.db"
BUSY_S = 10.0
ESTIMATE_SLOTS = 50
_OPEN = "state IN ('queued', 'running')"
_COLUMNS = (
    "slot_id, state, seed, profile, output_dir, rank, submitted_at, due_at, started_at, ended_at, attempts, "
    "deaths, generation_ms, deadline_met, clip_b, clip_l, ensemble, passed, outlier, error_code, error, "
    "remedy, retry_of, words"
)


class HistoryError(VortexError):
    """The history cannot be read or written."""

    code = "history"


class SlotOrder(StrEnum):
    """How a page is ordered."""

    QUEUE_FIRST = "queue first"
    """The running slot, the queue in its order, then what is over, newest first."""
    NEWEST = "newest"
    OLDEST = "oldest"


@dataclass(frozen=True, slots=True)
class SlotQuery:
    """Which rows: of some states (none named: all), whose number, prompt or script holds a text."""

    states: frozenset[SlotState] = frozenset()
    text: str = ""
    order: SlotOrder = SlotOrder.QUEUE_FIRST
    offset: int = 0
    limit: int = 200


@dataclass(frozen=True, slots=True)
class SlotPage:
    """Rows from `offset` on, and how many fit the query in all."""

    rows: tuple[SlotRow, ...]
    total: int
    offset: int


@dataclass(frozen=True, slots=True)
class SlotDraft:
    """A slot to be added. The number and seed that it wishes are taken when they are free and given."""

    recipe: Recipe
    profile: str
    output_dir: str
    settings_json: str
    submitted_at: float
    due_at: float | None = None
    retry_of: int | None = None


@dataclass(frozen=True, slots=True)
class SlotEnd:
    """How a slot ended."""

    state: SlotState
    at: float
    report_json: str | None = None
    generation_ms: float | None = None
    deadline_met: bool | None = None
    scores: Scores | None = None
    stages: tuple[StageTime, ...] = ()
    error_code: str = ""
    error: str = ""
    remedy: str = ""


@dataclass(frozen=True, slots=True)
class Figures:
    """Counts by state, and slot times in milliseconds of the newest done slots, ascending."""

    by_state: dict[SlotState, int] = field(default_factory=dict)
    times_ms: tuple[float, ...] = ()
    deadlines_met: int = 0
    deadlines_missed: int = 0


class History:
    """One file of slots. Used from one thread at a time."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db

    def close(self) -> None:
        self._db.close()

    # ── writing ───────────────────────────────────────────────────────────────────────────────

    def add(self, drafts: Sequence[SlotDraft]) -> list[SlotRow]:
        """Queues slots at the end, all or none; gives each its number and its seed."""
        with _told("written"), self._whole():
            rank = self._scalar(f"SELECT coalesce(max(rank), 0) FROM slots WHERE {_OPEN}")
            added = []
            for draft in drafts:
                rank += 1024.0
                added.append(self._add(draft, rank))
        return added

    def _add(self, draft: SlotDraft, rank: float) -> SlotRow:
        params = draft.recipe.slot_params
        slot_id = self._free_number(params.slot_id, Path(draft.output_dir))
        seed = random.randint(0, MAX_SEED) if params.seed is None else params.seed
        recipe = draft.recipe.with_slot(slot_id=slot_id, seed=seed)
        row = SlotRow(
            slot_id=slot_id,
            state=SlotState.QUEUED,
            seed=seed,
            profile=draft.profile,
            recipe_json=recipe.to_json(),
            output_dir=draft.output_dir,
            submitted_at=draft.submitted_at,
            rank=rank,
            due_at=draft.due_at,
            retry_of=draft.retry_of,
            words=words_of(recipe),
        )
        self._db.execute(
            "INSERT INTO slots (slot_id, state, seed, profile, output_dir, rank, submitted_at, due_at,"
            " retry_of, words, search) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                *(slot_id, row.state.value, seed, row.profile, row.output_dir, rank, row.submitted_at),
                *(row.due_at, row.retry_of, row.words, _search_text(recipe)),
            ),
        )
        self._db.execute(
            "INSERT INTO details (slot_id, recipe_json, settings_json) VALUES (?, ?, ?)",
            (slot_id, _storable(row.recipe_json), _storable(draft.settings_json)),
        )
        return row

    def _free_number(self, wished: int | None, output_dir: Path) -> int:
        """The wished number, else one more than the highest, else the lowest that is free."""
        if wished is not None and not self._is_taken(wished, output_dir):
            return wished
        number = int(self._scalar("SELECT coalesce(max(slot_id), 0) + 1 FROM slots"))
        while number <= MAX_SLOT_ID and self._is_taken(number, output_dir):
            number += 1
        if number <= MAX_SLOT_ID:
            return number
        for number in range(MAX_SLOT_ID + 1):
            if not self._is_taken(number, output_dir):
                return number
        raise HistoryError("All slot numbers are taken.", remedy="Choose another data folder.")

    def _is_taken(self, slot_id: int, output_dir: Path) -> bool:
        """In the history, or as a folder that somebody else made: nothing is overwritten."""
        if self._db.execute("SELECT 1 FROM slots WHERE slot_id = ?", (slot_id,)).fetchone():
            return True
        return (output_dir / f"slot-{slot_id:06d}").exists()

    def begin(self, slot_id: int, at: float, attempts: int) -> bool:
        """A queued slot runs; false when it is not queued any more."""
        return self._update(
            slot_id, "state = 'running', started_at = ?, attempts = ?", (at, attempts), while_in="queued"
        )

    def put_back(self, slot_id: int, *, rank: float, attempts: int, deaths: int) -> bool:
        """A running slot waits again."""
        values = (rank, attempts, deaths)
        return self._update(
            slot_id,
            "state = 'queued', started_at = NULL, rank = ?, attempts = ?, deaths = ?",
            values,
            while_in="running",
        )

    def end(self, slot_id: int, end: SlotEnd, *, deaths: int | None = None) -> bool:
        """Writes a slot's last state; false when it has one already, which stays."""
        scores = end.scores
        values = (
            *(end.state.value, end.at, end.generation_ms, _flag(end.deadline_met)),
            *((scores.clip_b, scores.clip_l, scores.ensemble) if scores else (None, None, None)),
            *((_flag(scores.passed), _flag(scores.outlier)) if scores else (None, None)),
            *(end.error_code, _storable(end.error), _storable(end.remedy), deaths, slot_id),
        )
        with _told("written"), self._whole():
            changed = self._db.execute(
                "UPDATE slots SET state = ?, ended_at = ?, generation_ms = ?, deadline_met = ?, clip_b = ?,"
                " clip_l = ?, ensemble = ?, passed = ?, outlier = ?, error_code = ?, error = ?, remedy = ?,"
                f" deaths = coalesce(?, deaths) WHERE slot_id = ? AND {_OPEN}",
                values,
            ).rowcount
            if changed:
                self._add_end_details(slot_id, end)
        return bool(changed)

    def _add_end_details(self, slot_id: int, end: SlotEnd) -> None:
        if end.report_json is not None:
            self._db.execute(
                "UPDATE details SET report_json = ? WHERE slot_id = ?", (_storable(end.report_json), slot_id)
            )
        self._db.executemany(
            "INSERT OR REPLACE INTO stages VALUES (?, ?, ?, ?, ?)",
            [(slot_id, time.stage, time.start_ms, time.end_ms, time.attempts) for time in end.stages],
        )

    def set_ranks(self, ranks: Iterable[tuple[int, float]]) -> None:
        """Writes the queue's new order."""
        with _told("written"), self._whole():
            self._db.executemany(
                f"UPDATE slots SET rank = ? WHERE slot_id = ? AND {_OPEN}",
                [(rank, slot_id) for slot_id, rank in ranks],
            )

    def _update(self, slot_id: int, change: str, values: tuple[Any, ...], *, while_in: str) -> bool:
        with _told("written"), self._whole():
            done = self._db.execute(
                f"UPDATE slots SET {change} WHERE slot_id = ? AND state = ?", (*values, slot_id, while_in)
            )
            return bool(done.rowcount)

    # ── reading ───────────────────────────────────────────────────────────────────────────────

    def open_slots(self) -> list[SlotRow]:
        """What was queued or running, in the queue's order."""
        with _told("read"):
            ids = self._ids(f"SELECT slot_id FROM slots WHERE {_OPEN} ORDER BY rank, slot_id")
            return self._rows(ids)

    def row(self, slot_id: int) -> SlotRow | None:
        """One slot."""
        with _told("read"):
            return next(iter(self._rows([slot_id])), None)

    def report(self, slot_id: int) -> str | None:
        """JSON of the report."""
        with _told("read"):
            found = self._db.execute(
                "SELECT report_json FROM details WHERE slot_id = ?", (slot_id,)
            ).fetchone()
            return found[0] if found else None

    def settings(self, slot_id: int) -> str | None:
        """JSON of the settings under which the slot was submitted."""
        with _told("read"):
            found = self._db.execute(
                "SELECT settings_json FROM details WHERE slot_id = ?", (slot_id,)
            ).fetchone()
            return found[0] if found else None

    def page(self, query: SlotQuery) -> SlotPage:
        """A page of rows; fit for hundreds of thousands."""
        with _told("read"):
            where, values = _where(query)
            total = self._scalar(f"SELECT count(*) FROM slots WHERE {where}", values)
            return SlotPage(tuple(self._rows(self._page_ids(query, where, values))), int(total), query.offset)

    def _page_ids(self, query: SlotQuery, where: str, values: tuple[Any, ...]) -> list[int]:
        if query.order is not SlotOrder.QUEUE_FIRST:
            down = "DESC" if query.order is SlotOrder.NEWEST else "ASC"
            return self._ids(
                f"SELECT slot_id FROM slots WHERE {where} ORDER BY slot_id {down} LIMIT ? OFFSET ?",
                (*values, query.limit, query.offset),
            )
        open_ids = self._ids(
            f"SELECT slot_id FROM slots WHERE {_OPEN} AND {where} ORDER BY state = 'queued', rank, slot_id",
            values,
        )
        ids = open_ids[query.offset : query.offset + query.limit]
        if len(ids) < query.limit:
            ids += self._ids(
                f"SELECT slot_id FROM slots WHERE NOT {_OPEN} AND {where}"
                " ORDER BY slot_id DESC LIMIT ? OFFSET ?",
                (*values, query.limit - len(ids), max(0, query.offset - len(open_ids))),
            )
        return ids

    def past_slots(self, profile: str) -> tuple[PastSlot, ...]:
        """The newest done slots of a profile, for the estimate."""
        with _told("read"):
            found = self._db.execute(
                "SELECT slot_id, words FROM slots WHERE state = 'done' AND profile = ?"
                " ORDER BY slot_id DESC LIMIT ?",
                (profile, ESTIMATE_SLOTS),
            ).fetchall()
            times = self._stages([slot_id for slot_id, _ in found])
            return tuple(past_slot(words, times.get(slot_id, ())) for slot_id, words in found)

    def figures(self, *, newest: int = 1000) -> Figures:
        """What the status bar tells."""
        with _told("read"):
            counts = self._db.execute("SELECT state, count(*) FROM slots GROUP BY state").fetchall()
            times = self._db.execute(
                "SELECT generation_ms, deadline_met FROM slots WHERE state = 'done'"
                " ORDER BY slot_id DESC LIMIT ?",
                (newest,),
            ).fetchall()
            by_state = {SlotState(state): count for state, count in counts}
            late = sum(met == 0 for _, met in times)
            return Figures(
                by_state=by_state,
                times_ms=tuple(sorted(ms for ms, _ in times if ms is not None)),
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

    def _stages(self, ids: Sequence[int]) -> dict[int, tuple[StageTime, ...]]:
        times: dict[int, tuple[StageTime, ...]] = {}
        for some in _portions(ids):
            marks = ", ".join("?" * len(some))
            for slot_id, *time in self._db.execute(
                f"SELECT * FROM stages WHERE slot_id IN ({marks}) ORDER BY slot_id, start_ms", some
            ):
                times[slot_id] = (*times.get(slot_id, ()), StageTime(*time))
        return times

    # ── small ─────────────────────────────────────────────────────────────────────────────────

    def _ids(self, sql: str, values: tuple[Any, ...] = ()) -> list[int]:
        return [row[0] for row in self._db.execute(sql, values)]

    def _scalar(self, sql: str, values: tuple[Any, ...] = ()) -> float:
        value: float = self._db.execute(sql, values).fetchone()[0]
        return value

    @contextmanager
    def _whole(self) -> Iterator[None]:
        """All of it or nothing."""
        self._db.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            self._db.execute("ROLLBACK")
            raise
        self._db.execute("COMMIT")


def open_history(folder: Path, *, now: datetime | None = None) -> tuple[History, str]:
    """Opens, checks and migrates the folder's file; makes it when it is missing.

    A damaged file is set aside under another name; the second part tells it, and is empty otherwise.
    Raises `HistoryError` for a file of a newer program and for a folder that cannot be written.
    """
    path = folder / FILE_NAME
    with _told("opened"):
        folder.mkdir(parents=True, exist_ok=True)
        told = ""
        if path.exists() and not _is_sound(path):
            aside = _set_aside(path, now or datetime.now())
            told = f"The history was damaged; it was kept as {aside.name}, and a new one begun."
        db = _connect(path)
        if schema.version_of(db) > schema.VERSION:
            db.close()
            raise HistoryError(
                f"{path} was written by a newer version of this program.",
                remedy="Install that version, or choose another data folder.",
            )
        schema.migrate(db)
        return History(db), told


def open_reader(folder: Path) -> History:
    """A second connection that reads only; raises `HistoryError` when there is no file to read."""
    with _told("read"):
        path = folder / FILE_NAME
        db = sqlite3.connect(
            f"{path.absolute().as_uri()}?mode=ro",
            uri=True,
            timeout=BUSY_S,
            isolation_level=None,
            check_same_thread=False,
        )
        db.execute("PRAGMA query_only = ON")
        return History(db)


def _connect(path: Path) -> sqlite3.Connection:
    db = sqlite3.connect(path, timeout=BUSY_S, isolation_level=None, check_same_thread=False)
    db.execute("PRAGMA journal_mode = WAL")
    db.execute("PRAGMA synchronous = FULL")  # a submitted slot survives the loss of power too
    db.execute("PRAGMA foreign_keys = ON")
    return db


def _is_sound(path: Path) -> bool:
    try:
        with closing(sqlite3.connect(path, timeout=BUSY_S)) as db:
            return bool(db.execute("PRAGMA quick_check(1)").fetchone()[0] == "ok")
    except sqlite3.OperationalError:
        raise  # locked, no rights, disk full: says nothing of the file
    except sqlite3.DatabaseError:
        return False


def _set_aside(path: Path, now: datetime) -> Path:
    """Renames the file and its companions; a name that is there already is never overwritten."""
    stem = f"history.damaged-{now:%Y%m%d-%H%M%S}"
    aside, more = path.with_name(f"{stem}.db"), 1
    while aside.exists():
        more += 1
        aside = path.with_name(f"{stem}-{more}.db")
    path.rename(aside)
    for ending in ("-wal", "-shm"):
        companion = path.with_name(path.name + ending)
        if companion.exists():
            companion.rename(aside.with_name(aside.name + ending))
    return aside


@contextmanager
def _told(done: str) -> Iterator[None]:
    try:
        yield
    except (sqlite3.Error, OSError) as error:
        raise HistoryError(
            f"The history cannot be {done} ({error}).", remedy="Check the disk of the data folder."
        ) from error


def _where(query: SlotQuery) -> tuple[str, tuple[Any, ...]]:
    parts, values = ["1"], list[Any]()
    if query.states:
        parts.append(f"state IN ({', '.join('?' * len(query.states))})")
        values += sorted(state.value for state in query.states)
    if text := _storable(query.text.strip().casefold()):
        parts.append("(instr(search, ?) OR CAST(slot_id AS TEXT) = ?)")
        values += [text, text.lstrip("0") or "0"]
    return " AND ".join(parts), tuple(values)


def _search_text(recipe: Recipe) -> str:
    return _storable(f"{recipe.visual_track.prompt}\n{recipe.audio_track.script}".casefold())


def _storable(text: str) -> str:
    """Without lone surrogates, which UTF-8 cannot hold."""
    return text.encode("utf-8", "replace").decode("utf-8")


def _row(columns: Sequence[Any], stages: tuple[StageTime, ...]) -> SlotRow:
    (slot_id, state, seed, profile, output_dir, rank, submitted_at, due_at, started_at, ended_at), rest = (
        columns[:10],
        columns[10:],
    )
    attempts, deaths, generation_ms, met, clip_b, clip_l, ensemble, passed, outlier = rest[:9]
    error_code, error, remedy, retry_of, words, recipe_json = rest[9:]
    known = None not in (clip_b, clip_l, ensemble)
    return SlotRow(
        slot_id=slot_id,
        state=SlotState(state),
        seed=seed,
        profile=profile,
        recipe_json=recipe_json,
        output_dir=output_dir,
        submitted_at=submitted_at,
        rank=rank,
        due_at=due_at,
        started_at=started_at,
        ended_at=ended_at,
        attempts=attempts,
        deaths=deaths,
        generation_ms=generation_ms,
        deadline_met=None if met is None else bool(met),
        scores=Scores(clip_b, clip_l, ensemble, bool(passed), bool(outlier)) if known else None,
        stages=stages,
        error_code=error_code,
        error=error,
        remedy=remedy,
        retry_of=retry_of,
        words=words,
    )


def _flag(value: bool | None) -> int | None:
    return None if value is None else int(value)


def _portions(ids: Sequence[int], size: int = 500) -> Iterator[Sequence[int]]:
    """SQLite takes a bounded number of values at once."""
    for start in range(0, len(ids), size):
        yield ids[start : start + size]
