"""G, the SPADE generator: warped features become a picture."""

from __future__ import annotations

import math

import torch
from torch import nn
from torch.nn import functional

from vortex_gui.models.live_portrait.networks.config import NetworkSizes

SLOPE = 0.2  # of every leaky ReLU in G


class SpectralConv2d(nn.Module):
    """A convolution whose weight is divided by its largest singular value, as stored in u and v.

    The published dict holds `weight_orig`, `weight_u` and `weight_v` and no `weight`. In eval mode
    sigma = u . (W v) with u and v exactly as they are.
    Only train mode re-estimates u and v (one power iteration a call).
    """

    weight_u: torch.Tensor
    weight_v: torch.Tensor

    def __init__(self, width_in: int, width_out: int, kernel: int, *, bias: bool = True) -> None:
        super().__init__()
        self.padding = kernel // 2
        weight = torch.empty(width_out, width_in, kernel, kernel)
        nn.init.kaiming_uniform_(weight, a=math.sqrt(5))
        self.bias = nn.Parameter(torch.zeros(width_out)) if bias else None
        self.weight_orig = nn.Parameter(weight)
        self.register_buffer("weight_u", functional.normalize(torch.randn(width_out), dim=0))
        self.register_buffer("weight_v", functional.normalize(torch.randn(width_in * kernel * kernel), dim=0))

    def normalised_weight(self) -> torch.Tensor:
        """The weight that a convolution takes in eval mode."""
        return self._normalised(self.weight_orig, self.weight_u, self.weight_v)

    @staticmethod
    def _normalised(weight: torch.Tensor, u: torch.Tensor, v: torch.Tensor) -> torch.Tensor:
        sigma = torch.dot(u, weight.flatten(1) @ v)
        return weight / sigma

    def settle(self) -> None:
        """One power iteration: brings u and v nearer to the weight's largest singular value."""
        with torch.no_grad():
            matrix = self.weight_orig.flatten(1)
            self.weight_v.copy_(functional.normalize(matrix.t() @ self.weight_u, dim=0, eps=1e-12))
            self.weight_u.copy_(functional.normalize(matrix @ self.weight_v, dim=0, eps=1e-12))

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        if self.training:
            self.settle()
        weight = self._normalised(self.weight_orig, self.weight_u.clone(), self.weight_v.clone())
        return functional.conv2d(x, weight, self.bias, padding=self.padding)


class Spade(nn.Module):
    """Instance norm without parameters, then scale and shift that are read off the feature map."""

    def __init__(self, width: int, map_width: int, hidden: int) -> None:
        super().__init__()
        self.mlp_shared = nn.Sequential(nn.Conv2d(map_width, hidden, 3, padding=1), nn.ReLU())
        self.mlp_gamma = nn.Conv2d(hidden, width, 3, padding=1)
        self.mlp_beta = nn.Conv2d(hidden, width, 3, padding=1)

    def forward(self, x: torch.Tensor, feature: torch.Tensor) -> torch.Tensor:
        normalised = functional.instance_norm(x, eps=1e-5)
        if feature.shape[2:] != x.shape[2:]:
            feature = functional.interpolate(feature, size=x.shape[2:], mode="nearest")
        shared = self.mlp_shared(feature)
        result: torch.Tensor = normalised * (1 + self.mlp_gamma(shared)) + self.mlp_beta(shared)
        return result


class SpadeResnetBlock(nn.Module):
    """Two modulated convolutions and a shortcut, learned when the width changes: width a to b."""

    def __init__(self, width_in: int, width_out: int, map_width: int, hidden: int) -> None:
        super().__init__()
        middle = min(width_in, width_out)
        self.learned_shortcut = width_in != width_out
        self.conv_0 = SpectralConv2d(width_in, middle, 3)
        self.conv_1 = SpectralConv2d(middle, width_out, 3)
        if self.learned_shortcut:
            self.conv_s = SpectralConv2d(width_in, width_out, 1, bias=False)
        self.norm_0 = Spade(width_in, map_width, hidden)
        self.norm_1 = Spade(middle, map_width, hidden)
        if self.learned_shortcut:
            self.norm_s = Spade(width_in, map_width, hidden)

    def forward(self, x: torch.Tensor, feature: torch.Tensor) -> torch.Tensor:
        shortcut = self.conv_s(self.norm_s(x, feature)) if self.learned_shortcut else x
        dx = self.conv_0(functional.leaky_relu(self.norm_0(x, feature), SLOPE))
        dx = self.conv_1(functional.leaky_relu(self.norm_1(dx, feature), SLOPE))
        result: torch.Tensor = shortcut + dx
        return result


class SpadeGenerator(nn.Module):
    """W's out (B, warp width, S/4, S/4) to a picture (B, 3, 2S, 2S) in (0, 1).

    The feature is both the first layer's input and the modulation map of every block.
    """

    def __init__(self, sizes: NetworkSizes) -> None:
        super().__init__()
        map_width, hidden, width = sizes.warp_width, sizes.spade_hidden, sizes.generator_width
        self.fc = nn.Conv2d(map_width, width, 3, padding=1)
        self.middle = [f"G_middle_{i}" for i in range(sizes.generator_middle_blocks)]
        for name in self.middle:
            self.add_module(name, SpadeResnetBlock(width, width, map_width, hidden))
        self.up = [f"up_{i}" for i in range(len(sizes.generator_up_widths))]
        widths = (width, *sizes.generator_up_widths)
        for name, a, b in zip(self.up, widths[:-1], widths[1:], strict=True):
            self.add_module(name, SpadeResnetBlock(a, b, map_width, hidden))
        self.conv_img = nn.Sequential(
            nn.Conv2d(widths[-1], 4 * sizes.image_channels, 3, padding=1), nn.PixelShuffle(2)
        )

    def forward(self, feature: torch.Tensor) -> torch.Tensor:
        x = self.fc(feature)
        for name in self.middle:
            x = self.get_submodule(name)(x, feature)
        for name in self.up:
            x = functional.interpolate(x, scale_factor=2)
            x = self.get_submodule(name)(x, feature)
        x = self.conv_img(functional.leaky_relu(x, SLOPE))
        return torch.sigmoid(x)
