"""The amount of work in a slot, stage by stage, before or after it is done."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

from vortex_gui.base.profile import Profile, Rung
from vortex_gui.base.recipe import Recipe
from vortex_gui.base.stages import STAGE_FACTS, Stage, Unit

SPOKEN_WORDS_PER_S = 2.5
"""For the first guess of a clip's length, before the speech exists."""

Work = Mapping[Stage, float]
"""Units of work by stage; a missing stage has nothing to do."""


@dataclass(frozen=True, slots=True)
class Extent:
    """How large a slot is: words of its script, frames of its clip, denoising steps of its actor."""

    words: int
    frames: int
    steps: int


def words_of(recipe: Recipe) -> int:
    """Words that will be spoken."""
    return len(recipe.audio_track.script.split())


def extent_of(recipe: Recipe, profile: Profile) -> Extent:
    """A guess from the recipe alone: the speech's length is known only after its stage."""
    words, fps = words_of(recipe), recipe.slot_params.fps or profile.sizes.fps
    wished_s = recipe.slot_params.duration_sec or words / SPOKEN_WORDS_PER_S
    return Extent(words, round(wished_s * fps), profile.actor.steps)


def work_of(extent: Extent, rung: Rung) -> Work:
    """The work of a slot on a rung of the quality ladder."""
    amounts: Mapping[Unit, float] = {
        "words": extent.words,
        "steps": rung.steps or extent.steps,
        "frames": math.ceil(extent.frames / rung.every),
        "once": 1,
    }
    return {stage: amounts[facts.unit] for stage, facts in STAGE_FACTS.items()}
