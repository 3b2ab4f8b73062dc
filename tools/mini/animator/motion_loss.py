"""How far M and the three MLPs are from what the renderer knows."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import numpy as np
import torch

from tools.mini.animator.examples.crop import SHIFT
from tools.mini.animator.examples.faces import Faces, small
from tools.mini.animator.examples.keypoints import (
    CLOSE,
    LIP_RATIO_OPEN,
    OPEN,
    RATIO_POINTS,
    ROWS,
    canonical_keypoints,
    controls_of,
)
from tools.mini.animator.networks import SEED
from tools.mini.captions import sample_split
from tools.mini.renderer.pose import rest_pose
from vortex_gui.models.live_portrait.keypoints import head_motion
from vortex_gui.models.live_portrait.networks import retargeting
from vortex_gui.models.live_portrait.networks.networks import LivePortraitNetworks

LEAST_SPREAD = 0.006  # two thirds of a pixel


@cache
def spreads() -> tuple[torch.Tensor, torch.Tensor]:
    """How far each coordinate of kp and of the expression varies among presenters at rest, (21, 3) each."""
    rng = np.random.default_rng(SEED)
    people = [sample_split(rng) for _ in range(256)]
    kp = torch.stack([canonical_keypoints(person) for person in people])
    rests = [rest_pose(person) for person in people]
    expression = torch.einsum("nc,ckx->nkx", torch.tensor([controls_of(rest) for rest in rests]), ROWS)
    return kp.std(dim=0) + LEAST_SPREAD, expression.std(dim=0) + LEAST_SPREAD


def motion_loss(networks: LivePortraitNetworks, seen: Faces) -> torch.Tensor:
    """M against what the renderer knows, each coordinate in units of its own spread.

    Squares, not absolute values: most presenters have a closed mouth and two eyes, so the middle head is
    where an absolute loss comes to rest.
    """
    motion = head_motion(networks.motion_extractor(small(seen.pictures)))
    angles = torch.stack((motion.pitch, motion.yaw, motion.roll), dim=1)
    kp_spread, expression_spread = spreads()
    return (
        (((motion.kp - seen.kp) / kp_spread) ** 2).mean()
        + (((motion.exp - seen.expression()) / expression_spread) ** 2).mean()
        + 0.02 * ((angles - seen.angles) ** 2).mean()
        + 500 * ((motion.scale - seen.scale) ** 2).mean()
        + 500 * ((motion.t - torch.tensor([SHIFT])) ** 2).mean()
    )


def ratio(points: torch.Tensor, name: str) -> torch.Tensor:
    """(N,) from keypoints (N, 21, 3), as the animator computes it."""
    i, j, k, m = RATIO_POINTS[name]
    length = torch.linalg.vector_norm
    gap, width = length(points[:, i] - points[:, j], dim=1), length(points[:, k] - points[:, m], dim=1)
    result: torch.Tensor = gap / (width + 1e-6)
    return result


def retargeting_loss(networks: LivePortraitNetworks, source: Faces) -> torch.Tensor:
    """S, R_eye and R_lip against the expression table; keypoints a little off, as M gives them."""
    kp = source.kp.repeat(8, 1, 1)
    many = Faces(
        source.pictures, kp, *(x.repeat(8, 1) for x in (source.controls, source.angles, source.scale))
    )
    points = many.keypoints(kp + 0.008 * torch.randn_like(kp))
    size = many.scale[:, :, None]

    opening = torch.rand(len(kp), 1)
    given = torch.cat((ratio(points, "lips")[:, None], LIP_RATIO_OPEN * opening), dim=1)
    offset = retargeting.retarget(networks.lip, points, given)
    wanted = size * (opening - many.controls[:, OPEN : OPEN + 1])[:, :, None] * ROWS[OPEN]
    loss = 20 * (offset - wanted).abs().mean()

    openness = torch.rand(len(kp), 1) * 1.1
    left, right = ratio(points, "eye_left")[:, None], ratio(points, "eye_right")[:, None]
    given = torch.cat((left, right, openness * (left + right) / 2), dim=1)
    offset = retargeting.retarget(networks.eye, points, given)
    wanted = size * (1 - openness - many.controls[:, CLOSE : CLOSE + 1])[:, :, None] * ROWS[CLOSE]
    loss = loss + 20 * (offset - wanted).abs().mean()

    # Stitching: the head stays on its neck, whatever shift the driving keypoints carry.
    turned = replace(
        many,
        angles=many.angles + 6 * torch.randn_like(many.angles),
        controls=many.controls + 0.5 * torch.randn_like(many.controls),
    )
    strayed = 0.05 * torch.randn(len(kp), 1, 2)
    driving = turned.keypoints(kp)
    driving = torch.cat((driving[..., :2] + strayed, driving[..., 2:]), dim=-1)
    delta = retargeting.stitching_delta(networks.stitching, points, driving)
    wanted_delta = torch.cat((torch.zeros(len(kp), 63), -strayed[:, 0]), dim=1)
    return (
        loss
        + 10 * (delta[:, :63] - wanted_delta[:, :63]).abs().mean()
        + (delta[:, 63:] - wanted_delta[:, 63:]).abs().mean()
    )
