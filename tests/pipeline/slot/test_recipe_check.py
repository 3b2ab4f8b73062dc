"""What a profile cannot make of a recipe is told before anything is made."""

from __future__ import annotations

from vortex_gui.base.profile import load_profile
from vortex_gui.base.recipe.recipe import recipe_from_mapping
from vortex_gui.pipeline.slot.recipe_check import recipe_faults


def test_the_profiles_faults_and_the_compositions_come_together() -> None:
    recipe = recipe_from_mapping(
        {
            "slot_params": {"duration_sec": 3000},
            "audio_track": {"script": "Hello."},
            "visual_track": {"prompt": "a presenter"},
            "composition": {"shape": "16:9", "logo": "/no/logo.png"},
        }
    )
    first, second = recipe_faults(recipe, load_profile("mini"))
    assert first.startswith("slot_params.duration_sec: ")
    assert second == "composition.logo: /no/logo.png: no such file."
