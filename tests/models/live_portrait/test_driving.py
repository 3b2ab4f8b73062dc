"""A motion track becomes driving keypoints: what is no motion is refused, and rest moves nothing."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
import torch

from vortex_gui.base.errors import ModelError
from vortex_gui.models.live_portrait.checkpoint import CheckpointConfig
from vortex_gui.models.live_portrait.driving import CHANNELS, driving_keypoints, track_tensors
from vortex_gui.models.live_portrait.face.landmarks import Ratios
from vortex_gui.models.live_portrait.keypoints import HeadMotion, head_motion
from vortex_gui.models.live_portrait.motion import MotionTrack
from vortex_gui.models.live_portrait.networks.config import NARROW
from vortex_gui.models.live_portrait.networks.networks import LivePortraitNetworks, build_networks

CPU = torch.device("cpu")
RATIOS = Ratios(eye_left=0.3, eye_right=0.35, lips=0.1)


def track(frames: int, **channels: float) -> MotionTrack:
    values = dict.fromkeys(CHANNELS, 0.0) | {"zoom": 1.0, "eye_open": 1.0} | channels
    return MotionTrack(**{name: np.full(frames, value, np.float32) for name, value in values.items()})


@pytest.fixture(scope="module")
def networks() -> LivePortraitNetworks:
    torch.manual_seed(3)
    return build_networks(NARROW)


@pytest.fixture(scope="module")
def source(networks: LivePortraitNetworks) -> HeadMotion:
    with torch.inference_mode():
        return head_motion(networks.motion_extractor(torch.rand(1, 3, 64, 64)))


@torch.inference_mode()
def points(networks: LivePortraitNetworks, source: HeadMotion, motion: MotionTrack) -> torch.Tensor:
    config = CheckpointConfig(sizes=NARROW)
    return driving_keypoints(networks, config, source, RATIOS, track_tensors(motion, CPU))


def test_every_channel_becomes_a_row_of_numbers() -> None:
    channels = track_tensors(track(5, yaw=3.0), CPU)
    assert set(channels) == set(CHANNELS)
    assert channels["yaw"].tolist() == [3.0] * 5


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        (np.zeros(4, np.float32), r"yaw has \(4,\) values, not \(5,\)"),
        (np.full(5, np.nan), "are not numbers"),
    ],
)
def test_a_channel_of_another_length_or_without_numbers_is_refused(values: Any, sentence: str) -> None:
    whole = vars_of(track(5)) | {"yaw": values}
    with pytest.raises(ModelError, match=sentence):
        track_tensors(SimpleNamespace(**whole), CPU)  # type: ignore[arg-type]  # a track refuses such itself


def vars_of(motion: MotionTrack) -> dict[str, Any]:
    return {name: getattr(motion, name) for name in CHANNELS}


def test_equal_frames_have_equal_points_and_a_turn_moves_them(
    networks: LivePortraitNetworks, source: HeadMotion
) -> None:
    rest = points(networks, source, track(3))
    assert rest.shape == (3, NARROW.num_kp, 3)
    assert torch.allclose(rest[0], rest[2], atol=1e-6)
    turned = points(networks, source, track(3, yaw=20.0))
    assert (turned - rest).abs().max() > 0.01


def test_zoom_scales_the_points_about_where_the_head_is(
    networks: LivePortraitNetworks, source: HeadMotion
) -> None:
    plain, zoomed = (points(networks, source, track(1, zoom=zoom)) for zoom in (1.0, 1.2))
    spread = zoomed.std(dim=1) / plain.std(dim=1)
    assert float(spread[..., :2].mean()) == pytest.approx(1.2, rel=0.1)
