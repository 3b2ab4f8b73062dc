"""The convolution of a picture enlarged by nearest neighbours, computed before the enlarging.

Of nine neighbours in the enlarged picture, several are the same cell: an output's place within its cell
decides which taps add up. Doubled, 4 products do the work of 9; fourfold, 36 for a cell do the work of 144.
"""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import nn
from torch.nn import functional

# What a 3-tap kernel becomes for one place in the cell, and whether its two taps begin one cell earlier (0)
# or at the cell itself (1).
_FIRST = (((1.0, 0.0, 0.0), (0.0, 1.0, 1.0)), 0)
_INNER = (((0.0, 0.0, 0.0), (1.0, 1.0, 1.0)), 0)
_LAST = (((1.0, 1.0, 0.0), (0.0, 0.0, 1.0)), 1)


class EnlargedConvolution(nn.Module):
    """Enlarges height and width by `factor`, convolves with a kernel of 3 in each, and applies ReLU."""

    def __init__(self, weight: torch.Tensor, bias: torch.Tensor, factor: int) -> None:
        """`weight` is (b, a, 3, 3) or (b, a, depth, 3, 3) in float32."""
        super().__init__()
        if factor < 2:
            raise ValueError("a picture is enlarged by a factor of at least 2")
        kinds = [_FIRST, _LAST] if factor == 2 else [_FIRST, _INNER, _LAST]
        taps = weight.new_tensor([taps for taps, _ in kinds])  # (kinds, 2, 3)
        spread = torch.einsum("pay,qbx,oi...yx->pqoi...ab", taps, taps, weight)
        self.weight = nn.Parameter(spread.flatten(0, 2).contiguous(), requires_grad=False)
        self.bias = nn.Parameter(bias.repeat(len(kinds) ** 2), requires_grad=False)
        self.factor, self.width = factor, weight.shape[0]
        self.begins = [begin for _, begin in kinds]
        self.kinds = [0, *[1] * (factor - 2), len(kinds) - 1]
        self.padding = (*(side // 2 for side in weight.shape[2:-2]), 1, 1)

    def forward(self, x: torch.Tensor, outs: Sequence[torch.Tensor]) -> None:
        """Writes the result's channels, in order, over the tensors (B, b_i, ..., factor H, factor W)."""
        convolve = functional.conv3d if self.weight.ndim == 5 else functional.conv2d
        made = convolve(x, self.weight, self.bias, padding=self.padding).relu_()
        height, width = x.shape[-2:]
        for row, p in enumerate(self.kinds):
            for column, q in enumerate(self.kinds):
                top, left = self.begins[p], self.begins[q]
                place = made[..., top : top + height, left : left + width]
                at = (p * len(self.begins) + q) * self.width
                for out in outs:
                    part = place[:, at : at + out.shape[1]]
                    out[..., row :: self.factor, column :: self.factor] = part
                    at += out.shape[1]
