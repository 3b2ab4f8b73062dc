"""A history file that is removed or replaced while it is open: noticed, written again, never written over."""

from __future__ import annotations

import errno
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from tests.engine.history.drafts import draft
from vortex_gui.base.files.identity import identity
from vortex_gui.engine.facts.records import HistoryError, SlotQuery
from vortex_gui.engine.history import file_watch
from vortex_gui.engine.history.file import FILE_NAME, open_history
from vortex_gui.engine.history.file_watch import FileWatch
from vortex_gui.engine.history.history import History


def slots_in(path: Path) -> list[int]:
    with closing(sqlite3.connect(path)) as db:
        return [row[0] for row in db.execute("SELECT slot_id FROM slots ORDER BY slot_id")]


@pytest.fixture
def history(tmp_path: Path) -> Iterator[History]:
    opened, _ = open_history(tmp_path)
    opened.add([draft(tmp_path)] * 2)
    yield opened
    opened.close()


GONE = [
    (FILE_NAME,),
    (f"{FILE_NAME}-wal",),
    (FILE_NAME, f"{FILE_NAME}-wal"),
    (FILE_NAME, f"{FILE_NAME}-wal", f"{FILE_NAME}-shm"),
]


@pytest.mark.parametrize("names", GONE)
def test_no_slot_is_taken_into_a_file_that_was_removed(
    history: History, tmp_path: Path, names: tuple[str, ...]
) -> None:
    for name in names:
        (tmp_path / name).unlink()
    with pytest.raises(HistoryError, match="was removed while the console used it"):
        history.add([draft(tmp_path)])
    assert history.page(SlotQuery()).total == 2


@pytest.mark.parametrize("names", GONE)
def test_a_removed_file_is_written_again_with_all_its_slots(
    history: History, tmp_path: Path, names: tuple[str, ...]
) -> None:
    for name in names:
        (tmp_path / name).unlink()
    assert history.put_back()
    assert not history.put_back()
    assert [row.slot_id for row in history.add([draft(tmp_path)])] == [3]
    history.check_place()
    history.close()
    assert slots_in(tmp_path / FILE_NAME) == [1, 2, 3]
    assert [path.name for path in tmp_path.iterdir()] == [FILE_NAME]


@pytest.mark.parametrize("names", GONE)
def test_a_removed_file_is_there_again_after_closing(tmp_path: Path, names: tuple[str, ...]) -> None:
    opened, _ = open_history(tmp_path)
    opened.add([draft(tmp_path)] * 2)
    for name in names:
        (tmp_path / name).unlink()
    opened.close()
    assert slots_in(tmp_path / FILE_NAME) == [1, 2]


def test_a_folder_that_was_removed_is_there_again_after_closing(tmp_path: Path) -> None:
    data = tmp_path / "data"
    opened, _ = open_history(data)
    opened.add([draft(tmp_path)] * 2)
    shutil.rmtree(data)
    with pytest.raises(HistoryError, match="was removed"):
        opened.add([draft(tmp_path)])
    with pytest.raises(HistoryError, match="cannot be written"):
        opened.put_back()
    opened.close()
    assert slots_in(data / FILE_NAME) == [1, 2]


def refuse_to_replace(monkeypatch: pytest.MonkeyPatch) -> None:
    """A full disk may have no room for another name in a folder."""

    def refuse(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(Path, "replace", refuse)


@pytest.mark.parametrize("names", GONE)
def test_a_refused_place_loses_no_slot_and_is_tried_again(
    history: History, tmp_path: Path, names: tuple[str, ...]
) -> None:
    for name in names:
        (tmp_path / name).unlink()
    with pytest.MonkeyPatch.context() as patch:
        refuse_to_replace(patch)
        for _ in range(3):
            with pytest.raises(HistoryError, match=r"cannot be written again \(No space") as refused:
                history.put_back()
    (saved,) = tmp_path.glob("history.rescued-*.db")
    assert f"saved in {saved.name}." in refused.value.sentence
    assert slots_in(saved) == [1, 2]
    assert history.page(SlotQuery()).total == 2
    assert history.put_back()
    assert [row.slot_id for row in history.add([draft(tmp_path)])] == [3]
    history.close()
    assert slots_in(tmp_path / FILE_NAME) == [1, 2, 3]


@pytest.mark.expects_log
def test_a_place_that_is_refused_at_the_end_leaves_the_slots_beside_it(tmp_path: Path) -> None:
    opened, _ = open_history(tmp_path)
    opened.add([draft(tmp_path)] * 2)
    (tmp_path / FILE_NAME).unlink()
    with pytest.MonkeyPatch.context() as patch:
        refuse_to_replace(patch)
        opened.close()
    (saved,) = tmp_path.glob("history.rescued-*.db")
    assert slots_in(saved) == [1, 2]


def test_a_copy_that_is_refused_leaves_no_half_file(
    history: History, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / FILE_NAME).unlink()

    def refuse(_: object, fresh: Path) -> None:
        fresh.write_bytes(b"half")
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(file_watch, "write_copy", refuse)
        with pytest.raises(HistoryError, match="cannot be written"):
            history.put_back()
    assert not list(tmp_path.glob("history.rescued-*"))
    assert history.put_back()


@pytest.mark.expects_log
def test_a_file_in_its_place_is_left_alone_and_the_slots_are_saved_beside_it(
    history: History, tmp_path: Path
) -> None:
    (tmp_path / FILE_NAME).unlink()
    (tmp_path / FILE_NAME).write_bytes(b"somebody's")
    with pytest.raises(HistoryError, match="was replaced while the console used it"):
        history.add([draft(tmp_path)])
    assert not history.put_back()
    history.close()
    assert (tmp_path / FILE_NAME).read_bytes() == b"somebody's"
    (saved,) = tmp_path.glob("history.rescued-*.db")
    assert slots_in(saved) == [1, 2]


def test_a_file_that_is_moved_away_and_back_is_the_same(history: History, tmp_path: Path) -> None:
    (tmp_path / FILE_NAME).rename(tmp_path / "elsewhere.db")
    with pytest.raises(HistoryError, match="was removed"):
        history.check_place()
    (tmp_path / "elsewhere.db").rename(tmp_path / FILE_NAME)
    history.check_place()
    assert len(history.add([draft(tmp_path)])) == 1


def test_a_log_that_comes_later_belongs_to_the_file(tmp_path: Path) -> None:
    path = tmp_path / FILE_NAME
    path.touch()
    watch = FileWatch(path)
    watch.check()
    log = path.with_name(f"{FILE_NAME}-wal")
    log.touch()
    watch.check()
    log.unlink()
    assert watch.is_removed
    assert identity(log) is None
