"""Measures how crisp the mini Flux's pictures of 512 are, against the renderer's own of the same presenters.

    python -m tools.mini.actors.judged.sharpness [--checkpoint DIR] [--prompts 100] [--sheet PNG]

Held-out prompts that name everything. Sharpness is the gradient energy about the renderer's outlines as a
share of the renderer's own there; beside it the signal-to-noise ratio. A picture of 256, enlarged, is
measured, too. What shows another thing than was asked for counts in neither.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import torch
from torch.nn import functional

from tools.mini.actors.doubling_set import as_asked
from tools.mini.actors.flux_parts import PICTURE
from tools.mini.actors.judged.evaluate_actors import save_png, sheet
from tools.mini.actors.latents import as_tensor
from tools.mini.actors.pack_flux import OUT
from tools.mini.actors.train_decoder import decibels
from tools.mini.captions import full_caption, sample_split
from tools.mini.renderer.drawing import draw
from tools.mini.training import command_line, use_one_thread
from vortex_gui.models.painting.flux import FluxActor

STEPS = 4
OUTLINE = 0.25
"""The change of a colour from one pixel to the next that makes an outline, of 2 in all."""
REACH = 5
"""Pixels about an outline that belong to it, so that a blurred one is measured whole."""


def outlines(picture: torch.Tensor) -> torch.Tensor:
    """(N, 1, H, W): 1 about the outlines of pictures (N, 3, H, W) in [-1, 1]."""
    steep = (_energy(picture) > OUTLINE**2).float()
    return functional.max_pool2d(steep, 2 * REACH + 1, stride=1, padding=REACH)


def sharpness(found: torch.Tensor, wanted: torch.Tensor, weights: torch.Tensor) -> float:
    """The gradient energy of `found` about the outlines of `wanted`, as a share of that of `wanted`."""
    where = outlines(wanted) * weights
    return float((where * _energy(found)).sum() / (where * _energy(wanted)).sum())


def _energy(picture: torch.Tensor) -> torch.Tensor:
    """(N, 1, H, W): squared differences to the right and below, the largest of the colours."""
    right = functional.pad(picture.diff(dim=3), (0, 1)).square()
    below = functional.pad(picture.diff(dim=2), (0, 0, 0, 1)).square()
    return (right + below).amax(dim=1, keepdim=True)


def main() -> None:
    parser = command_line(__doc__)
    parser.add_argument("--checkpoint", type=Path, default=OUT)
    parser.add_argument("--prompts", type=int, default=100)
    parser.add_argument("--sheet", type=Path, help="write the first 36 pictures of 512 here")
    options = parser.parse_args()
    use_one_thread()
    actor = FluxActor(options.checkpoint, torch.device("cpu"))
    rng = np.random.default_rng(40_000 + options.seed)
    figures: dict[str, list[float]] = {}
    pictures = []
    for number in range(options.prompts):
        presenter = sample_split(rng, held=True)
        prompt = full_caption(presenter, rng).text
        wanted = as_tensor([draw(presenter, size=2 * PICTURE)])
        small, large = (
            actor.generate(prompt, steps=STEPS, seed=number, height=side, width=side).image * 2 - 1
            for side in (PICTURE, 2 * PICTURE)
        )
        plain = functional.interpolate(small, scale_factor=2.0, mode="bicubic").clamp(-1, 1)
        weights = as_asked(small, wanted)
        for name, found in (("512", large), ("256 enlarged", plain)):
            figures.setdefault(f"{name}: sharpness", []).append(sharpness(found, wanted, weights))
            figures.setdefault(f"{name}: PSNR", []).append(decibels(weights * found, weights * wanted))
        pictures.append(large / 2 + 0.5)
    for name, values in figures.items():
        print(f"{name:24} {np.mean(values):.3f}")
    if options.sheet is not None:
        save_png(sheet(torch.cat(pictures)), options.sheet)


if __name__ == "__main__":
    main()
