"""Weights for networks that nobody trained."""

from __future__ import annotations

import math

import torch
from torch.nn import functional

from vortex_gui.models.live_portrait.networks.networks import LivePortraitNetworks


def randomise(networks: LivePortraitNetworks, seed: int = 5) -> None:
    """Give every tensor values that a wrong formula would show: also norms, buffers and GRN."""
    generator = torch.Generator().manual_seed(seed)
    for network in networks.by_name().values():
        for name, tensor in network.state_dict().items():
            if not tensor.is_floating_point():
                continue
            noise = torch.randn(tensor.shape, generator=generator)
            if name.endswith("running_var"):
                tensor.copy_(1 + 0.3 * noise.abs())
            elif name.endswith(("weight_u", "weight_v")):
                tensor.copy_(functional.normalize(noise, dim=0))
            elif tensor.ndim > 1 and not name.endswith(("gamma", "beta")):
                tensor.copy_(noise / math.sqrt(tensor[0].numel()))
            else:
                tensor.copy_(0.3 * noise + (name.endswith("weight") and tensor.ndim == 1))
