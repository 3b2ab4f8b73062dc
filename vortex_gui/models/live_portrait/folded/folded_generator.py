"""G for inference: constant weights, one modulation map for each block, and instance norms in float32."""

from __future__ import annotations

import torch
from torch import nn
from torch.nn import functional

from vortex_gui.models.live_portrait.folded.enlarged import EnlargedConvolution
from vortex_gui.models.live_portrait.folded.folding import Convolution
from vortex_gui.models.live_portrait.networks.spade import (
    SLOPE,
    Spade,
    SpadeGenerator,
    SpadeResnetBlock,
    SpectralConv2d,
)

EPSILON = 1e-5


def instance_normed(x: torch.Tensor) -> torch.Tensor:
    """Each channel of (B, C, H, W) to mean 0 and variance 1, computed in float32, in x's layout and type.

    torch's own undoes channels_last and takes four times as long on a CPU.
    """
    way = normed_by_moments if x.is_cuda else normed_by_centring
    return way(x.float()).to(x.dtype)


def normed_by_moments(x: torch.Tensor) -> torch.Tensor:
    variance, mean = torch.var_mean(x, dim=(2, 3), correction=0, keepdim=True)
    scale = torch.rsqrt(variance + EPSILON)
    return torch.addcmul(-mean * scale, x, scale)


def normed_by_centring(x: torch.Tensor) -> torch.Tensor:
    """For a CPU, where `var_mean` does not use the vector unit."""
    centred = x - x.mean(dim=(2, 3), keepdim=True)
    length = torch.linalg.vector_norm(centred, dim=(2, 3), keepdim=True)
    return centred.mul_(torch.rsqrt(length**2 / x[0, 0].numel() + EPSILON))


class Modulation(nn.Module):
    """Scale and shift of one SPADE by one convolution; the 1 of 1 + gamma stands in its bias."""

    def __init__(self, spade: Spade) -> None:
        super().__init__()
        gamma, beta = spade.mlp_gamma, spade.mlp_beta
        assert gamma.bias is not None
        assert beta.bias is not None
        weight = torch.cat((gamma.weight, beta.weight)).float()
        bias = torch.cat((gamma.bias + 1, beta.bias)).float()
        self.conv = Convolution(weight, bias)

    def forward(self, normed: torch.Tensor, hidden: torch.Tensor) -> torch.Tensor:
        scale, shift = self.conv(hidden).chunk(2, dim=1)
        return torch.addcmul(shift, normed, scale)


class FoldedBlock(nn.Module):
    """Enlarges x by `doubling` (1 or 2), then does what `SpadeResnetBlock` does.

    Both norms of x share their normed values, and all norms one convolution of the modulation map, which is
    `enlarged` times smaller than the block's result.
    """

    def __init__(self, block: SpadeResnetBlock, *, doubling: int, enlarged: int) -> None:
        super().__init__()
        self.doubling, self.enlarged = doubling, enlarged
        spades = [block.norm_0, block.norm_1, *([block.norm_s] if block.learned_shortcut else [])]
        self.hidden = [spade.mlp_gamma.in_channels for spade in spades]
        weights = [_weights(_first(spade.mlp_shared)) for spade in spades]
        weight, bias = (torch.cat(parts) for parts in zip(*weights, strict=True))
        self.shared = (
            EnlargedConvolution(weight, bias, enlarged) if enlarged > 1 else Convolution(weight, bias)
        )
        self.modulations = nn.ModuleList(Modulation(spade) for spade in spades)
        self.conv_0 = _constant(block.conv_0)
        self.conv_1 = _constant(block.conv_1)
        self.conv_s = _constant(block.conv_s) if block.learned_shortcut else None

    def forward(self, x: torch.Tensor, feature: torch.Tensor) -> torch.Tensor:
        hidden = self._hidden(feature)
        first, second, *third = self.modulations
        normed = self._doubled(instance_normed(x))  # doubling changes neither mean nor variance
        dx = self.conv_0(functional.leaky_relu_(first(normed, hidden[0]), SLOPE))
        dx = self.conv_1(functional.leaky_relu_(second(instance_normed(dx), hidden[1]), SLOPE))
        shortcut = self._doubled(x) if self.conv_s is None else self.conv_s(third[0](normed, hidden[2]))
        result: torch.Tensor = dx.add_(shortcut)
        return result

    def _doubled(self, x: torch.Tensor) -> torch.Tensor:
        return x if self.doubling == 1 else functional.interpolate(x, scale_factor=float(self.doubling))

    def _hidden(self, feature: torch.Tensor) -> list[torch.Tensor]:
        if not isinstance(self.shared, EnlargedConvolution):
            return [functional.relu(part) for part in self.shared(feature).split(self.hidden, dim=1)]
        batch, _, height, width = feature.shape
        sides = self.enlarged * height, self.enlarged * width
        last = feature.is_contiguous(memory_format=torch.channels_last)
        layout = torch.channels_last if last else torch.contiguous_format
        outs = [
            torch.empty((batch, n, *sides), dtype=feature.dtype, device=feature.device, memory_format=layout)
            for n in self.hidden
        ]
        self.shared(feature, outs)
        return outs


class FoldedGenerator(nn.Module):
    """The same pictures as `SpadeGenerator`'s, in float32."""

    def __init__(self, generator: SpadeGenerator) -> None:
        super().__init__()
        self.fc = Convolution(*_weights(generator.fc))
        self.blocks = nn.ModuleList()
        enlarged = 1
        for name in (*generator.middle, *generator.up):
            doubling = 2 if name in generator.up else 1
            enlarged *= doubling
            block = generator.get_submodule(name)
            assert isinstance(block, SpadeResnetBlock)
            self.blocks.append(FoldedBlock(block, doubling=doubling, enlarged=enlarged))
        self.conv_img = Convolution(*_weights(_first(generator.conv_img)))

    def forward(self, feature: torch.Tensor) -> torch.Tensor:
        x = self.fc(feature)
        for block in self.blocks:
            x = block(x, feature)
        x = self.conv_img(functional.leaky_relu_(x, SLOPE)).float()
        return torch.sigmoid(functional.pixel_shuffle(x, 2))


def _first(layers: nn.Sequential) -> nn.Conv2d:
    conv = layers[0]
    assert isinstance(conv, nn.Conv2d)
    return conv


def _weights(conv: nn.Conv2d) -> tuple[torch.Tensor, torch.Tensor]:
    assert conv.bias is not None
    return conv.weight.float(), conv.bias.float()


def _constant(conv: SpectralConv2d) -> nn.Module:
    bias = None if conv.bias is None else conv.bias.float()
    return Convolution(conv.normalised_weight().float(), bias)
