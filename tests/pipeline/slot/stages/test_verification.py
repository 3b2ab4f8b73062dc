"""The verification stage: both judges look at the frames, and the first one's view is kept."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from tests.pipeline.slot.stages.conftest import Heard
from vortex_gui.base.recipe.recipe import SemanticConstraints
from vortex_gui.base.recipe.recipe_files import ActorSource
from vortex_gui.pipeline.slot.draft import Draft
from vortex_gui.pipeline.slot.stages.stage import Studio
from vortex_gui.pipeline.slot.stages.verification import VerificationStage

STAGE = VerificationStage()


def test_frames_are_scored_by_both_judges_against_the_wished_threshold(
    draft: Draft, studio: Studio, heard: Heard
) -> None:
    wish = SemanticConstraints(clip_threshold=0.4)
    recipe = draft.context.recipe.model_copy(update={"semantic_constraints": wish})
    draft.context = replace(draft.context, recipe=recipe)
    studio.buffers.video.random_(0, 255)
    draft.frames = draft.drawn = 12
    STAGE.run(draft, studio)
    found = draft.verification
    assert found is not None
    assert found.clip_threshold == 0.4
    assert len(found.keyframes) > 1
    assert all(0 <= frame.index < 12 for frame in found.keyframes)
    assert found.score_clip_b == pytest.approx(np.mean([frame.clip_b for frame in found.keyframes]), abs=0.01)
    assert np.linalg.norm(draft.embedding) == pytest.approx(1, abs=1e-3)
    assert [(done, total) for _, done, total in heard.progress][-1] == (2, 2)


def test_without_a_prompt_the_whole_clip_is_checked_and_nothing_is_scored(
    draft: Draft, studio: Studio
) -> None:
    track = draft.context.recipe.visual_track.model_copy(update={"actor": ActorSource(slot=1), "prompt": ""})
    draft.context = replace(
        draft.context, recipe=draft.context.recipe.model_copy(update={"visual_track": track})
    )
    studio.buffers.video.random_(0, 255)
    draft.frames = 12
    STAGE.run(draft, studio)
    assert draft.verification is None
    assert {check.name for check in draft.checks} >= {"length", "silence", "loudness"}
    assert np.linalg.norm(draft.embedding) == pytest.approx(1, abs=1e-3)
    assert draft.context.warnings == [
        "The recipe has no prompt, so nobody checked whether the clip shows what is wanted."
    ]
