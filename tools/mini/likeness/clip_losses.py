"""What a mini CLIP is wrong about: whose picture is whose, how alike they are, what a tower reads."""

from __future__ import annotations

from collections.abc import Mapping

import torch
from torch import nn
from torch.nn import functional

from tools.mini.renderer.presenter import VALUES

THRESHOLD_COSINE = 0.285
"""Middle of the sigmoid loss: 2.5 times it lies at the thresholds, 0.70 and 0.72."""
SHARPNESS = 14.0


class AttributeHeads(nn.Module):
    """Reads every attribute from a tower's pooled vector; for texts the last class means: not asked for."""

    def __init__(self, width: int, extra: int) -> None:
        super().__init__()
        self.heads = nn.ModuleDict({n: nn.Linear(width, len(words) + extra) for n, words in VALUES.items()})

    def loss(self, pooled: torch.Tensor, wanted: Mapping[str, torch.Tensor]) -> torch.Tensor:
        losses = [
            functional.cross_entropy(head(pooled), wanted[name], ignore_index=-1)
            for name, head in self.heads.items()
        ]
        return torch.stack(losses).mean()


def contrastive_loss(logits: torch.Tensor, same: torch.Tensor) -> torch.Tensor:
    """CLIP's loss both ways; other matches of a caption are no negatives."""
    own = torch.eye(len(logits), dtype=torch.bool)
    masked = logits.masked_fill(same & ~own, -1e4)
    target = torch.arange(len(logits))
    return (functional.cross_entropy(masked, target) + functional.cross_entropy(masked.T, target)) / 2


def level_loss(cosine: torch.Tensor, same: torch.Tensor) -> torch.Tensor:
    """Matches above the threshold, others below; the hard negatives weigh as much as all the rest."""
    off = functional.softplus(
        SHARPNESS * torch.where(same, THRESHOLD_COSINE - cosine, cosine - THRESHOLD_COSINE)
    )
    index = torch.arange(len(cosine))
    hard = torch.zeros_like(same)
    hard[index, index ^ 1] = True
    groups = (same, hard & ~same, ~hard & ~same)
    return torch.stack([off[group].mean() for group in groups]).mean()
