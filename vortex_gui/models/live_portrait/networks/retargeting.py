"""S, R_eye and R_lip: small MLPs on keypoints for stitching and for lid and lip opening."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import torch
from torch import nn

from vortex_gui.models.live_portrait.networks.config import NetworkSizes


class RetargetingMlp(nn.Module):
    """Linear layers with ReLU between them: (N, a) to (N, b)."""

    def __init__(self, width_in: int, hidden: Sequence[int], width_out: int) -> None:
        super().__init__()
        widths = (width_in, *hidden, width_out)
        layers: list[nn.Module] = []
        for a, b in pairwise(widths):
            layers += [nn.Linear(a, b), nn.ReLU()]
        self.mlp = nn.Sequential(*layers[:-1])  # nothing follows the last layer

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        result: torch.Tensor = self.mlp(x)
        return result


def stitching_network(sizes: NetworkSizes) -> RetargetingMlp:
    """Source and driving keypoints to an offset for each keypoint, then tx and ty."""
    return RetargetingMlp(6 * sizes.num_kp, sizes.stitching_hidden, 3 * sizes.num_kp + 2)


def eye_network(sizes: NetworkSizes) -> RetargetingMlp:
    """Source keypoints, left and right source ratio, target ratio to an offset for each keypoint."""
    return RetargetingMlp(3 * sizes.num_kp + 3, sizes.eye_hidden, 3 * sizes.num_kp)


def lip_network(sizes: NetworkSizes) -> RetargetingMlp:
    """Source keypoints, source ratio, target ratio to an offset for each keypoint."""
    return RetargetingMlp(3 * sizes.num_kp + 2, sizes.lip_hidden, 3 * sizes.num_kp)


def stitching_delta(network: nn.Module, source: torch.Tensor, driving: torch.Tensor) -> torch.Tensor:
    """Raw stitching output (N, 3K + 2) for keypoints (N, K, 3)."""
    delta: torch.Tensor = network(torch.cat((source.flatten(1), driving.flatten(1)), dim=1))
    return delta


def stitch(network: nn.Module, source: torch.Tensor, driving: torch.Tensor) -> torch.Tensor:
    """Driving keypoints (N, K, 3) moved so that the crop's border fits the picture around it."""
    return stitched(driving, stitching_delta(network, source, driving))


def stitched(driving: torch.Tensor, delta: torch.Tensor) -> torch.Tensor:
    """Apply a raw stitching output (N, 3K + 2): offsets, then one shift of all keypoints in x and y."""
    offsets, shift = delta[:, :-2].view_as(driving), delta[:, -2:]
    moved = driving + offsets
    return torch.cat((moved[..., :2] + shift[:, None], moved[..., 2:]), dim=-1)


def retarget(network: nn.Module, source: torch.Tensor, ratios: torch.Tensor) -> torch.Tensor:
    """Offset (N, K, 3) of the eye or lip network for source keypoints (N, K, 3).

    `ratios` holds the source's ratios, then the target: (N, 3) for the eyes, (N, 2) for the lips.
    """
    offset: torch.Tensor = network(torch.cat((source.flatten(1), ratios), dim=1))
    return offset.view_as(source)
