"""Several drafts of one prompt, joined at each step: a ghost that stands in one of them fades.

This is for a denoiser that paints the same picture of a complete prompt from any noise, as its `actor.json`
declares by `drafts`. Many faults of a draft come from its noise, so another draft rarely has the same.
"""

from __future__ import annotations

import torch


def with_further_noise(noise: torch.Tensor, drafts: int, generator: torch.Generator) -> torch.Tensor:
    """(drafts, tokens, channels): the packed noise (1, tokens, channels) and more from the generator.

    All have the first one's mean in each channel: where a prompt leaves something open the mini painter takes
    it from there, and the drafts must agree in it.
    """
    if drafts == 1:
        return noise
    shape = (drafts - 1, *noise.shape[1:])
    drawn = torch.randn(shape, generator=generator, dtype=torch.float32).to(noise)
    further = drawn - drawn.mean(1, keepdim=True) + noise.mean(1, keepdim=True)
    return torch.cat((noise, further))


def joined(drafts: torch.Tensor) -> torch.Tensor:
    """The mean (1, ...) of drafts (drafts, ...)."""
    return drafts if len(drafts) == 1 else drafts.mean(0, keepdim=True)


def noised(picture: torch.Tensor, noise: torch.Tensor, level: float) -> torch.Tensor:
    """The drafts (drafts, ...) that one picture (1, ...) makes at a noise level, each with its own noise."""
    return picture.lerp(noise, level)
