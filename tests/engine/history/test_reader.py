"""The history as it is read: pages, orders, searches, figures, and rows that something else wrote."""

from __future__ import annotations

import os
import sqlite3
import time
from contextlib import closing, suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.engine.history.drafts import draft
from vortex_gui.base.errors import RecipeError
from vortex_gui.base.report.report import Scores, StageTiming
from vortex_gui.engine.facts.records import (
    HistoryError,
    SlotEnd,
    SlotOrder,
    SlotQuery,
    SortKey,
    SortOrder,
)
from vortex_gui.engine.facts.slots import SlotState
from vortex_gui.engine.history.file import FILE_NAME, open_reader
from vortex_gui.engine.history.history import History

CASES = int(os.environ.get("VORTEX_FUZZ_CASES", "200"))


NOT_PASSED = Scores(0.5, 0.7, 0.62, self_check_passed=False, outlier_detected=False)
PASSED = Scores(0.8, 0.9, 0.86, self_check_passed=True, outlier_detected=False)


def numbers(history: History, **query: Any) -> list[int]:
    return [row.slot_id for row in history.page(SlotQuery(**query)).rows]


def test_pages_filters_and_orders(history: History, tmp_path: Path) -> None:
    rows = history.add([draft(tmp_path, prompt=f"presenter {n}", script=f"Word {n}.") for n in range(1, 8)])
    for number in (1, 2, 3):
        history.keep(rows[number - 1].begun(1.0, 1), while_in=SlotState.QUEUED)
        history.end(number, SlotEnd(SlotState.DONE if number < 3 else SlotState.FAILED, 2.0))
    history.keep(rows[4].begun(3.0, 1), while_in=SlotState.QUEUED)
    history.set_ranks([(7, 1.0)])
    assert numbers(history) == [5, 7, 4, 6, 3, 2, 1]
    assert numbers(history, offset=3, limit=2) == [6, 3]
    assert numbers(history, offset=6) == [1]
    assert numbers(history, order=SlotOrder.NEWEST, limit=3) == [7, 6, 5]
    assert numbers(history, order=SlotOrder.OLDEST, offset=5) == [6, 7]
    assert numbers(history, states=frozenset({SlotState.DONE, SlotState.FAILED})) == [3, 2, 1]
    assert numbers(history, text="PRESENTER 4") == [4]
    assert numbers(history, text="006") == [6]
    assert history.page(SlotQuery(limit=1)).total == 7
    assert [row.slot_id for row in history.open_slots()] == [7, 4, 5, 6]


def test_figures_and_past_slots(history: History, tmp_path: Path) -> None:
    stages = tuple(
        StageTiming(name, 0.0, 1000.0, 1, 4.0)
        for name in ("speech", "actor", "animation", "verification", "output")
    )
    history.add([draft(tmp_path)] * 4)
    for number, met in ((1, True), (2, False)):
        history.end(
            number, SlotEnd(SlotState.DONE, 1.0, generation_ms=number * 10.0, deadline_met=met, stages=stages)
        )
    history.end(3, SlotEnd(SlotState.MISSED, 1.0))
    figures = history.figures()
    assert figures.by_state == {SlotState.DONE: 2, SlotState.MISSED: 1, SlotState.QUEUED: 1}
    assert figures.times_ms == (10.0, 20.0)
    assert (figures.deadlines_met, figures.deadlines_missed) == (1, 2)
    past = history.past_slots("mini")
    assert [set(slot.stages) for slot in past] == [set(stages)] * 2
    assert all("One two." in slot.recipe_json for slot in past)
    assert history.past_slots("other") == ()


def test_past_slots_are_found_without_sorting_the_whole_history(history: History) -> None:
    asked: list[str] = []
    history._db.set_trace_callback(asked.append)
    history.past_slots("mini")
    history._db.set_trace_callback(None)
    plan = [row[-1] for row in history._db.execute(f"EXPLAIN QUERY PLAN {asked[0]}")]
    assert "SCAN slots" in plan
    assert not [step for step in plan if "TEMP B-TREE" in step]


def test_a_reader_sees_what_is_written_and_writes_nothing(history: History, tmp_path: Path) -> None:
    with closing(open_reader(tmp_path)) as reader:
        history.add([draft(tmp_path)])
        assert reader.page(SlotQuery()).total == 1
        with pytest.raises(HistoryError, match="cannot be written"):
            History(reader._db).add([draft(tmp_path)])


COLUMNS = {
    "slots": (
        *(
            "slot_id",
            "state",
            "seed",
            "profile",
            "output_dir",
            "rank",
            "submitted_at",
            "due_at",
            "started_at",
        ),
        *("ended_at", "attempts", "deaths", "generation_ms", "deadline_met", "clip_b", "clip_l", "ensemble"),
        *("passed", "outlier", "error_code", "error", "remedy", "retry_of", "words", "search"),
    ),
    "details": ("recipe_json", "settings_json", "report_json"),
    "stages": ("stage", "start_ms", "end_ms", "attempts"),
}


VALUES = st.one_of(
    st.none(),
    st.integers(-(2**63), 2**63 - 1),
    st.floats(),
    st.text(st.characters(exclude_categories=["Cs"]), max_size=40),
    st.binary(max_size=20),
    st.sampled_from(["[]", "null", "1e999", '{"audio_track": 1}', "\0", "../../x", "🙂" * 1000, "done"]),
)


@given(data=st.data())
@settings(max_examples=CASES, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_row_that_something_else_wrote_is_refused_or_read(
    history: History, tmp_path: Path, data: st.DataObject
) -> None:
    """The tables refuse what is of another kind; whatever they take is read without a trace."""
    row = history.add([draft(tmp_path)])[0]
    history.end(row.slot_id, SlotEnd(SlotState.FAILED, 1.0, stages=(StageTiming("speech", 0.0, 5.0, 1),)))
    table = data.draw(st.sampled_from(sorted(COLUMNS)))
    column, value = data.draw(st.sampled_from(COLUMNS[table])), data.draw(VALUES)
    try:
        history._db.execute(f"UPDATE {table} SET {column} = ? WHERE slot_id = ?", (value, row.slot_id))
    except (sqlite3.Error, OverflowError):
        return
    for found in (*history.page(SlotQuery(limit=3, order=SlotOrder.NEWEST)).rows, history.row(row.slot_id)):
        if found is not None:
            assert found.folder.parent == Path(found.output_dir)
            with suppress(RecipeError):
                assert found.recipe
    history.figures()
    history.past_slots("mini")
    history.report(row.slot_id)


@pytest.mark.parametrize("value", [1e308, -1e308, 9e999, -9e999, 1e18, 2**62])
def test_numbers_that_nothing_can_show_are_read_as_unknown(
    history: History, tmp_path: Path, value: float
) -> None:
    """An earlier version took them from a worker's report; they must not stop a start."""
    history.add([draft(tmp_path)])
    history.end(1, SlotEnd(SlotState.DONE, 1.0, stages=(StageTiming("speech", 0.0, 5.0, 1),)))
    history.add([draft(tmp_path)])
    for column in ("submitted_at", "due_at", "started_at", "generation_ms", "clip_b", "rank"):
        history._db.execute(f"UPDATE slots SET {column} = ?", (float(value),))
    if isinstance(value, int):
        history._db.execute("UPDATE slots SET deaths = ?, attempts = ?, words = ?", (value,) * 3)
        history._db.execute("UPDATE slots SET retry_of = ?", (value,))
    history._db.execute("UPDATE stages SET end_ms = ?", (float(value),))
    (row,) = history.open_slots()
    assert (row.submitted_at, row.due_at, row.started_at, row.rank) == (0.0, None, None, 0.0)
    assert max(row.attempts, row.deaths, row.words) <= 1_000_000
    assert row.retry_of is None
    over = history.row(1)
    assert over is not None
    assert (over.generation_ms, over.scores, over.stages) == (None, None, ())
    assert history.figures().times_ms == ()
    assert all(slot.stages == () for slot in history.past_slots("mini"))
    assert history.add([draft(tmp_path)])[0].rank == 1024.0


def test_a_hundred_thousand_rows_stay_quick(history: History, tmp_path: Path) -> None:
    history.add([draft(tmp_path, prompt="presenter in a studio " * 3)])
    count = 100_000
    with closing(sqlite3.connect(tmp_path / FILE_NAME)) as db:
        db.execute(
            "WITH RECURSIVE n(i) AS (SELECT 2 UNION ALL SELECT i + 1 FROM n WHERE i < ?)"
            " INSERT INTO slots SELECT i, 'done', seed, profile, output_dir, rank, submitted_at, due_at,"
            " 1, 2, 1, 0, 9000, 1, 0.7, 0.7, 0.7, 1, 0, '', '', '', NULL, words, search, '', NULL, '', ''"
            " FROM n, slots WHERE slot_id = 1",
            (count,),
        )
        db.execute(
            "INSERT INTO details SELECT slots.slot_id, recipe_json, settings_json, NULL FROM slots, details"
            " WHERE slots.slot_id > 1"
        )
        db.commit()
    began = time.perf_counter()
    for offset in (0, 50_000, 99_000):
        page = history.page(SlotQuery(offset=offset, limit=100))
        assert (len(page.rows), page.total) == (100, count)
    assert (time.perf_counter() - began) / 3 < 0.25


def test_slots_that_failed_their_check_are_found_and_counted(history: History, tmp_path: Path) -> None:
    history.add([draft(tmp_path) for _ in range(5)])
    for slot_id, scores in ((1, NOT_PASSED), (2, PASSED), (3, None)):
        history.end(slot_id, SlotEnd(SlotState.DONE, 200.0, scores=scores))
    history.end(4, SlotEnd(SlotState.FAILED, 200.0, scores=NOT_PASSED))
    history.end(5, SlotEnd(SlotState.DONE, 200.0, passed=False))  # no prompt, so no scores
    done = frozenset((SlotState.DONE,))
    assert sorted(numbers(history, states=done, passed=False)) == [1, 5]
    assert sorted(numbers(history, states=done, passed=True)) == [2, 3]
    assert sorted(numbers(history, states=done)) == [1, 2, 3, 5]
    assert history.figures().not_passed == 2
    assert [row.failed_check for row in history.page(SlotQuery(order=SlotOrder.OLDEST)).rows] == [
        True,
        False,
        False,
        False,
        True,
    ]


@pytest.mark.parametrize(
    ("key", "up", "down"),
    [
        (SortKey.NUMBER, [1, 2, 3], [3, 2, 1]),
        (SortKey.STATE, [3, 1, 2], [2, 3, 1]),
        (SortKey.FINISHED, [2, 1, 3], [3, 1, 2]),
        (SortKey.MARGIN, [3, 1, 2], [1, 3, 2]),
        (SortKey.SCORE, [1, 3, 2], [3, 1, 2]),
        (SortKey.VERDICT, [1, 3, 2], [3, 1, 2]),
        (SortKey.RUNG, [3, 1, 2], [1, 3, 2]),
        (SortKey.TOOK, [3, 1, 2], [1, 3, 2]),
    ],
)
def test_finished_slots_are_sorted_by_a_column_and_those_without_the_value_stand_last(
    history: History, tmp_path: Path, key: SortKey, up: list[int], down: list[int]
) -> None:
    history.add([replace(draft(tmp_path), due_at=1000.0) for _ in range(3)])
    ends = (
        SlotEnd(SlotState.DONE, 300.0, scores=NOT_PASSED, rung="full", generation_ms=9.0),
        SlotEnd(SlotState.FAILED, 200.0),
        SlotEnd(SlotState.DONE, 400.0, scores=PASSED, rung="every 2nd frame", generation_ms=5.0),
    )
    for slot_id, end in enumerate(ends, start=1):
        history.end(slot_id, end)
    assert numbers(history, sort=SortOrder(key)) == up
    assert numbers(history, sort=SortOrder(key, down=True)) == down
    assert numbers(history, sort=SortOrder(key), offset=1, limit=1) == up[1:2]


@pytest.mark.parametrize("key", SortKey)
def test_history_knows_how_to_sort_by_each_key(history: History, tmp_path: Path, key: SortKey) -> None:
    history.add([draft(tmp_path)])
    assert numbers(history, sort=SortOrder(key)) == [1]
