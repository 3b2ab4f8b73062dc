"""Every role, layer and stage has a name and a colour."""

from __future__ import annotations

from vortex_gui.base.roles import ROLES
from vortex_gui.base.stages import STAGES
from vortex_gui.console.look.labels import layer_label, phase_label, stage_label
from vortex_gui.console.look.role_colours import layer_colour
from vortex_gui.console.look.tones import tones_of
from vortex_gui.console.memory.kept.layers import LAYERS


def test_each_layer_has_a_name_of_its_own() -> None:
    assert set(ROLES) < set(LAYERS)
    assert len({layer_label(layer) for layer in LAYERS}) == len(LAYERS)
    assert len({stage_label(stage) for stage in STAGES}) == len(STAGES)
    assert stage_label("fetching") == "fetching"
    assert phase_label("importing libraries") == "Importing libraries"


def test_each_layer_has_a_colour_in_every_theme() -> None:
    for theme in ("light", "dark", "contrast"):
        tones = tones_of(theme)
        assert len({layer_colour(layer, tones).name() for layer in LAYERS}) == len(LAYERS)
        assert set(tones.stages) == set(STAGES)
