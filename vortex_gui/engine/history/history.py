"""Queue and history in SQLite: every slot ever submitted, with its recipe, settings, state and report."""

from __future__ import annotations

import logging
import random
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path

from vortex_gui.base.files.private_files import make_private_folder
from vortex_gui.base.notation.bounds import MAX_RANK
from vortex_gui.base.pace.work import words_of
from vortex_gui.base.recipe.recipe import MAX_SEED
from vortex_gui.engine.facts.records import HistoryError, SlotDraft, SlotEnd, SlotOrder, SlotQuery
from vortex_gui.engine.facts.slots import SlotRow, SlotState
from vortex_gui.engine.facts.tags import stored
from vortex_gui.engine.history.file_watch import FileWatch, rescue, rewritten
from vortex_gui.engine.history.reader import OPEN, HistoryReader, storable, told
from vortex_gui.engine.output.free_numbers import FreeNumbers

__all__ = ["History", "SlotOrder", "SlotQuery"]

CLOSING_BUSY_MS = 1000

_log = logging.getLogger(__name__)


class History(HistoryReader):
    """The one connection that writes. Writes a final state once and refuses a second one."""

    def __init__(self, db: sqlite3.Connection, path: Path | None = None) -> None:
        """`path` names the file, for the watch over it."""
        super().__init__(db)
        self._watch = None if path is None else FileWatch(path)

    # ── the file under it ─────────────────────────────────────────────────────────────────────

    def check_place(self) -> None:
        """Raises `HistoryError` when a write would go into a file that no path names any more."""
        if self._watch is not None:
            self._watch.check()

    def put_back(self) -> bool:
        """Writes the file again, with all its rows, where it or its log was removed; whether it had to.

        Leaves another file in its place alone. Raises `HistoryError`; all rows can still be read then.
        """
        if self._watch is None or not self._watch.is_removed:
            return False
        with told("written"):
            self._db = rewritten(self._db, self._watch)
        self._watch = FileWatch(self._watch.path)
        return True

    def close(self) -> None:
        """Moves all rows from the write-ahead log into the file, so that a copy of it alone is whole.

        Where another file took its place meanwhile, the rows go into a third one beside it.
        """
        with suppress(sqlite3.Error, OSError):  # the log is read at the next start
            self._db.execute(f"PRAGMA busy_timeout = {CLOSING_BUSY_MS}")
            self._make_room_for_file()
            self._put_back_or_log()
            if self._watch is not None and self._watch.is_replaced:
                _log.warning("The history was saved as %s.", rescue(self._db, self._watch).name)
            self._db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        super().close()

    def _put_back_or_log(self) -> None:
        try:
            self.put_back()
        except HistoryError as error:
            _log.warning("The history was not put back: %s", error.sentence)

    def _make_room_for_file(self) -> None:
        """Makes the folder again when it is gone: at the end no other console can be in it."""
        if self._watch is not None:
            make_private_folder(self._watch.path.parent)

    # ── writing ───────────────────────────────────────────────────────────────────────────────

    def add(self, drafts: Sequence[SlotDraft]) -> list[SlotRow]:
        """Queues slots at the end, all or none; gives each its number and its seed."""
        with told("written"), self._whole():
            rank = self._scalar(
                f"SELECT coalesce(max(rank), 0) FROM slots WHERE {OPEN} AND rank BETWEEN ? AND ?",
                (-MAX_RANK, MAX_RANK),
            )
            numbers = FreeNumbers(self._db)
            added = []
            for draft in drafts:
                rank += 1024.0
                wished = draft.recipe.slot_params.slot_id
                added.append(self._add(draft, numbers.take(wished, Path(draft.output_dir)), rank))
        return added

    def _add(self, draft: SlotDraft, slot_id: int, rank: float) -> SlotRow:
        params = draft.recipe.slot_params
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
            tags=draft.tags,
        )
        self._db.execute(
            "INSERT INTO slots (slot_id, state, seed, profile, output_dir, rank, submitted_at, due_at,"
            " retry_of, words, search, tags) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                *(slot_id, row.state.value, seed, row.profile, row.output_dir, rank, row.submitted_at),
                *(row.due_at, row.retry_of, row.words, storable(row.searched), storable(stored(row.tags))),
            ),
        )
        self._db.execute(
            "INSERT INTO details (slot_id, recipe_json, settings_json) VALUES (?, ?, ?)",
            (slot_id, storable(row.recipe_json), storable(draft.settings_json)),
        )
        return row

    def keep(self, row: SlotRow, *, while_in: SlotState) -> bool:
        """Writes a slot that is not over; false when it is not in that state any more."""
        with told("written"), self._whole():
            done = self._db.execute(
                "UPDATE slots SET state = ?, started_at = ?, rank = ?, attempts = ?, deaths = ?,"
                " output_dir = ?, worker = ? WHERE slot_id = ? AND state = ?",
                (
                    *(row.state.value, row.started_at, row.rank, row.attempts, row.deaths),
                    *(row.output_dir, storable(row.worker), row.slot_id, while_in.value),
                ),
            )
            return bool(done.rowcount)

    def end(self, slot_id: int, end: SlotEnd, *, deaths: int | None = None) -> bool:
        """Writes a slot's last state; false when it has one already, which stays."""
        return self.end_all([(slot_id, end, deaths)]) == 1

    def end_all(self, ends: Iterable[tuple[int, SlotEnd, int | None]]) -> int:
        """Writes the last states of slots with their deaths, all or none; returns how many had none yet."""
        with told("written"), self._whole():
            return sum(self._end(*each) for each in ends)

    def _end(self, slot_id: int, end: SlotEnd, deaths: int | None) -> bool:
        values = (
            *(end.state.value, end.at, end.generation_ms, _flag(end.deadline_met), _flag(end.target_met)),
            *_score_values(end),
            *(storable(end.rung), end.error_code, storable(end.error), storable(end.remedy), deaths, slot_id),
        )
        changed = self._db.execute(
            "UPDATE slots SET state = ?, ended_at = ?, generation_ms = ?, deadline_met = ?, target_met = ?,"
            " clip_b = ?, clip_l = ?, ensemble = ?, passed = ?, outlier = ?, rung = ?, error_code = ?,"
            f" error = ?, remedy = ?, deaths = coalesce(?, deaths) WHERE slot_id = ? AND {OPEN}",
            values,
        ).rowcount
        if changed:
            self._add_end_details(slot_id, end)
        return bool(changed)

    def _add_end_details(self, slot_id: int, end: SlotEnd) -> None:
        if end.report_json is not None:
            self._db.execute(
                "UPDATE details SET report_json = ? WHERE slot_id = ?", (storable(end.report_json), slot_id)
            )
        self._db.executemany(
            "INSERT OR REPLACE INTO stages VALUES (?, ?, ?, ?, ?, ?)",
            [(slot_id, t.name, t.start_ms, t.end_ms, t.attempts, t.units) for t in end.stages],
        )

    def set_ranks(self, ranks: Iterable[tuple[int, float]]) -> None:
        """Writes the queue's new order."""
        with told("written"), self._whole():
            self._db.executemany(
                f"UPDATE slots SET rank = ? WHERE slot_id = ? AND {OPEN}",
                [(rank, slot_id) for slot_id, rank in ranks],
            )

    def set_tags(self, tags: Mapping[int, Sequence[str]]) -> list[SlotRow]:
        """Gives slots these tags, by their numbers, all or none; returns the rows that there are."""
        with told("written"), self._whole():
            rows = [replace(row, tags=tuple(tags[row.slot_id])) for row in self._rows(list(tags))]
            self._db.executemany(
                "UPDATE slots SET tags = ?, search = ? WHERE slot_id = ?",
                [(storable(stored(row.tags)), storable(row.searched), row.slot_id) for row in rows],
            )
            return rows

    def set_paused(self, paused: bool) -> None:
        """Whether the next console begins no slot until the operator resumes."""
        with told("written"), self._whole():
            self._db.execute("UPDATE queue SET paused = ?", (int(paused),))

    @contextmanager
    def _whole(self) -> Iterator[None]:
        """All of it or nothing, and nothing into a file that was removed."""
        self.check_place()
        self._db.execute("BEGIN IMMEDIATE")
        try:
            yield
            self._db.execute("COMMIT")
        except BaseException:
            if self._db.in_transaction:  # a full disk may have ended it
                self._db.execute("ROLLBACK")
            raise


def _score_values(end: SlotEnd) -> tuple[float | int | None, ...]:
    """The values of the five columns of the scores; a clip without a prompt has a verdict alone."""
    scores = end.scores
    if scores is None:
        return None, None, None, _flag(end.passed), None
    figures = (scores.score_clip_b, scores.score_clip_l, scores.ensemble_score)
    return *figures, _flag(scores.self_check_passed), _flag(scores.outlier_detected)


def _flag(value: bool | None) -> int | None:
    return None if value is None else int(value)
