"""The history as it is written: numbers, ends that stay, all of a change or nothing, and kills."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.engine.history.drafts import draft
from tests.paths import ROOT
from vortex_gui.base.errors import RecipeError
from vortex_gui.base.recipe.recipe import MAX_SLOT_ID
from vortex_gui.base.report.report import Scores, StageTiming
from vortex_gui.engine.facts.records import (
    HistoryError,
    SlotDraft,
    SlotEnd,
    SlotOrder,
    SlotQuery,
)
from vortex_gui.engine.facts.slots import FINAL_STATES, SlotState
from vortex_gui.engine.history.file import FILE_NAME, open_history
from vortex_gui.engine.history.history import History

CASES = int(os.environ.get("VORTEX_FUZZ_CASES", "200"))


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
        target_met=False,
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
    assert (row.deadline_met, row.target_met) == (True, False)
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


def test_all_of_an_addition_or_nothing(history: History, tmp_path: Path) -> None:
    nothing: Any = None
    bad = SlotDraft(draft(tmp_path).recipe, "mini", "out", "{}", submitted_at=nothing)
    with pytest.raises(HistoryError):
        history.add([draft(tmp_path), bad])
    assert history.page(SlotQuery()).total == 0


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
from tests.engine.history.drafts import draft
from vortex_gui.engine.history.file import open_history
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
