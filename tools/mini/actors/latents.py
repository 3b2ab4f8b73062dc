"""The latents of the mini Flux: a patch basis, made once and kept as `basis.pt`, on which all else stands."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import numpy.typing as npt
import torch

from tools.mini.actors import flux_parts
from tools.mini.captions import sample_split
from tools.mini.renderer.drawing import draw
from vortex_gui.models.painting.patch_vae import PatchVAE


def as_tensor(pictures: list[npt.NDArray[np.uint8]]) -> torch.Tensor:
    """(N, 3, H, W) float32 in [-1, 1]."""
    return torch.from_numpy(np.stack(pictures)).permute(0, 3, 1, 2).float() / 127.5 - 1


def patch_basis(pictures: int, seed: int) -> dict[str, torch.Tensor]:
    """Mean, components and divisors of the patches of this many pictures; half-whitened, mean variance one.

    Half-whitening keeps the order of importance, so an unweighted loss attends to what is seen most.
    """
    rng = np.random.default_rng((seed, 1))
    total, squares, count = torch.zeros(768), torch.zeros(768, 768), 0
    for _ in range(-(-pictures // 16)):
        batch = as_tensor([draw(sample_split(rng)) for _ in range(16)])
        patches = batch.unfold(2, 16, 16).unfold(3, 16, 16).permute(0, 2, 3, 1, 4, 5).reshape(-1, 768)
        total += patches.sum(0)
        squares += patches.T @ patches
        count += len(patches)
    mean = total / count
    variances, vectors = torch.linalg.eigh((squares / count - torch.outer(mean, mean)).double())
    deviations = variances[-flux_parts.CHANNELS :].flip(0).sqrt().float()
    components = vectors[:, -flux_parts.CHANNELS :].flip(1).T.float()
    scales = deviations.sqrt() * deviations.mean().sqrt()
    return {"mean": mean, "components": components.contiguous(), "scales": scales}


def load_or_make_basis(folder: Path, pictures: int, seed: int) -> dict[str, torch.Tensor]:
    """The basis of this training, made at the first call and never again: all latents depend on it."""
    path = folder / "basis.pt"
    if not path.exists():
        torch.save(patch_basis(pictures, seed), path)
    basis: dict[str, torch.Tensor] = torch.load(path, weights_only=True)
    return basis


def linear_vae(folder: Path, *, pictures: int = 1200, seed: int = 0) -> PatchVAE:
    """The autoencoder with the basis set and its residual still at nothing."""
    vae: PatchVAE = PatchVAE()
    vae.set_basis(**load_or_make_basis(folder, pictures, seed))
    return vae


def with_doubling(
    vae: PatchVAE,
    widths: tuple[int, int] = flux_parts.DOUBLING_WIDTHS,
    steepness: float = flux_parts.DOUBLING_STEEPNESS,
) -> PatchVAE:
    """The same autoencoder with a fresh doubling, which is still a bilinear enlargement, steepened."""
    given = {name: value for name, value in vae.config.items() if not name.startswith("_")}
    taught = {"doubling_widths": widths, "doubling_steepness": steepness}
    made: PatchVAE = PatchVAE(**{**given, **taught})
    kept = {name: value for name, value in vae.state_dict().items() if not name.startswith("doubling.")}
    made.load_state_dict(made.state_dict() | kept)
    return made
