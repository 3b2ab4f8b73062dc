"""The appearance extractor: its blocks by plain numbers, and the order of its volume's channels."""

from __future__ import annotations

import pytest
import torch
from torch import nn

from vortex_gui.models.live_portrait.networks.appearance import (
    AppearanceFeatureExtractor,
    DownBlock2d,
    ResBlock3d,
    SameBlock2d,
)
from vortex_gui.models.live_portrait.networks.config import NARROW


@pytest.mark.parametrize(("slope", "below"), [(0.0, 0.0), (0.1, -0.2)])
@torch.inference_mode()
def test_a_block_convolves_and_then_bends_at_zero(slope: float, below: float) -> None:
    block = SameBlock2d(1, 1, slope=slope).eval()
    nn.init.zeros_(block.conv.weight)
    block.conv.weight[0, 0, 1, 1] = 2.0  # the middle alone: twice the picture
    assert block.conv.bias is not None
    nn.init.zeros_(block.conv.bias)
    picture = torch.tensor([[[[1.0, -1.0]]]])
    assert block(picture).flatten().tolist() == pytest.approx([2.0, below], abs=1e-4)


@torch.inference_mode()
def test_a_down_block_halves_the_picture_by_its_means() -> None:
    block, same = DownBlock2d(3, 4).eval(), SameBlock2d(3, 4).eval()
    same.load_state_dict(block.state_dict())
    picture = torch.rand(1, 3, 8, 6)
    found, whole = block(picture), same(picture)
    assert found.shape == (1, 4, 4, 3)
    assert torch.allclose(found[..., 0, 0], whole[..., :2, :2].mean(dim=(2, 3)), atol=1e-6)


@torch.inference_mode()
def test_a_residual_block_without_weights_leaves_what_it_gets() -> None:
    block = ResBlock3d(4).eval()
    for parameter in block.conv2.parameters():
        nn.init.zeros_(parameter)
    volume = torch.randn(2, 4, 3, 5, 5)
    assert torch.equal(block(volume), volume)


@torch.inference_mode()
def test_the_volumes_flat_channels_are_channel_by_channel_in_depth() -> None:
    extractor = AppearanceFeatureExtractor(NARROW).eval()
    extractor.resblocks_3d = nn.Sequential()
    assert extractor.second.bias is not None
    nn.init.zeros_(extractor.second.weight)
    count = NARROW.volume_channels * NARROW.volume_depth
    extractor.second.bias.copy_(torch.arange(count, dtype=torch.float32))
    volume = extractor(torch.rand(1, 3, 64, 64))
    assert volume.shape == (1, NARROW.volume_channels, NARROW.volume_depth, 16, 16)
    assert volume[0, 1, 2, 0, 0] == NARROW.volume_depth + 2
