"""The mini animator's networks: their sizes, their two parts, and how they begin."""

from __future__ import annotations

import numpy as np
import torch
from torch import nn

from tools.mini.animator.examples.crop import SHIFT
from tools.mini.animator.examples.keypoints import canonical_keypoints
from tools.mini.captions import sample_split
from vortex_gui.models.live_portrait.networks.config import NetworkSizes
from vortex_gui.models.live_portrait.networks.motion_extractor import ConvNextBlock
from vortex_gui.models.live_portrait.networks.networks import LivePortraitNetworks

SEED = 20_261
PARTS = {
    "motion": ("motion_extractor", "stitching", "eye", "lip"),
    "picture": ("appearance_feature_extractor", "warping_module", "spade_generator"),
}
MINI = NetworkSizes(
    picture_side=112,
    feature_base=16,
    feature_ceiling=64,
    volume_channels=8,
    volume_depth=4,
    volume_blocks=2,
    motion_depths=(1, 1, 2),
    motion_widths=(32, 64, 128),
    compress=1,
    hourglass_base=16,
    hourglass_ceiling=64,
    hourglass_levels=2,
    mask_kernel=3,
    warp_width=32,
    generator_width=64,
    generator_middle_blocks=2,
    generator_up_widths=(24, 8),
    spade_hidden=16,
    image_channels=5,
    stitching_hidden=(64, 64),
    eye_hidden=(64, 64),
    lip_hidden=(64, 64),
)


def trained_modules(networks: LivePortraitNetworks, part: str) -> nn.ModuleDict:
    return nn.ModuleDict(
        {name: network for name, network in networks.by_name().items() if name in PARTS[part]}
    )


def prepare(networks: LivePortraitNetworks) -> None:
    """Begin as a network that changes nothing and sees the average head."""
    with torch.no_grad():
        last = networks.spade_generator.conv_img[0]
        assert isinstance(last, nn.Conv2d)
        assert last.bias is not None
        last.bias[12:16] = -2.5  # little opacity
        last.bias[16:20] = 0.0
        mask = networks.warping_module.dense_motion_network.mask
        assert mask.bias is not None
        mask.bias[0] = 2.0  # the background's motion, which is rest, before all others
        for name in ("stitching", "eye", "lip"):
            layer = getattr(networks, name).mlp[-1]
            layer.weight.mul_(0.1)
        _begin_at_the_average_head(networks)


def _begin_at_the_average_head(networks: LivePortraitNetworks) -> None:
    rng = np.random.default_rng(SEED)
    people = [sample_split(rng) for _ in range(64)]
    heads = networks.motion_extractor.detector
    for layer in (heads.fc_kp, heads.fc_exp, heads.fc_scale, heads.fc_t):
        layer.weight.mul_(0.01)
    heads.fc_kp.bias.copy_(torch.stack([canonical_keypoints(p) for p in people]).mean(dim=0).flatten())
    heads.fc_exp.bias.zero_()
    heads.fc_scale.bias.fill_(1.0)
    heads.fc_t.bias.copy_(torch.tensor(SHIFT))
    bins = torch.arange(MINI.pose_bins) - (MINI.pose_bins - 1) / 2
    for layer in (heads.fc_pitch, heads.fc_yaw, heads.fc_roll):
        layer.weight.mul_(0.2)
        layer.bias.copy_(-((bins / 6) ** 2))
    for module in networks.motion_extractor.modules():
        if isinstance(module, nn.Conv2d):
            nn.init.kaiming_normal_(module.weight)
        elif isinstance(module, ConvNextBlock):
            nn.init.kaiming_normal_(module.pwconv1.weight)
