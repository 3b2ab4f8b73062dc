"""Shades pictures and lays noise over them, so that what reads them does not hang on exact colours."""

from __future__ import annotations

import numpy as np
import torch


def shaded_and_noisy(pictures: torch.Tensor, rng: np.random.Generator, most_noise: float) -> torch.Tensor:
    """Pictures (N, C, H, W) in about [-1, 1]: each channel shifted by itself, all scaled and noisy alike."""
    shade = torch.from_numpy(rng.normal(0, 0.06, (*pictures.shape[:2], 1, 1)).astype(np.float32))
    noise = torch.from_numpy(rng.standard_normal(pictures.shape, np.float32))
    return pictures * float(rng.uniform(0.85, 1.1)) + shade + float(rng.uniform(0, most_noise)) * noise
