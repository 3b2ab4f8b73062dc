"""What every stage of a slot asks: shall I go on? What is told of its way, and what it teaches the clock."""

from __future__ import annotations

import pytest

from tests.pipeline.slot.contexts import Heard, slot_context
from vortex_gui.base.errors import ModelError, SlotCancelled, StageError, StageTimeout
from vortex_gui.base.stages import STAGES
from vortex_gui.pipeline.slot.context import SlotAbandoned, SlotContext


@pytest.fixture
def context() -> SlotContext:
    return slot_context()


def test_a_stage_is_told_timed_and_named_while_it_runs() -> None:
    heard = Heard()
    slot = slot_context(heard)
    with slot.stage("speech"), slot.stage("actor", attempt=2):
        assert slot.running_stages == "speech+actor"
        slot.progress("speech", 1, 2)
    assert slot.running_stages == ""
    assert (heard.begun, heard.progress) == (["speech", "actor"], [("speech", 1, 2)])
    assert heard.finished == [("actor", 2), ("speech", 1)]
    assert [timing.name for timing in slot.timings] == ["speech", "actor"]


def test_cancelled_and_abandoned_stop_at_the_next_step_and_the_stage_is_not_finished() -> None:
    heard = Heard()
    slot = slot_context(heard)

    def cancelled_midway() -> None:
        with slot.stage("speech"):
            slot.cancel.set()
            slot.progress("speech", 1, 2)

    with pytest.raises(SlotCancelled):
        cancelled_midway()
    assert (heard.progress, heard.finished, slot.timings) == ([], [], ())
    slot.cancel.clear()
    slot.abandon()
    with pytest.raises(SlotAbandoned):
        slot.step()


def test_a_stage_fails_by_time_only_when_nothing_moved_in_it() -> None:
    slot = slot_context(stall_limit_s=30.0)
    with slot.stage("actor"):
        slot._running["actor"].began -= 1000
        slot.started_at -= 1000
        slot.step()
        slot._running["actor"].moved_at -= 31
        with pytest.raises(StageTimeout, match=r"^Nothing moved in Actor for 30 s\."):
            slot.step()
        with pytest.raises(StageTimeout):
            slot.check_moving()
        slot._running["actor"].moved_at += 31


def test_one_that_stood_still_and_then_ended_has_not_failed() -> None:
    slot = slot_context(stall_limit_s=30.0)
    with slot.stage("actor"):
        slot._running["actor"].moved_at -= 31
    assert [timing.name for timing in slot.timings] == ["actor"]


def test_progress_in_one_stage_does_not_excuse_the_one_beside_it() -> None:
    slot = slot_context(stall_limit_s=30.0)

    def speech_moves_alone() -> None:
        with slot.stage("actor"), slot.stage("speech"):
            slot._running["actor"].moved_at -= 31
            slot.progress("speech", 1, 2)

    with pytest.raises(StageTimeout, match="in Actor"):
        speech_moves_alone()


def test_one_that_stood_still_after_a_cancel_is_cancelled() -> None:
    slot = slot_context(stall_limit_s=30.0)

    def stands_still() -> None:
        with slot.stage("actor"):
            slot._running["actor"].moved_at -= 31
            slot.cancel.set()
            slot.check_moving()

    with pytest.raises(SlotCancelled):
        stands_still()


def test_a_models_error_gets_the_name_of_its_stage() -> None:
    with pytest.raises(StageError) as caught, slot_context().stage("animation"):
        raise ModelError("The picture is empty.", remedy="Try again.")
    assert (caught.value.stage, caught.value.sentence, caught.value.remedy) == (
        "animation", "The picture is empty.", "Try again.",
    )  # fmt: skip


def test_each_stage_has_a_seed_of_its_own_that_depends_on_the_slots_alone() -> None:
    seeds = [slot_context().seed_for(stage) for stage in STAGES]
    assert len(set(seeds)) == len(STAGES)
    assert seeds == [slot_context().seed_for(stage) for stage in STAGES]
    assert slot_context(seed=6).seed_for("actor") != seeds[1]
    assert all(0 <= seed < 2**63 for seed in seeds)


def test_memory_is_looked_at_in_every_step() -> None:
    looks: list[int] = []
    slot = slot_context(check_memory=lambda: looks.append(1))
    slot.step()
    slot.progress("speech", 1, 1)
    assert len(looks) == 2


def test_the_time_to_the_deadline_falls_below_zero() -> None:
    assert slot_context().remaining_s() is None
    slot = slot_context(due_s=10.0)
    assert slot.remaining_s() == pytest.approx(10, abs=1)
    slot.started_at -= 15
    assert slot.remaining_s() == pytest.approx(-5, abs=1)
    assert slot.elapsed_ms == pytest.approx(15_000, abs=1000)


def test_a_warning_is_told_once() -> None:
    slot = slot_context()
    for sentence in ("a", "b", "a"):
        slot.warn(sentence)
    assert slot.warnings == ["a", "b"]


def cut(context: SlotContext, done: int, total: int) -> None:
    """Animation is cancelled after so many frames."""

    def work() -> None:
        with context.stage("animation", 1, 80.0):
            context.progress("animation", done, total)
            context.cancel.set()

    with pytest.raises(SlotCancelled):
        work()


def test_a_finished_stage_teaches_the_work_it_did(context: SlotContext) -> None:
    with context.stage("speech", 1, 10.0):
        context.progress("speech", 1, 2)
    assert context.lesson == context.timings
    assert [(timing.name, timing.units) for timing in context.lesson] == [("speech", 10.0)]


def test_a_stage_that_was_cut_teaches_by_what_it_had_done(context: SlotContext) -> None:
    with context.stage("speech", 1, 10.0):
        pass
    cut(context, 3, 4)
    assert [(timing.name, timing.units) for timing in context.lesson] == [
        ("speech", 10.0),
        ("animation", 60.0),
    ]
    assert [timing.name for timing in context.timings] == ["speech"]


def test_a_stage_that_was_cut_at_its_beginning_teaches_too(context: SlotContext) -> None:
    cut(context, 1, 5)
    assert [(timing.name, timing.units) for timing in context.lesson] == [("animation", 16.0)]


def test_a_stage_that_was_cut_before_its_first_step_teaches_nothing(context: SlotContext) -> None:
    cut(context, 0, 5)
    assert context.lesson == ()


def test_a_stage_that_fails_teaches_what_it_had_done(context: SlotContext) -> None:
    def fail() -> None:
        with context.stage("animation", 1, 80.0):
            context.progress("animation", 2, 4)
            raise ModelError("It broke.")

    with pytest.raises(StageError):
        fail()
    assert [(timing.name, timing.units) for timing in context.lesson] == [("animation", 40.0)]


def test_a_stage_that_is_left_behind_teaches_what_it_had_done(context: SlotContext) -> None:
    with context.stage("animation", 1, 80.0):
        context.progress("animation", 2, 4)
        assert [(timing.name, timing.units) for timing in context.lesson] == [("animation", 40.0)]


def test_a_stage_that_stepped_down_teaches_the_frames_that_it_drew(context: SlotContext) -> None:
    with context.stage("animation", 1, 80.0):
        context.progress("animation", 80, 80, 30)
    assert [timing.units for timing in context.lesson] == [30]


def test_a_stage_that_was_tried_again_teaches_its_last_attempt(context: SlotContext) -> None:
    def fail() -> None:
        with context.stage("speech", 1, 10.0):
            context.progress("speech", 3, 4)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    with context.stage("speech", 2, 10.0):
        pass
    assert [(timing.attempts, timing.units) for timing in context.lesson] == [(2, 10.0)]
