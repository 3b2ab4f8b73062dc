"""Connections to the history's file, and a whole copy of what one of them reads."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from vortex_gui.engine.history.connection import connect, connect_to_read, remove_companions, write_copy


def test_a_writer_makes_the_file_and_a_reader_only_reads_it(tmp_path: Path) -> None:
    path = tmp_path / "history.db"
    with pytest.raises(sqlite3.OperationalError):
        connect_to_read(path).execute("SELECT 1 FROM sqlite_master")
    assert not path.exists()
    with closing(connect(path)) as db, closing(connect_to_read(path)) as reader:
        db.execute("CREATE TABLE words (word TEXT)")
        assert reader.execute("SELECT count(*) FROM words").fetchone() == (0,)
        with pytest.raises(sqlite3.OperationalError):
            reader.execute("DELETE FROM words")
        assert (path.stat().st_mode & 0o777, path.with_name("history.db-wal").stat().st_mode & 0o777) == (
            0o600, 0o600,
        )  # fmt: skip


def test_a_copy_holds_the_rows_that_stand_in_the_log_alone(tmp_path: Path) -> None:
    with closing(connect(tmp_path / "history.db")) as db:
        db.execute("CREATE TABLE words (word TEXT)")
        db.execute("INSERT INTO words VALUES ('one')")
        write_copy(db, tmp_path / "copy.db")
    with closing(sqlite3.connect(tmp_path / "copy.db")) as copy:
        assert copy.execute("SELECT word FROM words").fetchall() == [("one",)]
    assert not list(tmp_path.glob("copy.db-*"))


def test_companions_go_whether_they_are_there_or_not(tmp_path: Path) -> None:
    (tmp_path / "history.db-wal").touch()
    remove_companions(tmp_path / "history.db")
    assert list(tmp_path.iterdir()) == []
