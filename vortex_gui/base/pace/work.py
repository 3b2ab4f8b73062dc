"""The amount of work in a slot, stage by stage, before or after it is done."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

from vortex_gui.base.profile import Profile, Rung
from vortex_gui.base.recipe.recipe import Recipe
from vortex_gui.base.stages import STAGE_FACTS, Stage, Unit

SPOKEN_WORDS_PER_S = 2.5
"""For the first guess of a clip's length, before the speech exists."""

OF_ANY_SIZE = 0.43
"""The share of drawing a frame that its size does not change: the small models, 512 against 256."""

Work = Mapping[Stage, float]
"""Units of work by stage; a missing stage has nothing to do."""


@dataclass(frozen=True, slots=True)
class Extent:
    """How large a slot is: words that are spoken, frames of its clip, denoising steps of its actor.

    No words and no steps are those of a recipe that brings its sound and its picture.
    """

    words: int
    frames: int
    steps: int


def words_of(recipe: Recipe) -> int:
    """Words that the voice will speak: none where the recipe brings its sound."""
    return 0 if recipe.audio_track.sound is not None else len(recipe.audio_track.script.split())


def extent_of(recipe: Recipe, profile: Profile) -> Extent:
    """A guess from the recipe alone: the speech's length is known only after its stage."""
    fps = recipe.slot_params.fps or profile.sizes.fps
    wished_s = recipe.slot_params.duration_sec or _sounding_s(recipe, profile.sizes.max_duration_s)
    steps = profile.actor.steps if recipe.visual_track.actor is None else 0
    return Extent(words_of(recipe), round(wished_s * fps), steps)


def _sounding_s(recipe: Recipe, longest_s: float) -> float:
    """Of a recording of unknown length the script tells; without one it may be as long as a slot can be."""
    track = recipe.audio_track
    if track.sound is not None and track.sound.length_s is not None:
        return min(track.sound.length_s, longest_s)
    words = len(track.script.split())
    return words / SPOKEN_WORDS_PER_S if words else longest_s


def work_of(extent: Extent, rung: Rung) -> Work:
    """The work of a slot on a rung of the quality ladder."""
    amounts: Mapping[Unit, float] = {
        "words": extent.words,
        "steps": (rung.steps or extent.steps) if extent.steps else 0,
        "frames": math.ceil(extent.frames / rung.every) * share_of_frame(rung.shrink),
        "once": 1,
    }
    return {stage: amounts[facts.unit] for stage, facts in STAGE_FACTS.items()}


def share_of_frame(shrink: int) -> float:
    """Of the work that a frame at full size is."""
    return 1 if shrink == 1 else OF_ANY_SIZE + (1 - OF_ANY_SIZE) / shrink**2
