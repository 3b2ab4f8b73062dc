"""The controller over the real engine and a real child process that speaks the protocol."""

from __future__ import annotations

import asyncio
import contextlib
import sqlite3
import sys
import time
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from functools import partial
from pathlib import Path

import pytest

from tests.console.asking import until
from tests.console.rows import put
from tests.narrowing import present
from tests.paths import CHILDREN
from vortex_gui.base.recipe.recipe import Recipe
from vortex_gui.base.settings.settings import FolderSettings, Settings, WorkerSettings, load_settings
from vortex_gui.console.control.controller import Controller
from vortex_gui.console.control.events.apply import EventTaker
from vortex_gui.console.control.shift.shift_keeper import read_day
from vortex_gui.console.state.console_state import ConsoleState
from vortex_gui.console.state.rundown.rundown import Pace, Rundown
from vortex_gui.console.state.slots.slot_pages import PAGE
from vortex_gui.engine.engine import Engine
from vortex_gui.engine.facts.events import Notice, QueueChanged, Severity, SlotChanged
from vortex_gui.engine.facts.records import SlotDraft
from vortex_gui.engine.facts.slots import SlotRow, SlotState
from vortex_gui.engine.history.file import open_history
from vortex_gui.wire.protocol import MemoryLimitPassed, SlotFailed

COPIES = 700
CHILD = CHILDREN / "scripted_worker.py"
Sitting = Callable[[], AbstractAsyncContextManager[Controller]]


def acting(recipe: Recipe, act: str) -> Recipe:
    """The child does with a slot what the first word of its prompt says."""
    visual = recipe.visual_track.model_copy(update={"prompt": f"{act} please"})
    return recipe.model_copy(update={"visual_track": visual}).with_slot(seed=None)


@pytest.fixture
def sitting(qloop: asyncio.Runner, tmp_path: Path, state: ConsoleState) -> Sitting:
    @asynccontextmanager
    async def begin() -> AsyncIterator[Controller]:
        settings = Settings(
            folders=FolderSettings(output=str(tmp_path / "out"), data=str(tmp_path / "data")),
            worker=WorkerSettings(backoff_s=0.1, ask_s=2, terminate_s=1),
        )
        state.set_settings(settings)
        open_engine = partial(
            Engine.open,
            settings,
            state.profile,
            data_dir=tmp_path / "data",
            worker_command=[sys.executable, str(CHILD)],
        )
        controller = Controller(open_engine, state, settings_file=tmp_path / "settings.yaml")
        try:
            await controller.start()
            await until(lambda: state.worker.ready, "the worker is ready")
            yield controller
        finally:
            await controller.close()
            assert controller.tasks == ()

    return begin


def end_of(state: ConsoleState, slot_id: int) -> str | None:
    slot = state.slots.get(slot_id)
    return slot.state.value if slot and slot.is_over else None


async def test_generated_slot_runs_through_its_stages_and_is_done(
    sitting: Sitting, state: ConsoleState, recipe: Recipe
) -> None:
    async with sitting() as controller:
        controller.generate(acting(recipe, "done"), 1)
        await until(lambda: end_of(state, 1) == "done", "slot 1 is done")
        slot = present(state.slots.get(1))
        assert [span.name for span in slot.stages] == [
            "speech",
            "actor",
            "animation",
            "verification",
            "output",
        ]
        assert present(present(slot.report).verification).ensemble_score == 0.86
        assert state.selection.slot_id == 1
        await until(lambda: state.pages.total == 1, "the history has one row")
        assert present(state.pages.row(0)).slot_id == 1
        assert [mark.kind for mark in state.memory.marks] == ["worker_ready", "slot_begin", "slot_end"]


async def test_shift_log_tells_what_was_asked_and_what_became_of_it(
    sitting: Sitting, state: ConsoleState, recipe: Recipe, tmp_path: Path
) -> None:
    async with sitting() as controller:
        controller.generate(acting(recipe, "done"), 1)
        await until(lambda: end_of(state, 1) == "done", "slot 1 is done")
        controller.pause()
        controller.generate(acting(recipe, "done"), 2)
        await until(lambda: len(state.slots.queue) == 2, "two are queued")
        controller.move(3, 0)
        controller.cancel(3)
        await until(lambda: end_of(state, 3) == "cancelled", "slot 3 is cancelled")
        said = [entry.text for entry in state.shift.entries if not entry.text.startswith("The worker")]
        assert said[:2] == ["Queued slot 1.", "Slot 1 started."]
        assert said[2].startswith("Slot 1 finished in ")
        assert said[3:] == [
            "Paused the queue.",
            "Queued slots 2 to 3.",
            "Moved slot 3 to place 1.",
            "Asked to cancel slot 3.",
            "Slot 3 was cancelled.",
        ]
        noted = list(state.shift.entries)
    (day,) = (tmp_path / "data" / "shift-log").iterdir()
    assert read_day(day.parent, day.stem) == noted


async def test_queue_is_looked_ahead_once_a_slot_has_taught_its_pace(
    sitting: Sitting, state: ConsoleState, recipe: Recipe
) -> None:
    async with sitting() as controller:
        controller.generate(acting(recipe, "done"), 1)
        await until(lambda: end_of(state, 1) == "done", "slot 1 is done")
        controller.pause()
        controller.generate(acting(recipe, "done").with_slot(deadline_sec=600), 2)
        await until(lambda: list(state.outlook.forecasts) == [2, 3], "both are looked ahead")
        controller.move(3, 0)
        await until(lambda: list(state.outlook.forecasts) == [3, 2], "in their new order")
        assert present(state.outlook.forecasts[2].margin_s) > 0
        assert present(state.outlook.need_s(recipe))[0] > 0


async def test_copies_are_queued_in_order_and_all_run(
    sitting: Sitting, state: ConsoleState, recipe: Recipe
) -> None:
    async with sitting() as controller:
        controller.pause()
        controller.generate(acting(recipe, "done"), 4)
        await until(lambda: len(state.slots.queue) == 4, "four wait")
        assert state.slots.paused
        controller.move(4, 0)
        await until(lambda: state.slots.queue == (4, 1, 2, 3), "the fourth is first")
        assert [slot.slot_id for slot in state.slots.live()] == [4, 1, 2, 3]
        controller.resume()
        await until(lambda: all(end_of(state, n) == "done" for n in (1, 2, 3, 4)), "all are done")
        seeds = {present(state.slots.get(n)).row.seed for n in (1, 2, 3, 4)}
        assert len(seeds) == 4
        await until(lambda: state.figures.done == 4, "the figures count them")


async def test_cancelled_slot_is_a_result_and_the_next_one_works(
    sitting: Sitting, state: ConsoleState, recipe: Recipe
) -> None:
    async with sitting() as controller:
        controller.generate(acting(recipe, "hang"), 1)
        await until(lambda: state.slots.running(), "it runs")
        controller.cancel(1)
        assert state.operations.since("cancel:1") is not None
        await until(lambda: end_of(state, 1) == "cancelled", "it is cancelled")
        assert state.operations.since("cancel:1") is None
        controller.generate(acting(recipe, "done"), 1)
        await until(lambda: end_of(state, 2) == "done", "the next one is done")


async def test_failed_slot_is_told_and_can_be_retried_with_its_seed(
    sitting: Sitting, state: ConsoleState, recipe: Recipe
) -> None:
    async with sitting() as controller:
        controller.generate(acting(recipe, "fail"), 1)
        await until(lambda: end_of(state, 1) == "failed", "it failed")
        notice = next(n for n in state.notices.all() if n.key == "slot-1")
        assert (notice.severity, notice.remedy) == ("error", "Try again.")
        assert "It failed." in notice.text
        assert state.worker.ready
        controller.retry(1)
        await until(lambda: end_of(state, 2) == "failed", "the retry ran")
        assert present(state.slots.get(2)).row.seed == present(state.slots.get(1)).row.seed
        controller.duplicate(1)
        await until(lambda: end_of(state, 3) == "failed", "the duplicate ran")
        assert present(state.slots.get(3)).row.seed != present(state.slots.get(1)).row.seed


@pytest.mark.expects_log
async def test_lost_worker_is_told_restarted_and_its_slot_runs_again(
    sitting: Sitting, state: ConsoleState, recipe: Recipe
) -> None:
    async with sitting() as controller:
        told: list[str] = []
        remedies: list[str] = []
        state.notices.posted.connect(lambda notice: told.append(f"{notice.key}: {notice.text}"))
        state.notices.changed.connect(
            lambda: remedies.extend(n.remedy for n in state.notices.all() if n.key == "worker")
        )
        controller.generate(acting(recipe, "die-once"), 1)
        await until(lambda: end_of(state, 1) == "done", "the second worker finished it")
        assert any(line.startswith("worker: The worker died by signal 9") for line in told)
        assert "worker_lost" in [mark.kind for mark in state.memory.marks]
        assert state.worker.ready
        assert "worker" not in [notice.key for notice in state.notices.all()]
        assert list(dict.fromkeys(remedies)) == [
            "Restarting in 0.1 s.",
            "Restarting.",
        ]


async def test_warm_up_and_cache_clear_are_busy_until_answered(sitting: Sitting, state: ConsoleState) -> None:
    async with sitting() as controller:
        controller.warm_up("flux")
        assert state.operations.since("warm_up:flux") is not None
        assert state.worker.models["flux"].state == "warming"
        await until(lambda: state.worker.models["flux"].state == "warm", "flux is warm")
        assert state.operations.since("warm_up:flux") is None
        assert present(state.worker.models["flux"].info).steady_s == 0.1
        controller.clear_cache()
        assert state.operations.since("clear_cache") is not None
        await until(lambda: state.worker.freed_bytes == 42, "the cache is cleared")
        assert state.operations.since("clear_cache") is None


async def test_restart_by_hand_brings_a_fresh_worker(sitting: Sitting, state: ConsoleState) -> None:
    async with sitting() as controller:
        pid = state.worker.pid
        controller.restart_worker()
        assert state.operations.since("restart") is not None
        await until(lambda: state.worker.ready and state.worker.pid != pid, "another process is ready")
        await until(lambda: state.operations.since("restart") is None, "the restart is over")


async def test_closing_while_a_slot_runs_keeps_it_for_the_next_sitting(
    sitting: Sitting, state: ConsoleState, recipe: Recipe
) -> None:
    async with sitting() as controller:
        controller.generate(acting(recipe, "hang"), 2)
        await until(lambda: state.slots.running(), "it runs")
    async with sitting() as controller:
        await until(lambda: state.slots.running(), "it runs again")
        controller.cancel(state.slots.running()[0].slot_id)


async def test_long_queue_is_never_told_as_empty_and_is_cleared_at_once(
    sitting: Sitting, state: ConsoleState, recipe: Recipe, tmp_path: Path
) -> None:
    history, _ = open_history(tmp_path / "data")
    with contextlib.closing(history):
        draft = SlotDraft(acting(recipe, "hang"), "mini", str(tmp_path / "out"), "{}", time.time())
        history.add([draft] * COPIES)
    told: list[int | None] = []
    state.figures.changed.connect(lambda: told.append(state.figures.queued))
    at_once: list[int] = []
    state.slots.many_changed.connect(lambda ids: at_once.append(len(ids)))
    async with sitting() as controller:
        await until(lambda: state.slots.running(), "the first one runs")
        assert len(state.slots.live()) == COPIES
        assert set(told) <= {None, COPIES, COPIES - 1}
        assert told[0] is None
        assert at_once == [COPIES]
        controller.clear_queue()
        await until(lambda: not state.slots.queue and len(at_once) > 1, "the queue is empty")
        assert at_once == [COPIES, COPIES - 1]
        assert state.slots.running(), "the running slot continues"
        await until(lambda: state.pages.total == COPIES - 1, "the history has them")
        controller.retry_all((2, 3))
        await until(lambda: len(state.slots.queue) == 2, "two of them wait again")
        controller.cancel_all((1, *state.slots.queue))
        await until(lambda: end_of(state, 1) == "cancelled", "the running slot is cancelled too")
        assert state.slots.queue == ()


async def test_slot_of_an_earlier_sitting_is_fetched_when_chosen(
    sitting: Sitting, state: ConsoleState, recipe: Recipe
) -> None:
    async with sitting() as controller:
        controller.generate(acting(recipe, "done"), 1)
        await until(lambda: end_of(state, 1) == "done", "it is done")
    state.slots.forget(1)
    async with sitting() as controller:
        controller.select(1)
        await until(
            lambda: end_of(state, 1) == "done" and present(state.slots.get(1)).report, "its report is here"
        )
        report = present(present(state.slots.get(1)).report)
        assert present(report.verification).score_clip_l == 0.9


async def test_slot_with_a_damaged_recipe_is_shown_and_told_in_one_sentence(
    sitting: Sitting, state: ConsoleState, recipe: Recipe, tmp_path: Path
) -> None:
    async with sitting() as controller:
        controller.generate(acting(recipe, "done"), 1)
        await until(lambda: end_of(state, 1) == "done", "it is done")
    state.slots.forget(1)
    with contextlib.closing(sqlite3.connect(tmp_path / "data" / "history.db")) as database, database:
        database.execute("update details set recipe_json = '{}' where slot_id = 1")
    async with sitting() as controller:
        controller.select(1)
        await until(lambda: end_of(state, 1) == "done", "it is shown")
        assert present(state.slots.get(1)).recipe is None
        told = [notice.text for notice in state.notices.all() if notice.severity in ("warning", "error")]
        assert told == ["The recipe of slot 1 is damaged in the history."]
        controller.retry(1)
        await until(lambda: "retry 1" in {n.key for n in state.notices.all()}, "retry says why it cannot")


def test_event_of_a_slot_with_a_damaged_recipe_is_taken(state: ConsoleState) -> None:
    row = SlotRow(3, SlotState.DONE, 1, "mini", "{}", "/nowhere", 0.0)
    EventTaker(state).take(SlotChanged(row, None))
    assert present(state.slots.get(3)).state == "done"
    assert [notice.text for notice in state.notices.all()] == [
        "The recipe of slot 3 is damaged in the history."
    ]


def test_once_the_queue_goes_on_the_notices_that_asked_for_it_go(state: ConsoleState) -> None:
    taker = EventTaker(state)
    for key in ("disk", "paused", "other"):
        taker.take(Notice(Severity.ERROR, key, f"About {key}."))
    taker.take(QueueChanged((1,), (), True))
    assert len(state.notices.all()) == 3
    taker.take(QueueChanged((1,), (), False))
    assert [notice.text for notice in state.notices.all()] == ["About other."]


async def test_pages_that_were_scrolled_past_are_not_read(
    sitting: Sitting, state: ConsoleState, recipe: Recipe
) -> None:
    async with sitting() as controller:
        await until(lambda: "pages" not in controller.tasks, "the first page is read")
        filled: list[int] = []
        state.pages.filled.connect(lambda first, _: filled.append(first // PAGE))
        for page in range(1, 60):
            state.pages.row(page * PAGE)
        await until(lambda: "pages" not in controller.tasks, "nothing waits")
        assert filled == [59, 58, 57, 56]
        state.pages.row(PAGE)
        await until(lambda: filled[-1] == 1, "a page that was given up comes when it is looked at")


async def test_settings_are_kept_in_the_file(sitting: Sitting, state: ConsoleState, tmp_path: Path) -> None:
    async with sitting() as controller:
        console = state.settings.console.model_copy(update={"volume": 33})
        controller.keep_settings(state.settings.model_copy(update={"console": console}))
        assert load_settings(tmp_path / "settings.yaml").console.volume == 33
        assert state.settings.console.volume == 33


async def test_a_new_output_folder_takes_effect_as_soon_as_it_is_saved(
    sitting: Sitting, state: ConsoleState, recipe: Recipe, tmp_path: Path
) -> None:
    (tmp_path / "out").write_text("a file where the folder should be")
    async with sitting() as controller:
        controller.generate(acting(recipe, "done"))
        held = "Choose another output folder in the settings, then resume the queue."
        await until(lambda: any(n.remedy == held for n in state.notices.all()), "the queue is held")
        folders = state.settings.folders.model_copy(update={"output": str(tmp_path / "new")})
        controller.keep_settings(state.settings.model_copy(update={"folders": folders}))
        saved = f"Settings saved. Slots that begin from now on go to {tmp_path / 'new'}."
        assert any(notice.text == saved for notice in state.notices.all())
        controller.resume()
        await until(lambda: end_of(state, 1) == "done", "the slot that waited is done")
        assert (tmp_path / "new" / "slot-000001").is_dir()


async def test_rundown_on_a_beat_generates_round_after_round_and_passes_a_faulty_file_over(
    sitting: Sitting, state: ConsoleState, recipe: Recipe, tmp_path: Path
) -> None:
    good, bad = tmp_path / "good.yaml", tmp_path / "bad.yaml"
    for file in (good, bad):
        file.write_text(acting(recipe, "done").to_yaml())
    async with sitting() as controller:
        controller._beat.setInterval(100)
        controller.rundown.add_files((good, bad))
        await until(lambda: len(state.rundown.items) == 2, "both recipes are in the rundown")
        bad.write_text("nothing: here\n")
        controller.rundown.set_pace(Pace.BEAT, 0.2)
        controller.rundown.set_loop(True)
        controller.rundown.start()
        await until(lambda: end_of(state, 1) == "done" and end_of(state, 2) == "done", "two rounds")
        assert any(notice.text == "The rundown skipped Bad." for notice in state.notices.all())
        await until(lambda: state.rundown.current is not None, "a finished clip is on air")
        controller.rundown.stop()
        await until(lambda: "rundown slot" not in controller.tasks, "the slot is queued")
        begun = len(state.slots.all())
        beats: list[None] = []
        controller._beat.timeout.connect(lambda: beats.append(None))
        await until(lambda: len(beats) == 4, "more than one beat of the rundown has passed")
        assert len(state.slots.all()) == begun


async def test_rundown_is_there_again_in_the_next_sitting(
    sitting: Sitting, state: ConsoleState, recipe: Recipe, tmp_path: Path
) -> None:
    file = tmp_path / "one.yaml"
    file.write_text(acting(recipe, "done").to_yaml())
    async with sitting() as controller:
        controller.rundown.add_files((file,))
        await until(lambda: len(state.rundown.items) == 1, "the recipe is in the rundown")
        controller.rundown.queue((state.rundown.items[0].item_id,))
        await until(lambda: state.rundown.items[0].is_ready, "its slot is done")
        controller.rundown.set_loop(True)
    state.rundown.put(Rundown())
    async with sitting() as controller:
        await until(lambda: state.rundown.items and state.rundown.items[0].is_ready, "it is back")
        assert (state.rundown.loop, state.rundown.on_air) == (True, False)
        assert state.rundown.items[0].slot_id == 1


def test_a_soft_crossing_is_a_message_and_stands_in_the_row_and_a_hard_one_leaves_the_message_to_the_end(
    state: ConsoleState,
) -> None:
    taker, slot = EventTaker(state), put(state, 7, SlotState.RUNNING)
    taker.take(MemoryLimitPassed(7, "soft", "Memory over the soft limit: 0.83 of 0.82 GB in use.", 1))
    assert slot.limit == "soft"
    (notice,) = state.notices.all()
    assert notice.severity is Severity.WARNING
    assert notice.text == "Slot 7: Memory over the soft limit: 0.83 of 0.82 GB in use."
    assert notice.remedy
    taker.take(MemoryLimitPassed(7, "hard", "Memory hard limit exceeded.", 1))
    assert (slot.limit, slot.limit_sentence) == ("hard", "Memory hard limit exceeded.")
    assert state.notices.all() == (notice,)
    taker.take(SlotFailed(7, "memory", "Memory hard limit exceeded.", "Shorten it.", "{}", 1))
    assert [each.text for each in state.notices.all()][1:] == ["Slot 7 failed: Memory hard limit exceeded."]
