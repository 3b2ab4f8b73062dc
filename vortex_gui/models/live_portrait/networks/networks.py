"""The seven LivePortrait networks of one checkpoint, by the names that its files use."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import nn

from vortex_gui.models.live_portrait.networks.appearance import AppearanceFeatureExtractor
from vortex_gui.models.live_portrait.networks.config import NetworkSizes
from vortex_gui.models.live_portrait.networks.motion_extractor import MotionExtractor
from vortex_gui.models.live_portrait.networks.retargeting import (
    RetargetingMlp,
    eye_network,
    lip_network,
    stitching_network,
)
from vortex_gui.models.live_portrait.networks.spade import SpadeGenerator
from vortex_gui.models.live_portrait.networks.warping import WarpingModule


@dataclass(frozen=True, slots=True)
class LivePortraitNetworks:
    """F, M, W, G, S, R_eye and R_lip with their sizes."""

    sizes: NetworkSizes
    appearance_feature_extractor: AppearanceFeatureExtractor
    motion_extractor: MotionExtractor
    warping_module: WarpingModule
    spade_generator: SpadeGenerator
    stitching: RetargetingMlp
    eye: RetargetingMlp
    lip: RetargetingMlp

    def by_name(self) -> dict[str, nn.Module]:
        return {name: getattr(self, name) for name in NAMES}

    def parameter_count(self) -> int:
        return sum(p.numel() for network in self.by_name().values() for p in network.parameters())


NAMES = (
    "appearance_feature_extractor",
    "motion_extractor",
    "warping_module",
    "spade_generator",
    "stitching",
    "eye",
    "lip",
)


def build_networks(sizes: NetworkSizes, device: torch.device | str = "cpu") -> LivePortraitNetworks:
    """All seven with their initial values, in eval mode; on the meta device they hold shapes only."""
    with torch.device(device):
        networks = LivePortraitNetworks(
            sizes,
            AppearanceFeatureExtractor(sizes),
            MotionExtractor(sizes),
            WarpingModule(sizes),
            SpadeGenerator(sizes),
            stitching_network(sizes),
            eye_network(sizes),
            lip_network(sizes),
        )
    for network in networks.by_name().values():
        network.eval()
    return networks
