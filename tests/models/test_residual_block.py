"""A fresh residual block lets everything through."""

from __future__ import annotations

import torch

from vortex_gui.models.residual_block import ResidualBlock


@torch.inference_mode()
def test_a_fresh_residual_block_lets_everything_through() -> None:
    block, x = ResidualBlock(4), torch.randn(1, 4, 6, 6)
    assert block.second.bias is not None
    torch.nn.init.zeros_(block.second.bias)
    assert torch.equal(block(x), x)
