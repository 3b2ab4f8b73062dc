"""The place of the mouth in the picture, from keypoints of a crop or from landmarks."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from vortex_gui.models.live_portrait.face.crop import window_crop
from vortex_gui.models.live_portrait.face.mouth import REACH, keypoint_places, mouth_region


def test_keypoints_of_a_crop_are_places_of_the_picture() -> None:
    crop = window_crop(100.0, 50.0, 200.0, 400)
    keypoints = torch.tensor([[[-1.0, -1.0, 0.3], [1.0, 1.0, 0.0], [0.0, 0.0, 0.0]]])
    places = keypoint_places(keypoints, (0, 1, 2), crop)
    assert places == pytest.approx(np.array([(100.0, 50.0), (300.0, 250.0), (200.0, 150.0)]))


def test_the_mouth_is_a_square_about_its_lips_inside_the_picture() -> None:
    lips = np.array([(50.0, 70.0), (50.0, 74.0), (40.0, 72.0), (60.0, 72.0)])
    region = mouth_region(lips, 100, 200)
    assert (region.left, region.right) == pytest.approx(((50 - 20 * REACH) / 200, (50 + 20 * REACH) / 200))
    assert (region.top, region.bottom) == pytest.approx(((72 - 20 * REACH) / 100, (72 + 20 * REACH) / 100))
    beyond = mouth_region(lips + 500, 100, 200)
    assert (beyond.left, beyond.bottom) == (1.0, 1.0)
