"""Faces driven from others as the animator drives them."""

from __future__ import annotations

from dataclasses import dataclass

import torch

from tools.mini.animator.examples.crop import PAINT
from tools.mini.animator.examples.faces import Faces, small
from vortex_gui.models.live_portrait.keypoints import head_motion, rotation_matrix, transform
from vortex_gui.models.live_portrait.networks.compose import lay_over, move_crop, paint_colour
from vortex_gui.models.live_portrait.networks.networks import LivePortraitNetworks


@dataclass(frozen=True, slots=True)
class Driven:
    """What comes of a drive: the result and the warped crop; in the paint window colour and opacity."""

    result: torch.Tensor
    moved: torch.Tensor
    colour: torch.Tensor
    opacity: torch.Tensor


@torch.no_grad()
def read_keypoints(
    networks: LivePortraitNetworks, seen: torch.Tensor, source: Faces, driven: Faces, drives: int
) -> tuple[torch.Tensor, torch.Tensor]:
    """Those of the sources and of their driven faces, (N, 21, 3) each, as the animator has them: M reads the
    sources (people, 3, 112, 112), and a drive adds what changes.

    So F, W and G learn with the errors that M really makes.
    """
    motion = head_motion(networks.motion_extractor(seen))
    start = motion.keypoints().repeat_interleave(drives, dim=0)
    kp, exp, scale, t = (
        part.repeat_interleave(drives, dim=0) for part in (motion.kp, motion.exp, motion.scale, motion.t)
    )
    angles = torch.stack((motion.pitch, motion.yaw, motion.roll), dim=1) - source.angles
    angles = angles.repeat_interleave(drives, dim=0) + driven.angles
    exp = exp + driven.expression() - source.expression().repeat_interleave(drives, dim=0)
    scale = scale * driven.scale / source.scale.repeat_interleave(drives, dim=0)
    return start, transform(kp, rotation_matrix(*angles.unbind(dim=1)), exp, scale, t)


def drive(networks: LivePortraitNetworks, source: Faces, driven: Faces, drives: int) -> Driven:
    """Every driven face from its source."""
    seen = small(source.pictures)
    start, goal = read_keypoints(networks, seen, source, driven, drives)
    volume = networks.appearance_feature_extractor(seen).repeat_interleave(drives, dim=0)
    warp = networks.warping_module(volume, driving=goal, source=start)
    drawn = networks.spade_generator(PAINT.of_feature(warp.out))
    moved = move_crop(source.pictures.repeat_interleave(drives, dim=0), warp.deformation)
    result = moved.clone()
    face = PAINT.of_crop(moved)
    PAINT.of_crop(result).copy_(lay_over(face, drawn))
    return Driven(result, moved, paint_colour(face, drawn), drawn[:, 3:4])
