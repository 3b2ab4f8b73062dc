"""Whether a profile can make a recipe, its pictures and texts included, before anything is made."""

from __future__ import annotations

from vortex_gui.base.profile import Profile
from vortex_gui.base.recipe.recipe import Recipe, profile_faults
from vortex_gui.pipeline.composition.composing import composition_faults


def recipe_faults(recipe: Recipe, profile: Profile) -> list[str]:
    """One sentence for each fault; reads the files that the composition names."""
    sizes = profile.sizes
    faults = profile_faults(recipe, max_duration_s=sizes.max_duration_s, fps=sizes.fps, voices=profile.voices)
    if recipe.composition is not None:
        faults += composition_faults(recipe.composition, (sizes.width, sizes.height))
    return faults
