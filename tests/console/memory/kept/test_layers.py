"""A sample taken apart into layers and stages."""

from __future__ import annotations

from tests.console.memory.samples import NOW, sample
from vortex_gui.console.memory.kept.layers import OWN, layer_values, stage_bits, stages_of


def test_stage_bits_and_back() -> None:
    assert stages_of(stage_bits("actor+speech")) == ("speech", "actor")
    assert stage_bits("no such stage") == 0


def test_layers_of_a_sample_add_up_to_what_is_used() -> None:
    values = layer_values(sample(NOW))
    assert values[:OWN].sum() == sample(NOW).used
