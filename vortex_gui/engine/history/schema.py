"""The history's tables, and the steps that bring an older file to them."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from functools import cache

from vortex_gui.base.words.translation import tr

# Step n brings a file of user_version n to n + 1. A step that has shipped is never changed.
_STEPS: tuple[str, ...] = (
    """
    CREATE TABLE slots (
        slot_id INTEGER PRIMARY KEY,
        state TEXT NOT NULL CHECK (state IN
            ('queued', 'running', 'done', 'failed', 'cancelled', 'missed', 'set_aside')),
        seed INTEGER NOT NULL,
        profile TEXT NOT NULL,
        output_dir TEXT NOT NULL,
        rank REAL NOT NULL,
        submitted_at REAL NOT NULL,
        due_at REAL,
        started_at REAL,
        ended_at REAL,
        attempts INTEGER NOT NULL DEFAULT 0,
        deaths INTEGER NOT NULL DEFAULT 0,
        generation_ms REAL,
        deadline_met INTEGER,
        clip_b REAL,
        clip_l REAL,
        ensemble REAL,
        passed INTEGER,
        outlier INTEGER,
        error_code TEXT NOT NULL DEFAULT '',
        error TEXT NOT NULL DEFAULT '',
        remedy TEXT NOT NULL DEFAULT '',
        retry_of INTEGER,
        words INTEGER NOT NULL,
        search TEXT NOT NULL
    );
    CREATE TABLE details (
        slot_id INTEGER PRIMARY KEY REFERENCES slots,
        recipe_json TEXT NOT NULL,
        settings_json TEXT NOT NULL,
        report_json TEXT
    );
    CREATE TABLE stages (
        slot_id INTEGER NOT NULL REFERENCES slots,
        stage TEXT NOT NULL,
        start_ms REAL NOT NULL,
        end_ms REAL NOT NULL,
        attempts INTEGER NOT NULL,
        PRIMARY KEY (slot_id, stage)
    ) WITHOUT ROWID;
    CREATE INDEX slots_by_number ON slots (slot_id, state);
    CREATE INDEX slots_by_state ON slots (state, slot_id);
    CREATE INDEX slots_open ON slots (rank, slot_id) WHERE state IN ('queued', 'running');
    CREATE TRIGGER a_slot_ends_once BEFORE UPDATE OF state ON slots
        WHEN OLD.state NOT IN ('queued', 'running')
        BEGIN SELECT RAISE(ABORT, 'a slot ends once'); END;
    """,
    # Strict tables with checks: a value of another kind is refused when it is written, and found by the
    # check at the start when something else wrote it.
    """
    CREATE TABLE new_slots (
        slot_id INTEGER PRIMARY KEY CHECK (slot_id BETWEEN 0 AND 999999),
        state TEXT NOT NULL CHECK (state IN
            ('queued', 'running', 'done', 'failed', 'cancelled', 'missed', 'set_aside')),
        seed INTEGER NOT NULL CHECK (seed BETWEEN 0 AND 4294967295),
        profile TEXT NOT NULL,
        output_dir TEXT NOT NULL,
        rank REAL NOT NULL,
        submitted_at REAL NOT NULL,
        due_at REAL,
        started_at REAL,
        ended_at REAL,
        attempts INTEGER NOT NULL DEFAULT 0 CHECK (attempts >= 0),
        deaths INTEGER NOT NULL DEFAULT 0 CHECK (deaths >= 0),
        generation_ms REAL,
        deadline_met INTEGER,
        clip_b REAL,
        clip_l REAL,
        ensemble REAL,
        passed INTEGER,
        outlier INTEGER,
        error_code TEXT NOT NULL DEFAULT '',
        error TEXT NOT NULL DEFAULT '',
        remedy TEXT NOT NULL DEFAULT '',
        retry_of INTEGER,
        words INTEGER NOT NULL CHECK (words >= 0),
        search TEXT NOT NULL
    ) STRICT;
    CREATE TABLE new_details (
        slot_id INTEGER PRIMARY KEY REFERENCES new_slots,
        recipe_json TEXT NOT NULL CHECK (json_valid(recipe_json)),
        settings_json TEXT NOT NULL,
        report_json TEXT
    ) STRICT;
    CREATE TABLE new_stages (
        slot_id INTEGER NOT NULL REFERENCES new_slots,
        stage TEXT NOT NULL CHECK (stage IN ('speech', 'actor', 'animation', 'verification', 'output')),
        start_ms REAL NOT NULL,
        end_ms REAL NOT NULL,
        attempts INTEGER NOT NULL,
        PRIMARY KEY (slot_id, stage)
    ) STRICT, WITHOUT ROWID;
    INSERT INTO new_slots SELECT * FROM slots;
    INSERT INTO new_details SELECT * FROM details;
    INSERT INTO new_stages SELECT * FROM stages;
    DROP TABLE stages;
    DROP TABLE details;
    DROP TABLE slots;
    ALTER TABLE new_slots RENAME TO slots;
    ALTER TABLE new_details RENAME TO details;
    ALTER TABLE new_stages RENAME TO stages;
    CREATE INDEX slots_by_number ON slots (slot_id, state);
    CREATE INDEX slots_by_state ON slots (state, slot_id);
    CREATE INDEX slots_open ON slots (rank, slot_id) WHERE state IN ('queued', 'running');
    CREATE TRIGGER a_slot_ends_once BEFORE UPDATE OF state ON slots
        WHEN OLD.state NOT IN ('queued', 'running')
        BEGIN SELECT RAISE(ABORT, 'a slot ends once'); END;
    """,
    # The table of stages alone says which names there are, so that a new stage needs no step here.
    """
    CREATE TABLE new_stages (
        slot_id INTEGER NOT NULL REFERENCES slots,
        stage TEXT NOT NULL,
        start_ms REAL NOT NULL,
        end_ms REAL NOT NULL,
        attempts INTEGER NOT NULL,
        PRIMARY KEY (slot_id, stage)
    ) STRICT, WITHOUT ROWID;
    INSERT INTO new_stages SELECT * FROM stages;
    DROP TABLE stages;
    ALTER TABLE new_stages RENAME TO stages;
    """,
    # The work that a stage did, from which the time left is learned; unknown in what an earlier one wrote.
    "ALTER TABLE stages ADD COLUMN units REAL;",
    # The queue as the operator left it: one row.
    """
    CREATE TABLE queue (paused INTEGER NOT NULL CHECK (paused IN (0, 1))) STRICT;
    INSERT INTO queue VALUES (0);
    """,
    # The rung of the quality ladder beside the slot, so that a table can show and sort it.
    """
    ALTER TABLE slots ADD COLUMN rung TEXT NOT NULL DEFAULT '';
    UPDATE slots SET rung = coalesce((
        SELECT CAST(json_extract(report_json, '$.rung') AS TEXT) FROM details
        WHERE details.slot_id = slots.slot_id AND json_valid(report_json)
    ), '') WHERE state NOT IN ('queued', 'running');
    CREATE INDEX slots_not_passed ON slots (slot_id) WHERE state = 'done' AND passed = 0;
    """,
    # Whether a slot was as quick as its profile wishes, which is no deadline.
    "ALTER TABLE slots ADD COLUMN target_met INTEGER;",
    # The operator's tags, one a line, and the name of the worker that made the slot.
    """
    ALTER TABLE slots ADD COLUMN tags TEXT NOT NULL DEFAULT '';
    ALTER TABLE slots ADD COLUMN worker TEXT NOT NULL DEFAULT '';
    """,
)
VERSION = len(_STEPS)
_OF_TABLES = re.compile(r"no such (table|column)|already exists|no column named|duplicate column|\d+ columns")


def version_of(db: sqlite3.Connection) -> int:
    """The version of a file; 0 is a new one."""
    found: int = db.execute("PRAGMA user_version").fetchone()[0]
    return found


class StrangeTablesError(Exception):
    """The file is whole, but its tables are not those of this program."""


def migrate(db: sqlite3.Connection) -> None:
    """Brings a file to `VERSION`, each step whole or not at all; raises a step's `sqlite3.Error`.

    Raises `StrangeTablesError` where a step does not find the tables that it stands on.
    """
    for step in range(version_of(db), VERSION):
        try:
            db.executescript(f"BEGIN IMMEDIATE; {_STEPS[step]} PRAGMA user_version = {step + 1}; COMMIT;")
        except sqlite3.Error as error:
            if db.in_transaction:
                db.execute("ROLLBACK")
            if is_of_tables(error):
                raise StrangeTablesError(str(error)) from error
            raise


def complete(db: sqlite3.Connection) -> list[str]:
    """Makes what a file of `VERSION` lacks and no slot stands in; returns the names of such tables.

    Raises `StrangeTablesError` for a missing table of slots, or a column, which nothing can make again.
    """
    found = {name for (name,) in db.execute("SELECT name FROM sqlite_master")}
    missing = [name for name in _whole_schema() if name not in found]
    tables = [name for name in missing if name in _MADE_AGAIN]
    _refuse([name for name in missing if name in _OF_SLOTS])
    for name in missing:
        db.executescript(_whole_schema()[name] + ";" + _MADE_AGAIN.get(name, ""))
    _refuse(sorted(".".join(column) for column in _whole_columns() - set(_columns(db))))
    return tables


_OF_SLOTS = ("slots", "details")
_MADE_AGAIN = {"stages": "", "queue": "INSERT INTO queue VALUES (0);"}
"""Tables without which every slot is still there, and their first rows."""


def _refuse(missing: list[str]) -> None:
    if missing:
        raise StrangeTablesError(tr("it lacks {names}", names=", ".join(missing[:3])))


def is_of_tables(error: BaseException) -> bool:
    """Whether SQLite did not find a table or column, or found one where it makes it; nothing of the disk."""
    return isinstance(error, sqlite3.OperationalError) and _OF_TABLES.search(str(error)) is not None


@cache
def _whole_schema() -> dict[str, str]:
    """The statements of a new file by the names of what they make, tables first."""
    with closing(_new_file()) as db:
        made = db.execute(
            "SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY type != 'table', rowid"
        )
        return dict(made.fetchall())


@cache
def _whole_columns() -> frozenset[tuple[str, str]]:
    """Table and column of a new file."""
    with closing(_new_file()) as db:
        return frozenset(_columns(db))


def _new_file() -> sqlite3.Connection:
    db = sqlite3.connect(":memory:", isolation_level=None)
    migrate(db)
    return db


def _columns(db: sqlite3.Connection) -> Iterator[tuple[str, str]]:
    yield from db.execute(
        "SELECT tables.name, columns.name FROM sqlite_master AS tables"
        " JOIN pragma_table_info(tables.name) AS columns WHERE tables.type = 'table'"
    )
