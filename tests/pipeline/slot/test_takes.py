"""A slot that fails its check is made again while time allows; the best take is in the folder."""

from __future__ import annotations

import asyncio
import json
import threading
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.pipeline.slot.contexts import slot_context
from vortex_gui.base.errors import DeadlineMissed, MemoryPressureError, SlotCancelled
from vortex_gui.base.pace.learned_clock import LearnedClock
from vortex_gui.base.profile import Profile, load_profile
from vortex_gui.base.recipe.recipe import MAX_SEED, Recipe, recipe_from_mapping
from vortex_gui.base.report.report import Take, Verification
from vortex_gui.base.stages import Stage
from vortex_gui.pipeline import GenerationResult, VortexPipeline
from vortex_gui.pipeline.slot.context import SilentListener, SlotContext
from vortex_gui.pipeline.slot.draft import Draft
from vortex_gui.pipeline.slot.pace.expectation import Expectation
from vortex_gui.pipeline.slot.slot_folder import SlotFolder
from vortex_gui.pipeline.slot.takes import Takes

MINI = load_profile("mini")


def recipe(threshold: float, **slot: Any) -> Recipe:
    return recipe_from_mapping(
        {
            "slot_params": {"duration_sec": 0.5, "seed": 11, **slot},
            "audio_track": {"script": "Good evening."},
            "visual_track": {"prompt": "a presenter with green skin in a red suit"},
            "semantic_constraints": {"clip_threshold": threshold},
        }
    )


NEVER = 2.5
"""A threshold that no clip reaches."""


def generate(pipeline: VortexPipeline, out: Path, wish: Recipe, **more: Any) -> GenerationResult:
    return asyncio.run(pipeline.generate_slot(wish, 1, output_dir=out, **more))


def test_the_best_of_all_takes_is_kept_with_its_files(pipeline: VortexPipeline, tmp_path: Path) -> None:
    result = generate(pipeline, tmp_path, recipe(NEVER, takes=3))
    assert result.success
    assert [take.seed for take in result.takes] == [11, 12, 13]
    assert not any(take.passed for take in result.takes)
    (kept,) = (take for take in result.takes if take.kept)
    assert kept.ensemble_score == max(take.ensemble_score or 0 for take in result.takes)
    assert result.verification is not None
    assert result.verification.ensemble_score == kept.ensemble_score
    assert result.files is not None
    report = json.loads(result.files.report.read_text(encoding="utf-8"))
    assert (report["seed"], len(report["takes"])) == (11, 3), "the slot's own seed is the first take's"
    alone = generate(pipeline, tmp_path / "alone", recipe(NEVER, seed=kept.seed))
    assert alone.files is not None
    assert alone.files.actor.read_bytes() == result.files.actor.read_bytes()
    assert alone.files.speech.read_bytes() == result.files.speech.read_bytes()
    assert sorted(path.name for path in result.files.folder.iterdir()) == sorted(
        path.name for path in alone.files.folder.iterdir()
    )


def test_a_take_that_passes_is_the_last(pipeline: VortexPipeline, tmp_path: Path) -> None:
    first = generate(pipeline, tmp_path, recipe(0.0))
    assert first.verification is not None
    result = generate(pipeline, tmp_path / "again", recipe(0.0, takes=3))
    made = result.takes
    assert made[-1].kept
    assert made[-1].passed or len(made) == 3
    assert not any(take.passed for take in made[:-1])


class StopsTheSecondTake(SilentListener):
    def __init__(self) -> None:
        self.cancel = threading.Event()
        self.begun: list[Stage] = []

    def on_stage_started(self, stage: Stage, at_ms: float) -> None:
        self.begun.append(stage)
        if self.begun.count("animation") == 2:
            self.cancel.set()


def test_cancel_in_a_later_take_leaves_nothing(pipeline: VortexPipeline, tmp_path: Path) -> None:
    listener = StopsTheSecondTake()
    result = generate(pipeline, tmp_path, recipe(NEVER, takes=3), cancel=listener.cancel, listener=listener)
    assert result.outcome == "cancelled"
    assert list(tmp_path.iterdir()) == []


class Scripted:
    """In the stages' place: gives each take its score, or its error, and writes a file."""

    def __init__(self, *ends: float | Exception) -> None:
        self._ends = list(ends)
        self.seeds: list[int] = []

    async def run(self, draft: Draft) -> None:
        end = self._ends.pop(0)
        self.seeds.append(draft.context.take_seed)
        with draft.folder.new_file(draft.folder.part_files.actor) as file:
            file.write(str(draft.context.take_seed).encode())
        draft.frames = 24
        if isinstance(end, Exception):
            raise end
        draft.verification = Verification(end, end, end, end >= 1.0, False, 1.0)


def made(tmp_path: Path, stages: Scripted, context: SlotContext, profile: Profile = MINI) -> Draft:
    """The kept draft of slot 1, with its folder still open."""
    folder = SlotFolder(tmp_path, 1)
    takes = Takes(stages, profile, Expectation(LearnedClock()), begun=lambda _: None)
    try:
        draft = asyncio.run(takes.run(Draft(context, folder, 24, profile.ladder[0])))
        assert draft.folder.part_files.actor.read_text() == str(draft.context.take_seed)
        return draft
    finally:
        folder.discard()


def wishing(takes: int | None, **more: Any) -> SlotContext:
    return slot_context(recipe=recipe(1.0, takes=takes), seed=11, **more)


def test_the_profile_says_how_many_takes_where_the_recipe_does_not(tmp_path: Path) -> None:
    assert len(made(tmp_path, Scripted(0.1), wishing(None)).takes) == 1
    twice = MINI.model_copy(update={"takes": 2})
    kept = made(tmp_path, Scripted(0.4, 0.2), wishing(None), twice)
    assert kept.takes == (
        Take(11, passed=False, kept=True, ensemble_score=0.4),
        Take(12, passed=False, ensemble_score=0.2),
    )


def test_a_passing_take_goes_before_a_higher_score_and_ends_the_takes(tmp_path: Path) -> None:
    stages = Scripted(0.9, 1.2)
    kept = made(tmp_path, stages, wishing(5))
    assert (stages.seeds, kept.context.take_seed) == ([11, 12], 12)
    assert kept.takes[1] == Take(12, passed=True, kept=True, ensemble_score=1.2)


def test_the_seed_after_the_largest_is_the_smallest(tmp_path: Path) -> None:
    stages = Scripted(0.1, 0.1)
    made(tmp_path, stages, slot_context(recipe=recipe(1.0, takes=2), seed=MAX_SEED))
    assert stages.seeds == [MAX_SEED, 0]


def test_no_take_begins_after_the_deadline_or_the_target(tmp_path: Path) -> None:
    late = wishing(3, due_s=5.0)
    late.started_at -= 10
    kept = made(tmp_path, Scripted(0.1), late)
    assert len(kept.takes) == 1
    (told,) = kept.context.warnings
    assert told.startswith("Takes made: 1 of 3. Another needs about ")
    assert told.endswith(" s, and the deadline leaves 0 s.")
    slow = wishing(3, target_s=5.0)
    slow.started_at -= 10
    kept = made(tmp_path, Scripted(0.1), slow)
    assert len(kept.takes) == 1
    assert kept.context.warnings[0].endswith(" s, and the target leaves 0 s.")
    in_time = wishing(3, due_s=60.0, target_s=5.0)
    in_time.started_at -= 10
    kept = made(tmp_path, Scripted(0.1, 0.1, 0.1), in_time)
    assert len(kept.takes) == 3
    assert kept.context.warnings == [], "as many as were asked for"


def test_no_take_begins_that_this_machines_past_says_is_late(tmp_path: Path) -> None:
    clock = LearnedClock()
    clock.remember({"speech": 1.0, "actor": 1.0, "animation": 1.0, "verification": 1.0, "output": 1.0})
    folder = SlotFolder(tmp_path, 1)
    takes = Takes(Scripted(0.1), MINI, Expectation(clock), begun=lambda _: None)
    try:
        draft = Draft(wishing(3, due_s=25.0), folder, 24, MINI.ladder[0])
        assert len(asyncio.run(takes.run(draft)).takes) == 1
    finally:
        folder.discard()


def test_a_later_take_that_fails_leaves_the_best_one(tmp_path: Path) -> None:
    kept = made(tmp_path, Scripted(0.4, DeadlineMissed("Too late.")), wishing(5))
    assert kept.takes == (
        Take(11, passed=False, kept=True, ensemble_score=0.4),
        Take(12, passed=False, error="Too late."),
    )
    assert kept.context.warnings == ["Take 2 was given up (Too late)."]


@pytest.mark.parametrize("error", [SlotCancelled(), MemoryPressureError("Too much.")])
def test_what_concerns_the_whole_slot_is_raised(tmp_path: Path, error: Exception) -> None:
    with pytest.raises(type(error)):
        made(tmp_path, Scripted(0.4, error), wishing(5))


def test_warnings_of_memory_stay_whichever_take_is_kept(tmp_path: Path) -> None:
    context = wishing(2)
    context.pass_limit("soft", "Memory over the soft limit.")
    context.warn("Of the first take alone.")
    kept = made(tmp_path, Scripted(0.1, 0.5), context)
    assert kept.context.warnings == ["Memory over the soft limit."]
    assert replace(kept.takes[1], kept=False) == Take(12, passed=False, ensemble_score=0.5)
