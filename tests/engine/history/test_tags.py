"""Tags and worker stand beside the slot in the history, are found, sorted, and taken into older files."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from vortex_gui.base.recipe.recipe import Recipe
from vortex_gui.engine.facts.records import SlotDraft, SlotEnd, SlotOrder, SlotQuery, SortKey, SortOrder
from vortex_gui.engine.facts.slots import SlotState
from vortex_gui.engine.history import schema
from vortex_gui.engine.history.file import open_history
from vortex_gui.engine.history.history import History


def draft(folder: Path, script: str = "Hello there", **more: object) -> SlotDraft:
    data = {"audio_track": {"script": script}, "visual_track": {"prompt": "a man"}}
    return SlotDraft(Recipe.model_validate(data), "mini", str(folder), "{}", 1.0, **more)  # type: ignore[arg-type]


@pytest.fixture
def history(tmp_path: Path) -> Iterator[History]:
    with closing(open_history(tmp_path)[0]) as opened:
        yield opened


def found(history: History, text: str) -> list[int]:
    return [row.slot_id for row in history.page(SlotQuery(text=text, order=SlotOrder.OLDEST)).rows]


def test_tags_are_kept_also_for_slots_that_are_over(history: History, tmp_path: Path) -> None:
    first, second = history.add([draft(tmp_path), draft(tmp_path)])
    history.end(first.slot_id, SlotEnd(SlotState.DONE, 2.0))
    rows = history.set_tags({first.slot_id: ("Best", "für Anna"), second.slot_id: (), 99: ("none",)})
    assert [(row.slot_id, row.tags) for row in rows] == [(1, ("Best", "für Anna")), (2, ())]
    row = history.row(1)
    assert row is not None
    assert (row.tags, row.state) == (("Best", "für Anna"), SlotState.DONE)


def test_search_finds_tags_as_it_finds_scripts(history: History, tmp_path: Path) -> None:
    history.add([draft(tmp_path), draft(tmp_path, "The best day")])
    history.set_tags({1: ("BEST", "Ärger")})
    assert found(history, "best") == [1, 2]
    assert found(history, "ärger") == [1]
    history.set_tags({1: ()})
    assert found(history, "best") == [2]
    assert found(history, "hello") == [1], "the script is found as before"
    row = history.row(1)
    assert row is not None
    assert row.is_found_by("hello")
    assert not row.is_found_by("best")


def test_live_rows_are_found_as_the_history_finds_them(history: History, tmp_path: Path) -> None:
    history.add([draft(tmp_path)])
    (row,) = history.set_tags({1: ("Take 2",)})
    assert row.is_found_by("take 2")
    assert row.is_found_by("HELLO")


def test_drafts_may_have_tags(history: History, tmp_path: Path) -> None:
    (row,) = history.add([draft(tmp_path, tags=("again",))])
    assert row.tags == ("again",)
    assert history.row(1) == row
    assert found(history, "again") == [1]


def test_worker_is_kept_and_sorted_by_like_tags(history: History, tmp_path: Path) -> None:
    rows = history.add([draft(tmp_path), draft(tmp_path), draft(tmp_path)])
    for row, worker in zip(rows, ("b", "a"), strict=False):
        history.keep(row.begun(1.0, 1, worker), while_in=SlotState.QUEUED)
    history.set_tags({3: ("z",), 2: ("y",)})

    def by(key: SortKey) -> list[int]:
        page = history.page(SlotQuery(sort=SortOrder(key)))
        return [row.slot_id for row in page.rows]

    assert by(SortKey.WORKER) == [2, 1, 3]
    assert by(SortKey.TAGS) == [2, 3, 1]
    first = history.row(1)
    assert first is not None
    assert first.worker == "b"
    assert first.waiting_again(rank=1.0, attempts=1, deaths=0).worker == ""


def test_file_of_before_gets_both_columns(tmp_path: Path) -> None:
    with closing(open_history(tmp_path)[0]) as opened:
        opened.add([draft(tmp_path)])
        path = next(tmp_path.glob("*.sqlite*")) if list(tmp_path.glob("*.sqlite*")) else None
    path = path or next(file for file in tmp_path.iterdir() if file.suffix in (".db", ".sqlite", ".sqlite3"))
    with closing(sqlite3.connect(path, isolation_level=None)) as db:
        db.execute("ALTER TABLE slots DROP COLUMN tags")
        db.execute("ALTER TABLE slots DROP COLUMN worker")
        db.execute(f"PRAGMA user_version = {schema.VERSION - 1}")
    opened, damage = open_history(tmp_path)
    with closing(opened):
        assert damage is None or damage == ""
        row = opened.row(1)
        assert row is not None
        assert (row.tags, row.worker) == ((), "")
        assert opened.set_tags({1: ("new",)})[0].tags == ("new",)


def test_what_something_else_wrote_is_no_tag(history: History, tmp_path: Path) -> None:
    history.add([draft(tmp_path)])
    history._db.execute("UPDATE slots SET tags = ? WHERE slot_id = 1", ("ok\n" + "x" * 500,))
    row = history.row(1)
    assert row is not None
    assert row.tags == ("ok",)
