"""A copy of the history is whole in its one file, replaces nothing and leaves nothing behind."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tests.engine.history.drafts import draft
from vortex_gui.engine.facts.records import HistoryError, SlotQuery
from vortex_gui.engine.history.copy import copy_history
from vortex_gui.engine.history.file import FILE_NAME, open_history


def slots_in(path: Path) -> list[int]:
    with closing(sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)) as db:
        return [row[0] for row in db.execute("SELECT slot_id FROM slots ORDER BY slot_id")]


def test_a_copy_taken_while_the_history_is_written_is_whole_by_itself(tmp_path: Path) -> None:
    data, target = tmp_path / "data", tmp_path / "copies" / "history-copy.db"
    target.parent.mkdir()
    history, _ = open_history(data)
    with closing(history):
        history.add([draft(tmp_path)] * 3)
        assert copy_history(data, target) == 3
        history.add([draft(tmp_path)])
        assert history.page(SlotQuery()).total == 4
    assert [path.name for path in target.parent.iterdir()] == ["history-copy.db"]
    assert target.stat().st_mode & 0o777 == 0o600
    assert slots_in(target) == [1, 2, 3]


def test_a_copy_put_in_place_is_a_history(tmp_path: Path) -> None:
    history, _ = open_history(tmp_path / "data")
    with closing(history):
        rows = history.add([draft(tmp_path)] * 2)
        (tmp_path / "other").mkdir()
        copy_history(tmp_path / "data", tmp_path / "other" / FILE_NAME)
    again, told = open_history(tmp_path / "other")
    with closing(again):
        assert told == ""
        assert again.open_slots() == rows


def test_a_copy_replaces_nothing(tmp_path: Path) -> None:
    history, _ = open_history(tmp_path / "data")
    history.close()
    target = tmp_path / "letter.txt"
    target.write_text("words")
    with pytest.raises(FileExistsError):
        copy_history(tmp_path / "data", target)
    assert target.read_text() == "words"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["data", "letter.txt"]


def test_without_a_history_there_is_no_copy(tmp_path: Path) -> None:
    with pytest.raises(HistoryError, match="There is no history in"):
        copy_history(tmp_path, tmp_path / "copy.db")
    assert list(tmp_path.iterdir()) == []


def test_a_damaged_history_is_told_and_leaves_no_copy(tmp_path: Path) -> None:
    history, _ = open_history(tmp_path / "data")
    history.add([draft(tmp_path)] * 40)
    history.close()
    path = tmp_path / "data" / FILE_NAME
    content = bytearray(path.read_bytes())
    middle = len(content) // 2 // 4096 * 4096
    content[middle : middle + 4096] = b"\xa5" * 4096
    path.write_bytes(content)
    with pytest.raises(HistoryError):
        copy_history(tmp_path / "data", tmp_path / "copy.db")
    assert [each.name for each in tmp_path.iterdir()] == ["data"]


def test_a_full_or_closed_folder_is_told(tmp_path: Path) -> None:
    history, _ = open_history(tmp_path / "data")
    history.close()
    (tmp_path / "file").touch()
    with pytest.raises(HistoryError, match="cannot be copied"):
        copy_history(tmp_path / "data", tmp_path / "file" / "copy.db")
