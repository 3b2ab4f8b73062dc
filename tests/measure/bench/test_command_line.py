"""The headless command is timed against the clip that it makes."""

from __future__ import annotations

from vortex_gui.measure.bench.command_line import RECIPE, _clip_s, generate_ratio


def test_the_length_of_a_clip_is_that_of_its_frames() -> None:
    assert _clip_s({"stages": [{"name": "speech", "units": 9}, {"name": "animation", "units": 48}]}) == 2


def test_the_command_is_run_and_told_against_its_clip() -> None:
    figure = generate_ratio(runs=1)
    assert figure.value > 0
    assert figure.reached is None
    assert RECIPE.name in figure.how
