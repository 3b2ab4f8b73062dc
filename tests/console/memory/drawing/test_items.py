"""What is painted in the graph: stack and lanes, in figures."""

from __future__ import annotations

import numpy as np

from vortex_gui.console.memory.drawing.items import lane_image, stack_image
from vortex_gui.console.memory.kept.layers import LAYERS, OWN, stage_bits
from vortex_gui.console.memory.kept.max_buckets import Columns

EMPTY = len(LAYERS) + 2

EDGE = len(LAYERS) + 1


def columns_of(values: list[list[float]], present: list[bool] | None = None) -> Columns:
    array = np.array(values, np.float64).T
    count = array.shape[1]
    shown = np.array(present or [True] * count)
    ticks = np.arange(count, dtype=np.float64)
    return Columns(ticks, ticks.copy(), array, np.zeros(count, np.uint8), shown)


def test_layers_are_stacked_in_their_order_and_to_scale() -> None:
    layers = [10.0] * OWN + [0.0, 0.0]
    height = 10 * OWN + 30
    image = stack_image(columns_of([layers]), OWN, float(height), 1, height, edge=0)
    column = image[:, 0].tolist()
    assert column[:30] == [0] * 30
    for layer in range(OWN):
        assert column[height - 10 * (layer + 1) : height - 10 * layer] == [layer + 1] * 10


def test_highest_of_the_buckets_that_share_a_pixel_is_drawn() -> None:
    nothing = [0.0] * (len(LAYERS) - 1)
    low, high = [10.0, *nothing], [80.0, *nothing]
    image = stack_image(columns_of([low, high, low, low]), OWN, 100.0, 2, 100)
    assert np.count_nonzero(image[:, 0]) == 80
    assert np.count_nonzero(image[:, 1]) == 10


def test_whole_device_reaches_through_others_and_free() -> None:
    height = 10 * len(LAYERS)
    image = stack_image(columns_of([[10.0] * len(LAYERS)]), len(LAYERS), float(height), 1, height, edge=1)
    assert image[0, 0] == len(LAYERS)
    assert image[-1, 0] == 1
    assert EDGE in image[:, 0]


def test_unmeasurable_layer_takes_no_height_and_time_without_samples_is_marked() -> None:
    known = [10.0] * OWN + [float("nan")] * (len(LAYERS) - OWN)
    image = stack_image(columns_of([known, known], [True, False]), len(LAYERS), 100.0, 2, 100, edge=0)
    assert np.count_nonzero(image[:, 0]) == 10 * OWN
    assert (image[:, 1] == EMPTY).all()


def test_more_than_the_top_is_cut_off() -> None:
    image = stack_image(columns_of([[500.0] + [0.0] * 8]), OWN, 100.0, 1, 50, edge=0)
    assert (image == 1).all()


def test_stages_that_overlap_have_a_lane_each() -> None:
    bits = np.array([stage_bits("speech+actor"), stage_bits(""), stage_bits("animation")], np.uint8)
    lanes = lane_image(bits, 3)[::4]
    assert lanes.tolist() == [[1, 0, 0], [2, 0, 0], [0, 0, 3], [0, 0, 0], [0, 0, 0]]
