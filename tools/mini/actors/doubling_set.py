"""What the decoder's doubling learns from, prepared once: its inputs, and the renderer's pictures at 512.

Half of the latents are those of renderer pictures with noise, half those that the shipped denoiser makes. The
decoder does not change, so its work is done once, and the training cuts its crops out of files.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import torch
from torch.nn import functional

from tools.mini import prepared_files
from tools.mini.actors.flux_parts import PICTURE
from tools.mini.actors.latents import as_tensor
from tools.mini.actors.real_latents import RealLatents
from tools.mini.actors.train_decoder import NOISE
from tools.mini.captions import sample_split
from tools.mini.prepared_files import Array
from tools.mini.renderer.drawing import draw
from tools.mini.renderer.presenter import Presenter
from tools.mini.training import Progress
from vortex_gui.models.painting.patch_vae import PatchVAE

BATCH = 8
MISTAKEN = 0.25
"""Where a blurred picture is so far off in a colour, it shows another thing than was asked for."""
SCALE = 127.5


@dataclass(frozen=True, slots=True)
class DoublingSet:
    """Files of N: features (N, C, 128, 128) and pictures (N, 3, 256, 256) in half precision; targets
    (N, 3, 512, 512) and weights (N, 1, 512, 512), which are 0 or 1, in bytes.
    """

    features: npt.NDArray[np.float16]
    pictures: npt.NDArray[np.float16]
    targets: npt.NDArray[np.uint8]
    weights: npt.NDArray[np.uint8]

    def __len__(self) -> int:
        return len(self.features)


def load_or_make(folder: Path, vae: PatchVAE, real: RealLatents, seed: int) -> DoublingSet:
    """The prepared set in `folder`, made where missing: as many renderer pictures as real latents."""
    count, width = 2 * len(real), vae.config.block_out_channels[1]
    shapes: prepared_files.Shapes = {
        "features": (np.float16, (count, width, PICTURE // 2, PICTURE // 2)),
        "pictures": (np.float16, (count, 3, PICTURE, PICTURE)),
        "targets": (np.uint8, (count, 3, 2 * PICTURE, 2 * PICTURE)),
        "weights": (np.uint8, (count, 1, 2 * PICTURE, 2 * PICTURE)),
    }

    def fill(files: Mapping[str, Array]) -> None:
        _fill(files, vae, real, seed)

    return DoublingSet(**prepared_files.load_or_fill(folder, shapes, fill))  # type: ignore[arg-type]


def _fill(files: Mapping[str, Array], vae: PatchVAE, real: RealLatents, seed: int) -> None:
    progress = Progress(2 * len(real), "pictures")
    begin = 0
    for latents, presenters in _latents(vae, real, seed):
        end = begin + len(presenters)
        wanted = as_tensor([draw(presenter, size=2 * PICTURE) for presenter in presenters])
        with torch.no_grad():
            picture, features = vae.picture_and_features(latents)
        files["features"][begin:end] = features.half().numpy()
        files["pictures"][begin:end] = picture.half().numpy()
        files["targets"][begin:end] = ((wanted + 1) * SCALE).round().byte().numpy()
        files["weights"][begin:end] = as_asked(picture, wanted).byte().numpy()
        begin = end
        progress.update(begin)


def _latents(vae: PatchVAE, real: RealLatents, seed: int) -> Iterator[tuple[torch.Tensor, list[Presenter]]]:
    for begin in range(0, len(real), BATCH):
        yield real.latents[begin : begin + BATCH], real.presenters[begin : begin + BATCH]
    for begin in range(0, len(real), BATCH):
        rng = np.random.default_rng((seed, 7, begin))
        presenters = [sample_split(rng) for _ in range(min(BATCH, len(real) - begin))]
        with torch.no_grad():
            exact = vae.encode(as_tensor([draw(presenter) for presenter in presenters])).latent_dist.mode()
        spread = torch.from_numpy(rng.uniform(0, NOISE, (len(exact), 1, 1, 1)).astype(np.float32))
        yield (
            exact + spread * torch.from_numpy(rng.standard_normal(tuple(exact.shape), np.float32)),
            presenters,
        )


def as_asked(picture: torch.Tensor, wanted: torch.Tensor) -> torch.Tensor:
    """(N, 1, 2H, 2W): 1 where the picture shows what was asked for, 0 where another thing stands there.

    A doubling makes no other things of a picture: of such places it would learn to mix.
    """
    apart = functional.avg_pool2d(functional.avg_pool2d(wanted, 2) - picture, 8)
    mistaken = (apart.abs().amax(dim=1, keepdim=True) > MISTAKEN).float()
    near = functional.max_pool2d(mistaken, 3, stride=1, padding=1)
    return 1 - functional.interpolate(near, scale_factor=16.0)
