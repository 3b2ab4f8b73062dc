"""The tables: whole, made again where they can be, and told by name where they cannot."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from tests.engine.rows import RECIPE
from vortex_gui.base.report import StageTiming
from vortex_gui.engine.facts.records import HistoryError, SlotDraft, SlotEnd, SlotQuery
from vortex_gui.engine.facts.slots import SlotState
from vortex_gui.engine.history import schema
from vortex_gui.engine.history.file import FILE_NAME, open_history, open_reader


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A history with one slot."""
    history, _ = open_history(tmp_path)
    with closing(history):
        history.add([SlotDraft(RECIPE, "mini", str(tmp_path), "{}", 1.0)])
    return tmp_path


def change(folder: Path, statements: str) -> None:
    with closing(sqlite3.connect(folder / FILE_NAME)) as db:
        db.executescript(statements)


def names(folder: Path) -> Iterator[str]:
    with closing(sqlite3.connect(folder / FILE_NAME)) as db:
        yield from (name for (name,) in db.execute("SELECT name FROM sqlite_master"))


@pytest.mark.parametrize(
    ("statements", "missing"),
    [
        ("PRAGMA foreign_keys = OFF; DROP TABLE slots;", "it lacks slots)"),
        ("PRAGMA foreign_keys = OFF; DROP TABLE slots; DROP TABLE details;", "it lacks slots, details)"),
        ("ALTER TABLE details DROP COLUMN report_json;", "it lacks details.report_json)"),
    ],
)
def test_a_missing_table_or_column_is_told_by_its_name_and_the_file_kept(
    folder: Path, statements: str, missing: str
) -> None:
    change(folder, statements)
    history, told = open_history(folder)
    with closing(history):
        assert told.startswith("The tables of the history are not this program's (")
        assert missing in told
        assert "Check the disk" not in told
        assert history.page(SlotQuery()).total == 0
    assert len(list(folder.glob("history.damaged-*.db"))) == 1


@pytest.mark.parametrize("table", ["stages", "queue"])
def test_a_table_in_which_no_slot_stands_is_made_again_and_told(folder: Path, table: str) -> None:
    change(folder, f"DROP TABLE {table};")
    history, told = open_history(folder)
    with closing(history):
        assert told == (
            f"A table of the history was missing ({table}). The console made it again and lost no slot."
        )
        assert history.page(SlotQuery()).total == 1
        assert not history.is_paused()
        history.set_paused(True)
        assert history.is_paused()
        history.end(1, SlotEnd(SlotState.DONE, 1.0, stages=(StageTiming("speech", 0.0, 5.0, 1),)))
        row = history.row(1)
        assert row is not None
        assert len(row.stages) == 1


def test_a_file_whose_version_was_lost_in_copying_is_told_so(folder: Path) -> None:
    change(folder, "PRAGMA user_version = 0;")
    history, told = open_history(folder)
    history.close()
    assert "not this program's (table slots already exists)" in told


def test_lost_indexes_and_triggers_are_made_again(folder: Path) -> None:
    before = set(names(folder))
    change(folder, "DROP INDEX slots_open; DROP INDEX slots_by_state; DROP TRIGGER a_slot_ends_once;")
    history, told = open_history(folder)
    with closing(history):
        assert told == ""
        history.end(1, SlotEnd(SlotState.CANCELLED, 1.0))
        with pytest.raises(sqlite3.IntegrityError, match="once"):
            history._db.execute("UPDATE slots SET state = 'done'")
    assert set(names(folder)) == before


def test_a_table_that_goes_while_the_console_runs_is_told_as_what_it_is(folder: Path) -> None:
    with closing(open_reader(folder)) as reader:
        change(folder, "DROP TABLE stages;")
        with pytest.raises(HistoryError) as fault:
            reader.row(1)
    assert fault.value.sentence == "The history lacks one of its tables (no such table: stages)."
    assert "disk" not in fault.value.remedy


def test_a_fault_of_the_disk_is_none_of_the_tables() -> None:
    with closing(sqlite3.connect(":memory:")) as db:
        with pytest.raises(sqlite3.OperationalError) as missing:
            db.execute("SELECT 1 FROM slots")
        db.execute("PRAGMA query_only = ON")
        with pytest.raises(sqlite3.OperationalError) as refused:
            db.execute("CREATE TABLE slots (a)")
    assert schema.is_of_tables(missing.value)
    assert not schema.is_of_tables(refused.value)
