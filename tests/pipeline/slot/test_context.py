"""What a slot teaches the clock, whatever became of it."""

from __future__ import annotations

import threading

import pytest

from vortex_gui.base.errors import SlotCancelled
from vortex_gui.base.profile import load_profile
from vortex_gui.base.recipe import recipe_from_mapping
from vortex_gui.pipeline.slot.context import SilentListener, SlotContext


@pytest.fixture
def context() -> SlotContext:
    recipe = recipe_from_mapping(
        {"audio_track": {"script": "One."}, "visual_track": {"prompt": "a presenter"}}
    )
    timeouts = load_profile("mini").timeouts
    return SlotContext(1, 2, recipe, timeouts, threading.Event(), SilentListener(), None)


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


def test_a_stage_that_was_cut_at_its_beginning_teaches_nothing(context: SlotContext) -> None:
    cut(context, 1, 5)
    assert context.lesson == ()


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
