"""A whole copy of the history while a console may be writing it, in one file that needs no companions."""

from __future__ import annotations

import os
import secrets
import sqlite3
from contextlib import closing, suppress
from pathlib import Path

from vortex_gui.base.words.translation import tr
from vortex_gui.engine.facts.records import HistoryError
from vortex_gui.engine.history.file import FILE_NAME, WHOLE_CHECK, open_reader
from vortex_gui.engine.history.reader import told


def copy_history(folder: Path, target: Path) -> int:
    """Copies the folder's history to a file that is not there yet; returns how many slots it holds.

    Raises `HistoryError`; then there is no target. Raises `FileExistsError` for one that is there.
    """
    if not os.path.lexists(folder / FILE_NAME):
        raise HistoryError(
            tr("There is no history in {folder}.", folder=folder),
            remedy=tr("Name the settings file with your data folder: --settings FILE."),
        )
    fresh = target.with_name(f".{target.name}.{secrets.token_hex(4)}")
    try:
        with told("copied"):
            count = _copy(folder, fresh)
            is_there = _put_in_place(fresh, target)
    finally:
        with suppress(OSError):
            fresh.unlink(missing_ok=True)
    if not is_there:
        raise FileExistsError(target)
    return count


def _copy(folder: Path, fresh: Path) -> int:
    with closing(open_reader(folder)) as reader:
        reader.copy_to(fresh)
    with closing(sqlite3.connect(fresh)) as db:
        found = db.execute(WHOLE_CHECK).fetchone()[0]
        if found != "ok":
            raise HistoryError(
                tr("The history is damaged ({reason}), so there is no copy.", reason=found),
                remedy=tr("Start the console: it repairs the history or sets it aside."),
            )
        return int(db.execute("SELECT count(*) FROM slots").fetchone()[0])


def _put_in_place(fresh: Path, target: Path) -> bool:
    """False where the target is there, also when another program has made it at this moment."""
    descriptor = os.open(fresh, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
    try:
        os.link(fresh, target)
    except FileExistsError:
        return False
    except OSError:  # a disk without links, such as a USB stick's
        if target.exists():
            return False
        fresh.replace(target)
    return True
