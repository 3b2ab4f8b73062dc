"""Trains the animator's paint at twice the size: mouth and eyes for pictures of 512.

    python -m tools.mini.animator.train_paint_doubling [--steps 1800] [--pairs 640] [--out FOLDER]
    python -m tools.mini.animator.train_paint_doubling --examine

The shipped animator stays as it is and its work is done once, in `paint_set/`: what it drew, the picture that
it moved, and the renderer's picture of that pose. Resumable; the learning rate ends at --steps, and each end
of a run writes the averaged weights into the animator's folder. The second form measures the shipped ones on
pairs that no training drew.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from safetensors.torch import save_file
from torch.nn import functional

from tools.mini.actors.doubling_training import DoublingTraining, crisp_loss
from tools.mini.actors.judged.sharpness import sharpness
from tools.mini.actors.train_decoder import decibels
from tools.mini.animator import paint_set
from tools.mini.animator.export import SHIPPED, checkpoint_config
from tools.mini.animator.paint_set import PaintSet
from tools.mini.training import command_line, seed_everything, training_folder, use_one_thread
from vortex_gui.models.doubling import Doubling
from vortex_gui.models.live_portrait.networks.compose import enlarged_paint, lay_over, paint_doubling
from vortex_gui.models.live_portrait.weights import PAINT_DOUBLING, load_paint_doubling

WIDTHS = (16, 8)
BATCH = 4
HELD_OUT = 1000
"""Added to the seed for pairs that no training draws."""


@dataclass(frozen=True, slots=True)
class Pairs:
    """Draws pairs out of the prepared set, and what a doubling makes of them."""

    prepared: PaintSet

    def losses(self, doubling: Doubling, rng: np.random.Generator) -> tuple[torch.Tensor, dict[str, float]]:
        """The loss, the signal-to-noise ratio and how far it is above that of an enlarged paint; the
        sharpness, and that of an enlarged paint."""
        chosen = rng.integers(len(self.prepared), size=BATCH)
        drawn, moved, wanted = (
            torch.from_numpy(part[chosen]).float()
            for part in (self.prepared.drawn, self.prepared.moved, self.prepared.targets)
        )
        weights = torch.from_numpy(self.prepared.weights[chosen]).float()
        weights = functional.interpolate(weights, scale_factor=2.0)
        moved, wanted = moved / 255, 2 * (wanted / 255) - 1
        found, plain = (
            2 * lay_over(moved, enlarged_paint(drawn, moved, used)) - 1 for used in (doubling, None)
        )
        ratio = decibels(found.detach(), wanted)
        return crisp_loss(found, wanted, weights), {
            "psnr": ratio,
            "gain": ratio - decibels(plain, wanted),
            "sharp": sharpness(found.detach(), wanted, weights),
            "enlarged": sharpness(plain, wanted, weights),
        }


@torch.no_grad()
def examine(folder: Path, shipped: Path, count: int, seed: int) -> dict[str, float]:
    """The mean figures of `Pairs.losses` for the weights of an animator's folder."""
    pairs = Pairs(paint_set.load_or_make(folder / "paint_held", shipped, count, seed + HELD_OUT))
    doubling = load_paint_doubling(shipped, WIDTHS)
    found = [pairs.losses(doubling, np.random.default_rng((seed, i)))[1] for i in range(count // BATCH)]
    return {name: float(np.mean([figures[name] for figures in found])) for name in found[0]}


def export(training: DoublingTraining, out: Path) -> None:
    """Write the averaged weights in half precision, and the config that declares them."""
    state = {name: tensor.half().contiguous() for name, tensor in training.average.shadow.items()}
    save_file(state, out / f"{PAINT_DOUBLING}.safetensors")
    config = checkpoint_config() | {"paint_doubling": list(WIDTHS)}
    (out / "config.json").write_text(json.dumps(config, indent=1) + "\n", "utf-8")


def train(steps: int, seed: int, *, pairs: int, folder: Path | None = None) -> DoublingTraining:
    """Train or go on until this many steps have been made."""
    folder = folder or training_folder("animator")
    seed_everything(seed)
    prepared = Pairs(paint_set.load_or_make(folder / "paint_set", SHIPPED, pairs, seed))
    training = DoublingTraining(paint_doubling(WIDTHS), folder / "paint_doubling.pt")
    training.run(steps, "paint", prepared.losses, seed)
    return training


def main() -> None:
    parser = command_line(__doc__)
    parser.add_argument("--steps", type=int, default=1_800)
    parser.add_argument("--pairs", type=int, default=640)
    parser.add_argument("--out", type=Path, help="the animator's folder to write the weights into")
    parser.add_argument("--examine", action="store_true", help="measure the shipped weights instead")
    options = parser.parse_args()
    use_one_thread()
    if options.examine:
        figures = examine(training_folder("animator"), SHIPPED, 80, options.seed)
        print("  ".join(f"{name} {value:.3f}" for name, value in figures.items()))
        return
    training = train(options.steps, options.seed, pairs=options.pairs)
    if options.out is not None:
        export(training, options.out)


if __name__ == "__main__":
    main()
