"""What the pipeline's figures are computed from: a recipe that is always the same, and a fitted line."""

from __future__ import annotations

import numpy as np
import pytest

from vortex_gui.base.profile import load_profile
from vortex_gui.base.recipe.recipe import profile_faults
from vortex_gui.measure.bench.slots import _slope, _timed, bench_recipe, generate
from vortex_gui.pipeline import VortexPipeline


def test_the_timed_recipe_fits_the_profile_it_is_timed_on() -> None:
    recipe, profile = bench_recipe(0.5), load_profile("mini")
    sizes = profile.sizes
    faults = profile_faults(recipe, max_duration_s=sizes.max_duration_s, fps=sizes.fps, voices=profile.voices)
    assert faults == []
    assert (recipe.slot_params.duration_sec, recipe.slot_params.seed) == (0.5, 5)
    assert bench_recipe() == bench_recipe()


def test_a_straight_line_has_its_slope_and_no_error() -> None:
    slope, error = _slope(3.0 + 2.5 * np.arange(50, dtype=np.float64))
    assert slope == pytest.approx(2.5)
    assert error == pytest.approx(0, abs=1e-9)


def test_the_error_tells_noise_from_growth() -> None:
    noise = np.random.default_rng(1).normal(0, 100, 400)
    still, error = _slope(noise)
    assert abs(still) < 3 * error
    rising, error = _slope(noise + 2.0 * np.arange(400))
    assert rising > 10 * error


def test_a_call_is_timed_once() -> None:
    calls: list[int] = []
    assert _timed(lambda: calls.append(1)) >= 0
    assert calls == [1]


def test_a_slot_is_timed_again_and_again(pipeline: VortexPipeline) -> None:
    """Finished slots are never replaced, so each run needs a number of its own."""
    recipe = bench_recipe(0.5)
    first, second = generate(pipeline, recipe), generate(pipeline, recipe)
    assert first.slot_id != second.slot_id
