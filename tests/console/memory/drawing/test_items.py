"""What is painted in the graph: stack and lanes, in figures."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from vortex_gui.console.memory.drawing.items import StackPicture, lane_image, stack_image, stack_rows
from vortex_gui.console.memory.kept.layers import LAYERS, OWN, stage_bits
from vortex_gui.console.memory.kept.max_buckets import Columns

EMPTY = len(LAYERS) + 2

EDGE = len(LAYERS) + 1
COLOURS = list(range(0xFF000000, 0xFF000000 + EMPTY + 1))
Codes = NDArray[np.uint8]


def columns_of(values: list[list[float]], present: list[bool] | None = None) -> Columns:
    array = np.array(values, np.float64).T
    count = array.shape[1]
    shown = np.array(present or [True] * count)
    ticks = np.arange(count, dtype=np.float64)
    return Columns(ticks, ticks.copy(), array, np.zeros(count, np.uint8), shown)


def drawn(columns: Columns, layers: int, top: float, width: int, height: int, edge: int = 2) -> Codes:
    return stack_image(stack_rows(columns, layers, top, width, height), height, edge)


def test_layers_are_stacked_in_their_order_and_to_scale() -> None:
    layers = [10.0] * OWN + [0.0, 0.0]
    height = 10 * OWN + 30
    image = drawn(columns_of([layers]), OWN, float(height), 1, height, edge=0)
    column = image[:, 0].tolist()
    assert column[:30] == [0] * 30
    for layer in range(OWN):
        assert column[height - 10 * (layer + 1) : height - 10 * layer] == [layer + 1] * 10


def test_highest_of_the_buckets_that_share_a_pixel_is_drawn() -> None:
    nothing = [0.0] * (len(LAYERS) - 1)
    low, high = [10.0, *nothing], [80.0, *nothing]
    image = drawn(columns_of([low, high, low, low]), OWN, 100.0, 2, 100)
    assert np.count_nonzero(image[:, 0]) == 80
    assert np.count_nonzero(image[:, 1]) == 10


def test_whole_device_reaches_through_others_and_free() -> None:
    height = 10 * len(LAYERS)
    image = drawn(columns_of([[10.0] * len(LAYERS)]), len(LAYERS), float(height), 1, height, edge=1)
    assert image[0, 0] == len(LAYERS)
    assert image[-1, 0] == 1
    assert EDGE in image[:, 0]


def test_unmeasurable_layer_takes_no_height_and_time_without_samples_is_marked() -> None:
    known = [10.0] * OWN + [float("nan")] * (len(LAYERS) - OWN)
    image = drawn(columns_of([known, known], [True, False]), len(LAYERS), 100.0, 2, 100, edge=0)
    assert np.count_nonzero(image[:, 0]) == 10 * OWN
    assert (image[:, 1] == EMPTY).all()


def test_more_than_the_top_is_cut_off() -> None:
    image = drawn(columns_of([[500.0] + [0.0] * 8]), OWN, 100.0, 1, 50, edge=0)
    assert (image == 1).all()


def test_stages_that_overlap_have_a_lane_each() -> None:
    bits = np.array([stage_bits("speech+actor"), stage_bits(""), stage_bits("animation")], np.uint8)
    lanes = lane_image(bits, 3)[::4]
    assert lanes.tolist() == [[1, 0, 0], [2, 0, 0], [0, 0, 3], [0, 0, 0], [0, 0, 0]]


def test_a_picture_that_goes_on_is_the_one_painted_afresh() -> None:
    chance = np.random.default_rng(3)
    going = StackPicture()
    values = chance.uniform(0, 20, (40, len(LAYERS)))
    present = chance.random(40) < 0.8
    for step in range(30):
        values[chance.integers(40)] = chance.uniform(0, 20, len(LAYERS))
        present[chance.integers(40)] ^= True
        top, layers = (100.0, OWN) if step < 20 else (150.0, len(LAYERS))
        rows = stack_rows(columns_of(values.tolist(), present.tolist()), layers, top, 33, 50)
        afresh = StackPicture().painted(rows, 50, 1, COLOURS)
        assert np.array_equal(going.painted(rows, 50, 1, COLOURS), afresh)


def test_other_colours_or_another_size_paint_everything_anew() -> None:
    picture = StackPicture()
    rows = stack_rows(columns_of([[10.0] * len(LAYERS)] * 4), OWN, 100.0, 4, 50)
    assert picture.painted(rows, 50, 1, COLOURS)[-1].tolist() == [COLOURS[1]] * 4
    assert picture.painted(rows, 50, 1, COLOURS[::-1])[-1].tolist() == [COLOURS[::-1][1]] * 4
    assert picture.painted(rows, 60, 1, COLOURS).shape == (60, 4)
