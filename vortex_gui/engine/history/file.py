"""Opens, checks, repairs and migrates the history's file; sets a damaged one aside, never overwrites it."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from datetime import datetime
from pathlib import Path

from vortex_gui.base.files.private_files import make_private_file, make_private_folder
from vortex_gui.base.words.translation import tr
from vortex_gui.engine.facts.records import HistoryError
from vortex_gui.engine.history import schema
from vortex_gui.engine.history.connection import BUSY_S, COMPANIONS, check_standing, connect, connect_to_read
from vortex_gui.engine.history.history import History
from vortex_gui.engine.history.reader import HistoryReader, told

FILE_NAME = "history.db"
WHOLE_CHECK = "PRAGMA integrity_check(1)"
TABLES_CHECK = "PRAGMA quick_check(1)"
"""Looks at all but the indexes."""


def file_in(folder: Path) -> Path:
    """The folder's file, whether it is there or not."""
    return folder / FILE_NAME


def open_history(folder: Path, *, now: datetime | None = None) -> tuple[History, str]:
    """Opens, checks and migrates the folder's file; makes it when it is missing.

    Rebuilds a damaged index from its table and sets a file with other damage aside under another name; the
    second part says so, and is empty otherwise.
    Raises `HistoryError` for a file of a newer program and for a folder that cannot be written.
    """
    path = file_in(folder)
    with told("opened"):
        make_private_folder(folder)
        check_standing(path)
        aside = _free_name(path, now or datetime.now())
        damage = tr("The history was damaged.")
        if not path.exists() or _passes(path, WHOLE_CHECK):
            try:
                return _migrated(path)
            except sqlite3.IntegrityError:
                pass  # an older file holds what a newer table refuses
            except schema.StrangeTablesError as error:
                damage = tr("The tables of the history are not this program's ({reason}).", reason=error)
        elif _rebuild_indexes(path, aside):
            return _migrated(path)[0], tr(
                "An index of the history was damaged. The console rebuilt it and lost no slot;"
                " the damaged file is kept as {file}.",
                file=aside.name,
            )
        _set_aside(path, aside)
        return _migrated(path)[0], tr(
            "{damage} The console kept it as {file} and began a new one.", damage=damage, file=aside.name
        )


def open_reader(folder: Path) -> HistoryReader:
    """A second connection that reads only; raises `HistoryError` when there is no file to read."""
    with told("read"):
        return HistoryReader(connect_to_read(file_in(folder)))


def _migrated(path: Path) -> tuple[History, str]:
    """The history, and a sentence on tables that were made again."""
    db = connect(path)
    try:
        if schema.version_of(db) > schema.VERSION:
            raise HistoryError(
                tr("{path} was written by a newer version of this program.", path=path),
                remedy=tr("Install that version, or choose another data folder."),
            )
        schema.migrate(db)
        made = schema.complete(db)
    except BaseException:
        db.close()
        raise
    return History(db, path), _made_again(made)


def _made_again(tables: list[str]) -> str:
    if not tables:
        return ""
    return tr(
        "A table of the history was missing ({names}). The console made it again and lost no slot.",
        names=", ".join(tables),
    )


def _passes(path: Path, *statements: str) -> bool:
    """Whether the file takes the statements, and the last of them, one of SQLite's checks, says *ok*."""
    try:
        with closing(sqlite3.connect(path, timeout=BUSY_S)) as db:
            answers = [db.execute(statement).fetchone() for statement in statements]
            return bool(answers[-1][0] == "ok")
    except sqlite3.OperationalError:
        raise  # locked, no rights, disk full: says nothing of the file
    except (sqlite3.DatabaseError, UnicodeDecodeError):  # what it says may quote damaged text
        return False


def _rebuild_indexes(path: Path, aside: Path) -> bool:
    """Rebuilds the indexes from their tables if those are whole; keeps the damaged file aside."""
    if not _passes(path, TABLES_CHECK):
        return False
    rebuilt = path.with_suffix(".rebuilt")
    _copy(path, rebuilt)
    if not _passes(rebuilt, "REINDEX", WHOLE_CHECK):
        rebuilt.unlink()
        return False
    _copy(path, aside)
    rebuilt.replace(path)
    return True


def _copy(path: Path, copy: Path) -> None:
    make_private_file(copy)
    shutil.copyfile(path, copy)


def _free_name(path: Path, now: datetime) -> Path:
    """A free name beside the file for its damaged copy."""
    stem = f"history.damaged-{now:%Y%m%d-%H%M%S}"
    aside, more = path.with_name(f"{stem}.db"), 1
    while aside.exists():
        more += 1
        aside = path.with_name(f"{stem}-{more}.db")
    return aside


def _set_aside(path: Path, aside: Path) -> None:
    """Renames the file and its companions."""
    path.rename(aside)
    for ending in COMPANIONS:
        companion = path.with_name(path.name + ending)
        if companion.exists():
            companion.rename(aside.with_name(aside.name + ending))
