"""The seven networks folded for inference, under the names of their files."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import nn

from vortex_gui.models.live_portrait.folded.folded_generator import FoldedGenerator
from vortex_gui.models.live_portrait.folded.folded_warping import FoldedWarping
from vortex_gui.models.live_portrait.folded.folding import fold_appearance
from vortex_gui.models.live_portrait.networks.appearance import AppearanceFeatureExtractor
from vortex_gui.models.live_portrait.networks.config import NetworkSizes
from vortex_gui.models.live_portrait.networks.motion_extractor import MotionExtractor
from vortex_gui.models.live_portrait.networks.networks import NAMES, LivePortraitNetworks
from vortex_gui.models.live_portrait.networks.retargeting import RetargetingMlp


@dataclass(frozen=True, slots=True)
class FoldedNetworks:
    """F, W and G folded; M and the three MLPs as published."""

    sizes: NetworkSizes
    appearance_feature_extractor: AppearanceFeatureExtractor
    motion_extractor: MotionExtractor
    warping_module: FoldedWarping
    spade_generator: FoldedGenerator
    stitching: RetargetingMlp
    eye: RetargetingMlp
    lip: RetargetingMlp

    def by_name(self) -> dict[str, nn.Module]:
        return {name: getattr(self, name) for name in NAMES}


def fold_networks(networks: LivePortraitNetworks, dtype: torch.dtype = torch.float32) -> FoldedNetworks:
    """The inference form of loaded float32 networks, which must not be used afterwards.

    Folded in float32, then cast to `dtype`. The MLPs stay in float32, and with bf16 all that runs once a
    portrait: where a head is found decides where everything is drawn, which eight bits are too few for.
    """
    once = torch.float32 if dtype == torch.bfloat16 else dtype
    with torch.no_grad():
        return FoldedNetworks(
            networks.sizes,
            fold_appearance(networks.appearance_feature_extractor).to(once),
            networks.motion_extractor.to(once),
            FoldedWarping(networks.warping_module).eval().to(dtype),
            FoldedGenerator(networks.spade_generator).eval().to(dtype),
            networks.stitching,
            networks.eye,
            networks.lip,
        )
