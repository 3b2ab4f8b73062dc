"""From a motion track to driving keypoints: pose, expression, lip and eye retargeting, stitching."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import torch

from vortex_gui.base.errors import ModelError
from vortex_gui.base.words.translation import tr
from vortex_gui.models.live_portrait.checkpoint import (
    CONTROLS,
    CheckpointConfig,
    expression_offsets,
)
from vortex_gui.models.live_portrait.face.landmarks import Ratios
from vortex_gui.models.live_portrait.folded.folded_networks import FoldedNetworks
from vortex_gui.models.live_portrait.keypoints import HeadMotion, rotation_matrix, transform
from vortex_gui.models.live_portrait.networks import retargeting
from vortex_gui.models.live_portrait.networks.networks import LivePortraitNetworks

if TYPE_CHECKING:
    from vortex_gui.models.live_portrait.motion import MotionTrack

CHANNELS = ("lip_open", "eye_open", "pitch", "yaw", "roll", "zoom", "breath", *CONTROLS)


def track_tensors(track: MotionTrack, device: torch.device) -> dict[str, torch.Tensor]:
    """The track's channels as float32 (N,); raises ModelError when one is of another length or not finite."""
    channels: dict[str, torch.Tensor] = {}
    frames = len(track.lip_open)
    for name in CHANNELS:
        values: npt.NDArray[np.float32] = np.asarray(getattr(track, name), np.float32)
        if values.shape != (frames,):
            raise ModelError(
                tr(
                    "The motion's {name} has {found} values, not ({frames},).",
                    name=name,
                    found=values.shape,
                    frames=frames,
                )
            )
        if not np.isfinite(values).all():
            raise ModelError(tr("The motion's {name} holds values that are not numbers.", name=name))
        channels[name] = torch.from_numpy(values.copy()).to(device)
    return channels


def driving_keypoints(
    networks: LivePortraitNetworks | FoldedNetworks,
    config: CheckpointConfig,
    source: HeadMotion,
    ratios: Ratios,
    channels: dict[str, torch.Tensor],
) -> torch.Tensor:
    """x_d of every frame (N, K, 3) in float32, all at once.

    The published editor's way: pose and expression by the transform, then the lip and eye offsets, then
    stitching. `source` is of one portrait (batch 1).
    """
    frames = len(channels["lip_open"])
    start = source.keypoints()
    turn = rotation_matrix(
        source.pitch + channels["pitch"], source.yaw + channels["yaw"], source.roll + channels["roll"]
    )
    expression = expression_offsets(
        config.table(), {name: channels[name] for name in CONTROLS}, start.shape[1]
    )
    scale = source.scale * channels["zoom"][:, None]
    driving = transform(
        source.kp.expand(frames, -1, -1), turn, source.exp + expression, scale, source.t.expand(frames, -1)
    )
    start = start.expand(frames, -1, -1)
    driving = driving + _lip_offset(networks, config, start, ratios, channels["lip_open"])
    driving = driving + _eye_offset(networks, start, ratios, channels["eye_open"])
    return retargeting.stitch(networks.stitching, start, driving)


def _lip_offset(
    networks: LivePortraitNetworks | FoldedNetworks,
    config: CheckpointConfig,
    start: torch.Tensor,
    ratios: Ratios,
    lip_open: torch.Tensor,
) -> torch.Tensor:
    given = torch.stack((torch.full_like(lip_open, ratios.lips), lip_open * config.lip_ratio_open), dim=1)
    return retargeting.retarget(networks.lip, start, given)


def _eye_offset(
    networks: LivePortraitNetworks | FoldedNetworks,
    start: torch.Tensor,
    ratios: Ratios,
    eye_open: torch.Tensor,
) -> torch.Tensor:
    """The target is a share of the portrait's own opening, so that wide and narrow eyes stay themselves."""
    own = (ratios.eye_left + ratios.eye_right) / 2
    given = torch.stack(
        (
            torch.full_like(eye_open, ratios.eye_left),
            torch.full_like(eye_open, ratios.eye_right),
            eye_open * own,
        ),
        dim=1,
    )
    return retargeting.retarget(networks.eye, start, given)
