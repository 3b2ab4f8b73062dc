"""What is wrong with the files that a recipe brings, found before any model loads."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from vortex_gui.base.errors import SourceError
from vortex_gui.base.profile import Profile
from vortex_gui.base.recipe.recipe import Recipe
from vortex_gui.base.words.wording import joined
from vortex_gui.pipeline.slot.sources.presenter import presenter_of
from vortex_gui.pipeline.slot.sources.sound import read_sound


def source_faults(recipe: Recipe, profile: Profile, output_dir: Path) -> Iterator[str]:
    """Behind its field, each file that cannot be used, with a remedy; no animator looks for faces yet."""
    actor, sound, sizes = recipe.visual_track.actor, recipe.audio_track.sound, profile.sizes
    if actor is not None:
        try:
            presenter_of(actor, profile, output_dir)
        except SourceError as error:
            yield joined(f"visual_track.actor: {error.sentence}", error.remedy)
    if sound is not None:
        try:
            read_sound(sound, sample_rate=sizes.sample_rate, most_s=sizes.max_duration_s)
        except SourceError as error:
            yield joined(f"audio_track.sound: {error.sentence}", error.remedy)
