"""The watch over the history's file while it is open: SQLite writes on into one that was removed."""

from __future__ import annotations

import secrets
import sqlite3
from contextlib import suppress
from datetime import datetime
from pathlib import Path

from vortex_gui.base.files.identity import identity
from vortex_gui.base.files.standing import why
from vortex_gui.base.words.translation import tr
from vortex_gui.engine.facts.records import HistoryError
from vortex_gui.engine.history.connection import LOG, connect, remove_companions, write_copy


class FileWatch:
    """Made when the file is open; its log comes with the first row that is read or written."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._log = path.with_name(path.name + LOG)
        self._file_was = identity(path)
        self._log_was = identity(self._log)
        self.rescued: Path | None = None
        """The copy that `rescue` wrote last."""

    @property
    def is_removed(self) -> bool:
        """The file or its log is not there, and no other file stands in the file's place."""
        return not self.is_replaced and (identity(self.path) is None or not self._has_its_log())

    @property
    def is_replaced(self) -> bool:
        """Another file stands in its place."""
        return identity(self.path) not in (None, self._file_was)

    def check(self) -> None:
        """Raises `HistoryError` when the file or its log is not in its place."""
        if self.is_replaced:
            raise HistoryError(
                tr("{file} was replaced while the console used it.", file=self.path),
                remedy=tr("Close the console and start it again; it saves its own slots beside that file."),
            )
        if identity(self.path) is None:
            raise _removed(self.path)
        if not self._has_its_log():
            raise _removed(self._log)

    def _has_its_log(self) -> bool:
        now = identity(self._log)
        self._log_was = self._log_was or now
        return now == self._log_was


def rewritten(db: sqlite3.Connection, watch: FileWatch) -> sqlite3.Connection:
    """Writes all that the connection still reads to its file's path, opens another one there and closes it.

    It stays open until the other one is. Raises `HistoryError` when the path is refused: the copy is kept.
    """
    path, copy = watch.path, rescue(db, watch)
    try:
        remove_companions(path)
        copy.replace(path)
    except OSError as error:
        raise HistoryError(
            tr(
                "{file} cannot be written again ({reason}); all its slots are saved in {copy}.",
                file=path,
                reason=why(error),
                copy=copy.name,
            ),
            remedy=tr("Resume the queue; the console then tries again."),
        ) from error
    fresh = connect(path)
    db.close()
    return fresh


def rescue(db: sqlite3.Connection, watch: FileWatch) -> Path:
    """Writes all that the connection still reads beside its file, under a name of its own; all or nothing.

    The copy takes the place of the one before.
    """
    path = watch.path
    saved = path.with_name(f"history.rescued-{datetime.now():%Y%m%d-%H%M%S}-{secrets.token_hex(2)}.db")
    try:
        write_copy(db, saved)
    except BaseException:
        saved.unlink(missing_ok=True)
        raise
    before, watch.rescued = watch.rescued, saved
    if before is not None:
        with suppress(OSError):
            before.unlink(missing_ok=True)
    return saved


def _removed(path: Path) -> HistoryError:
    return HistoryError(
        tr("{file} was removed while the console used it.", file=path),
        remedy=tr("Resume the queue: the console writes the history again, with all its slots."),
    )
