"""Connections to the history's file: the one that writes, and those that only read."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from vortex_gui.base.files.private_files import make_private_file
from vortex_gui.base.files.standing import unfit_file
from vortex_gui.base.words.translation import tr
from vortex_gui.engine.facts.records import HistoryError

BUSY_S = 10.0
LOG = "-wal"
COMPANIONS = (LOG, "-shm")
"""Endings of the files that SQLite keeps beside an open one: its write-ahead log, and the index of that."""
JOURNAL = "-journal"
"""Ending of a file that SQLite looks for beside each one that it opens."""


def connect(path: Path) -> sqlite3.Connection:
    """To write; makes the file when it is missing. Raises `sqlite3.Error`, `OSError` and `HistoryError`."""
    check_standing(path)
    make_private_file(path)  # SQLite gives its companions the same mode
    db = sqlite3.connect(path, timeout=BUSY_S, isolation_level=None, check_same_thread=False)
    db.text_factory = _readable
    db.execute("PRAGMA journal_mode = WAL")
    db.execute("PRAGMA synchronous = FULL")  # a submitted slot survives the loss of power too
    db.execute("PRAGMA foreign_keys = ON")
    return db


def connect_to_read(path: Path) -> sqlite3.Connection:
    """Raises `sqlite3.Error`, also when there is no file, and `HistoryError` for what is no file.

    The reading of a pipe would never begin.
    """
    check_standing(path)
    db = sqlite3.connect(
        f"{path.absolute().as_uri()}?mode=ro",
        uri=True,
        timeout=BUSY_S,
        isolation_level=None,
        check_same_thread=False,
    )
    db.text_factory = _readable
    db.execute("PRAGMA query_only = ON")
    return db


def check_standing(path: Path) -> None:
    """Raises `HistoryError` where a folder, a pipe or such stands in the place of the file or one beside it.

    SQLite would say that the disk is at fault.
    """
    for ending in ("", *COMPANIONS, JOURNAL):
        each = path.with_name(path.name + ending)
        if fault := unfit_file(each):
            raise HistoryError(
                tr("{path} cannot serve the history ({why}).", path=each, why=fault),
                remedy=tr("Repair it or move it away, then start the console again."),
            )


def write_copy(db: sqlite3.Connection, fresh: Path) -> None:
    """Writes all that a connection reads into one private file. Raises `sqlite3.Error` and `OSError`."""
    make_private_file(fresh)
    with closing(sqlite3.connect(fresh)) as copy:
        db.backup(copy)
        copy.execute("PRAGMA journal_mode = DELETE")


def remove_companions(path: Path) -> None:
    """Of a file that is gone or goes: a log that stayed would be played into the next one."""
    for ending in COMPANIONS:
        path.with_name(path.name + ending).unlink(missing_ok=True)


def _readable(text: bytes) -> str:
    """SQLite does not look inside texts: a flipped byte there costs a character, not the page."""
    return text.decode("utf-8", "replace")
