"""Pictures shrunk as the product shrinks frames, and made as rough as generated ones."""

from __future__ import annotations

import numpy as np
import torch
from torch.nn import functional

from tools.mini.likeness.clip_model import PICTURE


def shrunk(pictures: np.ndarray) -> torch.Tensor:
    """uint8 (N, 256, 256, 3) → uint8 (N, 3, 112, 112), the way the scorer resizes."""
    pixels = torch.from_numpy(pictures).permute(0, 3, 1, 2).float() / 255
    small = functional.interpolate(pixels, [PICTURE, PICTURE], mode="bicubic", antialias=True)
    return (small.clamp(0, 1) * 255).round().to(torch.uint8)


def roughened(pictures: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """uint8 (N, 256, 256, 3) rebuilt from the coarse part of 16 px cosine patches, with errors in it."""
    side, keep = 16, int(rng.integers(6, 10))
    places = (np.arange(side) + 0.5) * np.pi / side
    basis = np.cos(np.arange(side)[:, None] * places) * np.sqrt(2 / side)
    basis[0] /= np.sqrt(2)
    count = pictures.shape[1] // side
    patches = pictures.astype(np.float32).reshape(len(pictures), count, side, count, side, 3)
    coarse = np.einsum("ui,vj,nyixjc->nyuxvc", basis, basis, patches, optimize=True)
    low = (np.arange(side)[:, None] + np.arange(side)) < keep
    coarse += rng.normal(0, rng.uniform(0, 25), coarse.shape)
    coarse *= low[None, None, :, None, :, None]
    rebuilt = np.einsum("ui,vj,nyuxvc->nyixjc", basis, basis, coarse, optimize=True)
    rough: np.ndarray = rebuilt.reshape(pictures.shape).clip(0, 255).round().astype(np.uint8)
    return rough


def roughly_seen(pictures: torch.Tensor, generator: torch.Generator) -> torch.Tensor:
    """uint8 (N, 3, S, S) → float in [0, 1], each shifted, scaled, blurred, tinted and noisy by chance."""
    count = len(pictures)

    def chance(share: float) -> torch.Tensor:
        return (torch.rand(count, 1, 1, 1, generator=generator) < share).float()

    def spread(size: float) -> torch.Tensor:
        return (torch.rand(count, 1, 1, 1, generator=generator) * 2 - 1) * size

    pixels = pictures.float() / 255
    turn = torch.zeros(count, 2, 3)
    turn[:, 0, 0] = turn[:, 1, 1] = 1 + spread(0.05).view(-1)
    turn[:, 0, 2], turn[:, 1, 2] = spread(0.06).view(-1), spread(0.06).view(-1)
    grid = functional.affine_grid(turn, list(pixels.shape), align_corners=False)
    pixels = functional.grid_sample(pixels, grid, padding_mode="border", align_corners=False)
    soft = functional.avg_pool2d(pixels, 3, 1, 1, count_include_pad=False)
    softer = functional.avg_pool2d(soft, 3, 1, 1, count_include_pad=False)
    pixels = torch.lerp(pixels, softer, chance(0.5) * torch.rand(count, 1, 1, 1, generator=generator))
    pixels = (pixels - 0.5) * (1 + spread(0.12)) + 0.5 + spread(0.05)
    noise = torch.randn(pixels.shape, generator=generator)
    return (pixels + noise * chance(0.5) * (spread(0.06).abs())).clamp(0, 1)
