"""Trains the doubling of the mini Flux's decoder: 512 pixels out of the latents of a 256 picture.

    python -m tools.mini.actors.train_doubling [--steps 6000] [--rate 2e-3] [--real 192] [--seed 0]

The decoder itself stays as it is, and so does its picture of 256; `doubling_set.py` tells what is
learned from. Resumable; the learning rate ends at --steps, and the average in `doubling.pt` is packed.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import torch
from torch.nn import functional

from tools.mini.actors import doubling_set, real_latents
from tools.mini.actors.doubling_set import SCALE, DoublingSet
from tools.mini.actors.doubling_training import RATE, DoublingTraining, crisp_loss
from tools.mini.actors.flux_parts import DOUBLING_STEEPNESS, PICTURE
from tools.mini.actors.latents import linear_vae, with_doubling
from tools.mini.actors.pack_flux import OUT
from tools.mini.actors.train_decoder import decibels
from tools.mini.training import Checkpoint, command_line, seed_everything, training_folder, use_one_thread
from vortex_gui.models.doubling import Doubling
from vortex_gui.models.painting.patch_vae import PatchVAE
from vortex_gui.models.steepening import steepened

BATCH = 4
CROP, MARGIN = 48, 4
"""Of the features. What stands at a crop's edge has not all its neighbours, so the margin does not count."""
TRIES = 4
"""Crops drawn for each that is taken, the one with the most edges."""

Array = npt.NDArray[np.generic]


def doubling_vae(folder: Path, *, basis_pictures: int = 1200, seed: int = 0) -> PatchVAE:
    """The trained autoencoder with a doubling that is still a bilinear enlargement."""
    plain = linear_vae(folder, pictures=basis_pictures, seed=seed)
    decoder = Checkpoint(folder / "decoder.pt").load()
    if decoder is not None:
        plain.load_state_dict(decoder["average"]["shadow"])
    return with_doubling(plain)


@dataclass(frozen=True, slots=True)
class Crops:
    """Draws crops out of the prepared set, and what a doubling makes of them."""

    prepared: DoublingSet

    def losses(self, doubling: Doubling, rng: np.random.Generator) -> tuple[torch.Tensor, dict[str, float]]:
        """The loss, the signal-to-noise ratio, and how far it is above a bicubic enlargement's."""
        rows = [self._crop(rng) for _ in range(BATCH)]
        columns = [torch.from_numpy(np.stack(column)).float() for column in zip(*rows, strict=True)]
        features, picture, wanted, weights = columns
        features, picture = (x.contiguous(memory_format=torch.channels_last) for x in (features, picture))
        wanted = wanted / SCALE - 1
        found = steepened(doubling(features, picture), DOUBLING_STEEPNESS)
        loss = crisp_loss(found, wanted, weights)
        plain = functional.interpolate(picture, scale_factor=2.0, mode="bicubic")
        ratio = decibels(found.detach() * weights, wanted * weights)
        return loss, {"psnr": ratio, "gain": ratio - decibels(plain * weights, wanted * weights)}

    def _crop(self, rng: np.random.Generator) -> tuple[Array, ...]:
        number = int(rng.integers(len(self.prepared)))
        last = PICTURE // 2 - CROP
        # Some are drawn beyond the picture and pushed back, so that its own edges come up often enough.
        places = np.clip(rng.integers(-CROP // 3, last + CROP // 3, (TRIES, 2)), 0, last)
        best = max(places.tolist(), key=lambda place: _edges(_cut(self.prepared.pictures[number], place, 2)))
        weights = _cut(self.prepared.weights[number], best, 4).copy()
        for axis, begin in enumerate(best):
            lines = np.moveaxis(weights, axis + 1, 0)
            if begin > 0:
                lines[: 4 * MARGIN] = 0
            if begin < last:
                lines[-4 * MARGIN :] = 0
        return (
            _cut(self.prepared.features[number], best, 1),
            _cut(self.prepared.pictures[number], best, 2),
            _cut(self.prepared.targets[number], best, 4),
            weights,
        )


def _cut(picture: Array, place: list[int], scale: int) -> Array:
    top, left = (scale * n for n in place)
    return picture[:, top : top + scale * CROP, left : left + scale * CROP]


def _edges(picture: Array) -> float:
    return float(np.abs(np.diff(picture[:, ::2, ::2].astype(np.float32), axis=2)).mean())


def train(
    steps: int,
    seed: int,
    *,
    real: int,
    rate: float = RATE,
    folder: Path | None = None,
    basis_pictures: int = 1200,
) -> DoublingTraining:
    """Train or go on until this many steps have been made."""
    folder = folder or training_folder("flux")
    seed_everything(seed)
    vae = doubling_vae(folder, basis_pictures=basis_pictures, seed=seed)
    latents = real_latents.load_or_make(folder, OUT, real, seed)
    crops = Crops(doubling_set.load_or_make(folder / "doubling_set", vae, latents, seed))
    training = DoublingTraining(vae.doubling, folder / "doubling.pt", rate)
    training.run(steps, "doubling", crops.losses, seed)
    return training


def main() -> None:
    parser = command_line(__doc__)
    parser.add_argument("--steps", type=int, default=6_000)
    parser.add_argument("--rate", type=float, default=RATE, help="lower for weights that are good already")
    parser.add_argument("--real", type=int, default=192, help="how many of the denoiser's own latents")
    options = parser.parse_args()
    use_one_thread()
    train(options.steps, options.seed, real=options.real, rate=options.rate)


if __name__ == "__main__":
    main()
