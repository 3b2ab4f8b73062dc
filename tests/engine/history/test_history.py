"""The history on disk: numbers, ends that stay, pages, damage, versions, kills."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, suppress
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.paths import ROOT
from vortex_gui.base.errors import RecipeError
from vortex_gui.base.recipe import MAX_SLOT_ID, recipe_from_mapping
from vortex_gui.base.report import Scores, StageTiming
from vortex_gui.engine.facts.records import (
    HistoryError,
    SlotDraft,
    SlotEnd,
    SlotOrder,
    SlotQuery,
    SortKey,
    SortOrder,
)
from vortex_gui.engine.facts.slots import FINAL_STATES, SlotState
from vortex_gui.engine.history import schema
from vortex_gui.engine.history.file import FILE_NAME, open_history, open_reader
from vortex_gui.engine.history.history import History

CASES = int(os.environ.get("VORTEX_FUZZ_CASES", "200"))


def draft(folder: Path, prompt: str = "a presenter", script: str = "One two.", **slot: Any) -> SlotDraft:
    recipe = recipe_from_mapping(
        {"slot_params": slot, "audio_track": {"script": script}, "visual_track": {"prompt": prompt}}
    )
    return SlotDraft(recipe, "mini", str(folder / "out"), "{}", submitted_at=100.0)


@pytest.fixture
def history(tmp_path: Path) -> Iterator[History]:
    opened, told = open_history(tmp_path)
    assert told == ""
    with closing(opened):
        yield opened


def numbers(history: History, **query: Any) -> list[int]:
    return [row.slot_id for row in history.page(SlotQuery(**query)).rows]


def test_numbers_count_up_from_one_and_a_taken_wish_gets_the_next(history: History, tmp_path: Path) -> None:
    rows = history.add([draft(tmp_path), draft(tmp_path, slot_id=40), draft(tmp_path, slot_id=40)])
    assert [row.slot_id for row in rows] == [1, 40, 41]
    assert [row.recipe.slot_params.slot_id for row in rows] == [1, 40, 41]
    assert len({row.seed for row in rows}) == 3


def test_after_the_highest_number_the_gaps_are_filled(history: History, tmp_path: Path) -> None:
    rows = history.add([draft(tmp_path, slot_id=MAX_SLOT_ID), draft(tmp_path), draft(tmp_path)])
    assert [row.slot_id for row in rows] == [MAX_SLOT_ID, 0, 1]


def test_a_row_comes_back_as_it_went_in(history: History, tmp_path: Path) -> None:
    row = history.add([draft(tmp_path, prompt="Zoë 🙂 ‮ in a studio", seed=7)])[0]
    assert history.row(row.slot_id) == row
    assert row.recipe.visual_track.prompt == "Zoë 🙂 ‮ in a studio"


def test_the_end_is_written_once_for_good(history: History, tmp_path: Path) -> None:
    queued = history.add([draft(tmp_path)])[0]
    number, running = queued.slot_id, queued.begun(101.0, 1)
    assert history.keep(running, while_in=SlotState.QUEUED)
    assert history.row(number) == running
    end = SlotEnd(
        SlotState.DONE,
        110.0,
        report_json='{"a": 1}',
        generation_ms=9000.0,
        deadline_met=True,
        scores=Scores(0.7, 0.8, 0.76, True, False),
        stages=(StageTiming("speech", 0.0, 5.0, 1), StageTiming("animation", 5.0, 9.0, 1)),
    )
    assert history.end(number, end)
    assert not history.end(number, SlotEnd(SlotState.FAILED, 111.0, error="late"))
    assert not history.keep(running, while_in=SlotState.QUEUED)
    again = running.waiting_again(rank=1.0, attempts=1, deaths=0)
    assert not history.keep(again, while_in=SlotState.RUNNING)
    row = history.row(number)
    assert row is not None
    assert (row.state, row.ended_at, row.error, row.scores) == (SlotState.DONE, 110.0, "", end.scores)
    assert row.stages == end.stages
    assert history.report(number) == '{"a": 1}'


def test_many_ends_are_one_write_and_one_that_stands_already_stays(history: History, tmp_path: Path) -> None:
    ids = [row.slot_id for row in history.add([draft(tmp_path)] * 5)]
    history.end(ids[2], SlotEnd(SlotState.DONE, 110.0))
    statements: list[str] = []
    history._db.set_trace_callback(statements.append)
    assert history.end_all([(number, SlotEnd(SlotState.CANCELLED, 120.0), None) for number in ids]) == 4
    assert statements.count("COMMIT") == 1
    history._db.set_trace_callback(None)
    states = [row.state for row in history.rows([*ids, 77])]
    assert states == [SlotState.CANCELLED] * 2 + [SlotState.DONE] + [SlotState.CANCELLED] * 2


def test_all_of_many_ends_or_none(history: History, tmp_path: Path) -> None:
    ids = [row.slot_id for row in history.add([draft(tmp_path)] * 2)]
    good, bad = SlotEnd(SlotState.CANCELLED, 120.0), SlotEnd(SlotState.CANCELLED, "now")  # type: ignore[arg-type]
    with pytest.raises(HistoryError):
        history.end_all([(ids[0], good, None), (ids[1], bad, None)])
    assert [row.slot_id for row in history.open_slots()] == ids


def test_even_plain_sql_cannot_change_an_end(history: History, tmp_path: Path) -> None:
    number = history.add([draft(tmp_path)])[0].slot_id
    history.end(number, SlotEnd(SlotState.CANCELLED, 1.0))
    with (
        closing(sqlite3.connect(tmp_path / FILE_NAME)) as db,
        pytest.raises(sqlite3.IntegrityError, match="once"),
    ):
        db.execute("UPDATE slots SET state = 'done'")


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


def test_all_of_an_addition_or_nothing(history: History, tmp_path: Path) -> None:
    nothing: Any = None
    bad = SlotDraft(draft(tmp_path).recipe, "mini", "out", "{}", submitted_at=nothing)
    with pytest.raises(HistoryError):
        history.add([draft(tmp_path), bad])
    assert history.page(SlotQuery()).total == 0


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


def test_a_commit_that_is_refused_leaves_no_transaction_behind(tmp_path: Path) -> None:
    """A full disk refuses there; a foreign key that is looked at last does too."""
    opened, _ = open_history(tmp_path)

    def write_what_the_commit_refuses() -> None:
        with opened._whole():
            opened._db.execute("PRAGMA defer_foreign_keys = ON")
            opened._db.execute("INSERT INTO details VALUES (99, '{}', '{}', NULL)")

    with closing(opened):
        with pytest.raises(sqlite3.IntegrityError, match="FOREIGN KEY"):
            write_what_the_commit_refuses()
        assert not opened._db.in_transaction
        assert len(opened.add([draft(tmp_path)])) == 1


KILLED = """
import sys
from pathlib import Path
sys.path.insert(0, {tests!r})
from tests.engine.history.test_history import draft, open_history
folder = Path(sys.argv[1])
history, _ = open_history(folder)
while True:
    print(history.add([draft(folder)])[0].slot_id, flush=True)
"""


def test_what_was_added_survives_kill_9(tmp_path: Path) -> None:
    script = KILLED.format(tests=str(ROOT))
    process = subprocess.Popen(
        [sys.executable, "-c", script, str(tmp_path)], stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    with process.stdout:
        said = [int(process.stdout.readline()) for _ in range(20)]
        os.kill(process.pid, signal.SIGKILL)
        said += [int(line) for line in process.stdout if line.endswith("\n")]
    process.wait()
    opened, told = open_history(tmp_path)
    with closing(opened):
        assert told == ""
        assert set(said) <= {row.slot_id for row in opened.open_slots()}


@given(
    prompt=st.text(min_size=1, max_size=200).filter(str.strip),
    script=st.text(min_size=1, max_size=300).filter(str.split),
    state=st.sampled_from(FINAL_STATES),
    error=st.text(max_size=200),
    sought=st.text(max_size=20),
)
@settings(max_examples=CASES, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_text_is_kept_found_and_ended(
    history: History, tmp_path: Path, prompt: str, script: str, state: SlotState, error: str, sought: str
) -> None:
    try:
        wanted = draft(tmp_path, prompt=prompt, script=script)
    except RecipeError:
        return
    row = history.add([wanted])[0]
    assert history.end(row.slot_id, SlotEnd(state, 1.0, error=error))
    found = history.row(row.slot_id)
    assert found is not None
    assert found.state is state
    listed = history.page(SlotQuery(text=sought, order=SlotOrder.NEWEST, limit=5)).rows
    assert found.is_found_by(sought) is (found in listed), "the live rows are searched as the history is"


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


def test_a_hundred_thousand_rows_stay_quick(history: History, tmp_path: Path) -> None:
    history.add([draft(tmp_path, prompt="presenter in a studio " * 3)])
    count = 100_000
    with closing(sqlite3.connect(tmp_path / FILE_NAME)) as db:
        db.execute(
            "WITH RECURSIVE n(i) AS (SELECT 2 UNION ALL SELECT i + 1 FROM n WHERE i < ?)"
            " INSERT INTO slots SELECT i, 'done', seed, profile, output_dir, rank, submitted_at, due_at,"
            " 1, 2, 1, 0, 9000, 1, 0.7, 0.7, 0.7, 1, 0, '', '', '', NULL, words, search, ''"
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


NOT_PASSED = Scores(0.5, 0.7, 0.62, self_check_passed=False, outlier_detected=False)
PASSED = Scores(0.8, 0.9, 0.86, self_check_passed=True, outlier_detected=False)


def test_slots_that_failed_their_check_are_found_and_counted(history: History, tmp_path: Path) -> None:
    history.add([draft(tmp_path) for _ in range(4)])
    for slot_id, scores in ((1, NOT_PASSED), (2, PASSED), (3, None)):
        history.end(slot_id, SlotEnd(SlotState.DONE, 200.0, scores=scores))
    history.end(4, SlotEnd(SlotState.FAILED, 200.0, scores=NOT_PASSED))
    done = frozenset((SlotState.DONE,))
    assert numbers(history, states=done, passed=False) == [1]
    assert sorted(numbers(history, states=done, passed=True)) == [2, 3]
    assert sorted(numbers(history, states=done)) == [1, 2, 3]
    assert history.figures().not_passed == 1
    assert [row.failed_check for row in history.page(SlotQuery(order=SlotOrder.OLDEST)).rows] == [
        True,
        False,
        False,
        False,
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
