"""Head pose and the keypoint transform, against the published formulas."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from vortex_gui.models.live_portrait.keypoints import (
    degrees_from_logits,
    head_motion,
    rotation_matrix,
    transform,
)
from vortex_gui.models.live_portrait.networks.networks import LivePortraitNetworks


def test_angles_are_the_expected_bin() -> None:
    logits = torch.zeros(3, 66)
    logits[1, 0] = 100
    logits[2, 65] = 100
    assert degrees_from_logits(logits).tolist() == pytest.approx([0.0, -97.5, 97.5], abs=1e-4)


def test_rotation_is_the_published_example() -> None:
    wanted = [[0.8138, 0.4698, -0.3420], [-0.4410, 0.8826, 0.1632], [0.3785, 0.0180, 0.9254]]
    found = rotation_matrix(*torch.tensor([[10.0], [20.0], [30.0]]))
    assert np.allclose(found[0].numpy(), wanted, atol=5e-5)


def test_transform_scales_the_expression_and_moves_only_x_and_y() -> None:
    torch.manual_seed(11)
    kp, exp, t = torch.randn(2, 21, 3), torch.randn(2, 21, 3), torch.randn(2, 3)
    scale = torch.tensor([[1.5], [0.7]])
    turn = rotation_matrix(torch.tensor([5.0, -8]), torch.tensor([12.0, 3]), torch.tensor([-4.0, 9]))
    found = transform(kp, turn, exp, scale, t)
    for b in range(2):
        for k in range(21):
            point = [float(kp[b, k] @ turn[b, :, c] + exp[b, k, c]) * float(scale[b]) for c in range(3)]
            point[0] += float(t[b, 0])
            point[1] += float(t[b, 1])
            assert found[b, k].tolist() == pytest.approx(point, abs=1e-5)


def test_head_motion_at_rest_gives_the_source_keypoints(narrow: LivePortraitNetworks) -> None:
    motion = head_motion(narrow.motion_extractor(torch.rand(2, 3, 64, 64)))
    wanted = transform(motion.kp, motion.rotation(), motion.exp, motion.scale, motion.t)
    assert torch.equal(motion.keypoints(), wanted)
    assert motion.keypoints().shape == (2, 21, 3)
