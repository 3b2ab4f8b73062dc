"""The file: damage is set aside or repaired, a newer version left alone; no byte brings a start down."""

from __future__ import annotations

import os
import sqlite3
import sys
from contextlib import closing
from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.base.files.test_standing import WORDS
from tests.engine.history.drafts import draft
from tests.odd_things import NO_FILES, standing
from vortex_gui.engine.facts.records import (
    HistoryError,
    SlotQuery,
)
from vortex_gui.engine.facts.slots import SlotState
from vortex_gui.engine.history import schema
from vortex_gui.engine.history.copy import copy_history
from vortex_gui.engine.history.file import FILE_NAME, open_history, open_reader

CASES = int(os.environ.get("VORTEX_FUZZ_CASES", "200"))


@pytest.mark.parametrize("junk", [b"not a database at all" * 100, b"SQLite format 3\0" + b"\0" * 5000])
def test_a_damaged_file_is_set_aside_and_never_overwritten(tmp_path: Path, junk: bytes) -> None:
    now = datetime(2026, 1, 2, 3, 4, 5)
    for _ in range(2):
        (tmp_path / FILE_NAME).write_bytes(junk)
        opened, told = open_history(tmp_path, now=now)
        opened.close()
        assert "damaged" in told
        (tmp_path / FILE_NAME).unlink()
    names = sorted(path.name for path in tmp_path.glob("*damaged*.db"))
    assert names == ["history.damaged-20260102-030405-2.db", "history.damaged-20260102-030405.db"]
    assert all((tmp_path / name).read_bytes() == junk for name in names)


def test_one_flipped_page_is_found_at_the_start(tmp_path: Path) -> None:
    opened, _ = open_history(tmp_path)
    opened.add([draft(tmp_path, script="word " * 400)] * 50)
    opened.close()
    path = tmp_path / FILE_NAME
    content = bytearray(path.read_bytes())
    middle = len(content) // 2 // 4096 * 4096
    content[middle : middle + 4096] = b"\xa5" * 4096
    path.write_bytes(content)
    opened, told = open_history(tmp_path)
    opened.close()
    assert "damaged" in told


def test_a_damaged_index_is_rebuilt_and_no_slot_is_lost(tmp_path: Path) -> None:
    opened, _ = open_history(tmp_path)
    kept = opened.add([draft(tmp_path)] * 9)
    root = int(opened._scalar("SELECT rootpage FROM sqlite_master WHERE name = 'slots_by_state'"))
    page = int(opened._scalar("PRAGMA page_size"))
    opened.close()
    path = tmp_path / FILE_NAME
    content = bytearray(path.read_bytes())
    at = content.index(b"queued", (root - 1) * page, root * page)
    content[at] = 0
    path.write_bytes(content)
    with closing(open_reader(tmp_path)) as reader, pytest.raises(HistoryError, match="not a valid"):
        reader.figures()
    opened, told = open_history(tmp_path)
    with closing(opened):
        assert "rebuilt" in told
        assert opened.open_slots() == kept
        assert opened.figures().by_state[SlotState.QUEUED] == 9
    assert [aside.read_bytes() for aside in tmp_path.glob("history.damaged-*.db")] == [content]
    assert not list(tmp_path.glob("*.rebuilt*"))
    opened, told = open_history(tmp_path)
    opened.close()
    assert not told


ODD = ("loop", "ring", "folder", "pipe", "socket", "device")


@pytest.mark.skipif(sys.platform == "win32", reason="pipes and links of POSIX")
@pytest.mark.parametrize("ending", ["", "-wal", "-shm", "-journal"])
@pytest.mark.parametrize("thing", ODD)
def test_what_stands_in_the_place_of_a_file_is_named_and_stays(
    thing: str, ending: str, tmp_path: Path
) -> None:
    """SQLite says of all of them that the disk has a fault, or waits for a writer of the pipe."""
    opened, _ = open_history(tmp_path)
    opened.add([draft(tmp_path)])
    opened.close()
    path = tmp_path / f"{FILE_NAME}{ending}"
    path.unlink(missing_ok=True)
    NO_FILES[thing](path)
    before = standing(tmp_path)
    for open_it in (open_history, open_reader):
        with pytest.raises(HistoryError) as refused:
            open_it(tmp_path)
        assert refused.value.sentence == f"{path} cannot serve the history ({WORDS[thing]})."
        assert refused.value.remedy == "Repair it or move it away, then start the console again."
    with pytest.raises(HistoryError, match="cannot serve the history"):
        copy_history(tmp_path, tmp_path / "copy.db")
    assert standing(tmp_path) == before


def test_a_file_of_a_newer_program_is_left_alone(tmp_path: Path) -> None:
    opened, _ = open_history(tmp_path)
    opened.close()
    with closing(sqlite3.connect(tmp_path / FILE_NAME)) as db:
        db.execute(f"PRAGMA user_version = {schema.VERSION + 1}")
    before = (tmp_path / FILE_NAME).read_bytes()
    with pytest.raises(HistoryError, match="newer version"):
        open_history(tmp_path)
    assert (tmp_path / FILE_NAME).read_bytes() == before


def test_a_folder_that_cannot_be_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(HistoryError, match="cannot be opened"):
        open_history(tmp_path / "file")


@given(flips=st.lists(st.tuples(st.integers(0, 2**20), st.binary(min_size=1, max_size=64)), max_size=4))
@settings(
    max_examples=max(20, CASES // 10),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_a_file_with_any_bytes_changed_is_read_or_set_aside(
    tmp_path: Path, flips: list[tuple[int, bytes]]
) -> None:
    sound = tmp_path / "sound.db"
    if not sound.exists():
        opened, _ = open_history(tmp_path)
        opened.add([draft(tmp_path, script="word " * 300)] * 9)
        opened.close()
        (tmp_path / FILE_NAME).rename(sound)
    content = bytearray(sound.read_bytes())
    for at, change in flips:
        begin = at % len(content)
        content[begin : begin + len(change)] = change
    (tmp_path / FILE_NAME).write_bytes(content)
    try:
        opened, told = open_history(tmp_path)
    except HistoryError:
        return  # such as a file that says it is of a newer version
    with closing(opened):
        try:
            opened.open_slots()
            opened.page(SlotQuery())
            opened.figures()
            opened.add([draft(tmp_path)])
        except HistoryError:
            assert not told  # a new file has no fault
    for kept in tmp_path.glob("history*"):
        kept.unlink()
