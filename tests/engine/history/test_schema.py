"""The tables: whole, made again where they can be, and told by name where they cannot."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from tests.engine.history.drafts import draft
from tests.engine.rows import RECIPE
from vortex_gui.base.report.report import StageTiming
from vortex_gui.engine.facts.records import HistoryError, SlotDraft, SlotEnd, SlotOrder, SlotQuery
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


def old_file(folder: Path, words: object = 2) -> None:
    """A history of the first version with one slot in it."""
    with closing(sqlite3.connect(folder / FILE_NAME)) as db:
        db.executescript(f"{schema._STEPS[0]} PRAGMA user_version = 1;")
        db.execute(
            "INSERT INTO slots (slot_id, state, seed, profile, output_dir, rank, submitted_at, words, search)"
            " VALUES (7, 'queued', 5, 'mini', 'out', 1024, 100, ?, 'a presenter')",
            (words,),
        )
        db.execute("INSERT INTO details VALUES (7, '{}', '{}', NULL)")
        db.execute("INSERT INTO stages VALUES (7, 'speech', 0, 5, 1)")
        db.commit()


def test_a_file_of_the_first_version_is_carried_forward(tmp_path: Path) -> None:
    old_file(tmp_path)
    opened, told = open_history(tmp_path)
    with closing(opened):
        assert told == ""
        row = opened.row(7)
        assert row is not None
        assert (row.state, row.words, row.stages) == (
            SlotState.QUEUED,
            2,
            (StageTiming("speech", 0.0, 5.0, 1),),
        )
        assert opened.end(7, SlotEnd(SlotState.CANCELLED, 1.0))
        with pytest.raises(sqlite3.IntegrityError, match="once"):
            opened._db.execute("UPDATE slots SET state = 'done'")
        assert schema.version_of(opened._db) == schema.VERSION


def test_a_file_of_the_second_version_keeps_every_row_and_takes_a_new_stage(tmp_path: Path) -> None:
    old_file(tmp_path)
    with closing(sqlite3.connect(tmp_path / FILE_NAME)) as db:
        db.executescript(f"{schema._STEPS[1]} PRAGMA user_version = 2;")
        db.execute("INSERT INTO stages VALUES (7, 'actor', 1, 9, 2)")
        with pytest.raises(sqlite3.IntegrityError, match="stage IN"):
            db.execute("INSERT INTO stages VALUES (7, 'captions', 9, 12, 1)")
        db.commit()
    opened, told = open_history(tmp_path)
    with closing(opened):
        assert told == ""
        row = opened.row(7)
        assert row is not None
        assert row.stages == (StageTiming("speech", 0.0, 5.0, 1), StageTiming("actor", 1.0, 9.0, 2))
        opened._db.execute("INSERT INTO stages VALUES (7, 'captions', 9, 12, 1, 3)")
        assert opened.row(7) == row, "a stage that this version does not know is not shown"
        with pytest.raises(sqlite3.IntegrityError, match="FOREIGN KEY"):
            opened._db.execute("INSERT INTO stages VALUES (8, 'speech', 0, 5, 1, 2)")
        with pytest.raises(sqlite3.IntegrityError, match="cannot store TEXT"):
            opened._db.execute("INSERT INTO stages VALUES (7, 'output', 'soon', 5, 1, 1)")


def test_an_older_file_with_a_row_that_cannot_be_is_set_aside(tmp_path: Path) -> None:
    old_file(tmp_path, words="many")
    opened, told = open_history(tmp_path)
    with closing(opened):
        assert "damaged" in told
        assert opened.page(SlotQuery()).total == 0
    with closing(sqlite3.connect(next(tmp_path.glob("*damaged*.db")))) as kept:
        assert kept.execute("SELECT words FROM slots").fetchone() == ("many",)


def test_rung_of_a_slot_is_kept_and_taken_over_from_older_reports(tmp_path: Path) -> None:
    old_file(tmp_path)
    with closing(sqlite3.connect(tmp_path / FILE_NAME)) as db:
        for step in range(1, 4):
            db.executescript(f"{schema._STEPS[step]} PRAGMA user_version = {step + 1};")
        db.execute("UPDATE slots SET state = 'done'")
        db.execute('UPDATE details SET report_json = \'{"rung": "every 2nd frame"}\'')
        db.execute(
            "INSERT INTO slots SELECT 8, 'failed', seed, profile, output_dir, 2048, submitted_at, due_at,"
            " 1, 2, 1, 0, 9000, 1, 0.7, 0.7, 0.7, 1, 0, '', '', '', NULL, words, search FROM slots"
        )
        db.execute("INSERT INTO details VALUES (8, '{}', '{}', 'no JSON')")
        db.commit()
    opened, _ = open_history(tmp_path)
    with closing(opened):
        added = opened.add([draft(tmp_path)])[0].slot_id
        opened.end(added, SlotEnd(SlotState.DONE, 1.0, rung="full"))
        rungs = [row.rung for row in opened.page(SlotQuery(order=SlotOrder.OLDEST)).rows]
        assert rungs == ["every 2nd frame", "", "full"]
