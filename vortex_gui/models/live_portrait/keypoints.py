"""Head pose and the keypoint transform: x = scale * (kp @ R + exp) + t."""

from __future__ import annotations

from dataclasses import dataclass

import torch

from vortex_gui.models.live_portrait.networks.motion_extractor import MotionHeads

DEGREES_PER_BIN = 3.0
FIRST_BIN_DEGREES = -97.5


@dataclass(frozen=True, slots=True)
class HeadMotion:
    """One face as M sees it, float32: angles (B,) degrees, scale (B, 1), t (B, 3), kp and exp (B, K, 3)."""

    pitch: torch.Tensor
    yaw: torch.Tensor
    roll: torch.Tensor
    scale: torch.Tensor
    t: torch.Tensor
    kp: torch.Tensor
    exp: torch.Tensor

    def rotation(self) -> torch.Tensor:
        return rotation_matrix(self.pitch, self.yaw, self.roll)

    def keypoints(self) -> torch.Tensor:
        """x_s of the paper (B, K, 3): what S, R_eye, R_lip and W take as the source."""
        return transform(self.kp, self.rotation(), self.exp, self.scale, self.t)


def degrees_from_logits(logits: torch.Tensor) -> torch.Tensor:
    """Expected angle (N,) of logits (N, 66): equal logits give 0, bin 0 is -97.5, bin 65 is 97.5."""
    share = torch.softmax(logits.float(), dim=1)
    bins = torch.arange(logits.shape[1], device=logits.device, dtype=torch.float32)
    return (share * bins).sum(dim=1) * DEGREES_PER_BIN + FIRST_BIN_DEGREES


def rotation_matrix(pitch: torch.Tensor, yaw: torch.Tensor, roll: torch.Tensor) -> torch.Tensor:
    """R = transpose(Rz Ry Rx), (N, 3, 3), from degrees (N,); it multiplies row vectors from the right."""
    p, y, r = (torch.deg2rad(angle.float()) for angle in (pitch, yaw, roll))
    one, zero = torch.ones_like(p), torch.zeros_like(p)

    def matrix(*entries: torch.Tensor) -> torch.Tensor:
        return torch.stack(entries, dim=-1).view(-1, 3, 3)

    cos, sin = torch.cos, torch.sin
    about_x = matrix(one, zero, zero, zero, cos(p), -sin(p), zero, sin(p), cos(p))
    about_y = matrix(cos(y), zero, sin(y), zero, one, zero, -sin(y), zero, cos(y))
    about_z = matrix(cos(r), -sin(r), zero, sin(r), cos(r), zero, zero, zero, one)
    return (about_z @ about_y @ about_x).transpose(1, 2)


def transform(
    kp: torch.Tensor, rotation: torch.Tensor, exp: torch.Tensor, scale: torch.Tensor, t: torch.Tensor
) -> torch.Tensor:
    """scale * (kp @ R + exp) + t for kp and exp (N, K, 3), R (N, 3, 3), scale (N, 1), t (N, 3).

    The scale covers the expression too; z gets no translation.
    """
    moved = scale[:, :, None] * (kp @ rotation + exp)
    return torch.cat((moved[..., :2] + t[:, None, :2], moved[..., 2:]), dim=-1)


def head_motion(heads: MotionHeads) -> HeadMotion:
    """Angles in degrees and keypoints as (B, K, 3), all in float32."""
    batch = heads.kp.shape[0]
    return HeadMotion(
        pitch=degrees_from_logits(heads.pitch),
        yaw=degrees_from_logits(heads.yaw),
        roll=degrees_from_logits(heads.roll),
        scale=heads.scale.float(),
        t=heads.t.float(),
        kp=heads.kp.float().view(batch, -1, 3),
        exp=heads.exp.float().view(batch, -1, 3),
    )
