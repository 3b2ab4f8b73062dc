"""The pictures of the flow training as latents: the patch basis, and a cache that is drawn once.

    python -m tools.mini.latents [--pictures 24000] [--seed 0]

Writes `basis.pt`, `labels_N.npy` (N, 11) and `latents_N.npy` (N, 32, 16, 16) float16 to the training folder.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import torch

from tools.mini import flux_parts
from tools.mini.captions import sample_split
from tools.mini.presenter import VALUES, Presenter, draw
from tools.mini.training import Progress, command_line, training_folder, use_one_thread
from vortex_gui.models.patch_vae import PatchVAE

CHUNK = 64


@dataclass(frozen=True, slots=True)
class LatentSet:
    """Latents with the presenters that they show; both arrays stay on disk and are read as needed."""

    labels: npt.NDArray[np.uint8]
    latents: npt.NDArray[np.float16]

    def presenter(self, index: int) -> Presenter:
        """Who is in picture number `index`."""
        row = self.labels[index]
        return Presenter(*(words[int(row[i])] for i, words in enumerate(VALUES.values())))


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


def load_or_draw(folder: Path, pictures: int, seed: int) -> LatentSet:
    """The cache of this many pictures, drawn when missing."""
    labels_path, latents_path = folder / f"labels_{pictures}.npy", folder / f"latents_{pictures}.npy"
    if not (labels_path.exists() and latents_path.exists()):
        _draw_set(folder, pictures, seed, labels_path, latents_path)
    return LatentSet(np.load(labels_path), np.load(latents_path, mmap_mode="r"))


@torch.no_grad()
def _draw_set(folder: Path, pictures: int, seed: int, labels_path: Path, latents_path: Path) -> None:
    vae = linear_vae(folder, pictures=min(1200, pictures), seed=seed)
    rng = np.random.default_rng((seed, 2))
    side = flux_parts.PICTURE // flux_parts.PATCH
    shape = (pictures, flux_parts.CHANNELS, side, side)
    unfinished = latents_path.with_suffix(".part.npy")
    latents = np.lib.format.open_memmap(unfinished, "w+", np.float16, shape)
    labels = np.zeros((pictures, len(VALUES)), np.uint8)
    progress = Progress(pictures, "latents")
    for start in range(0, pictures, CHUNK):
        presenters = [sample_split(rng) for _ in range(min(CHUNK, pictures - start))]
        stop = start + len(presenters)
        labels[start:stop] = [list(p.labels().values()) for p in presenters]
        latents[start:stop] = vae.encode(as_tensor([draw(p) for p in presenters])).latent_dist.mode().numpy()
        progress.update(stop)
    latents.flush()
    np.save(labels_path, labels)
    unfinished.rename(latents_path)


def main() -> None:
    parser = command_line(__doc__)
    parser.add_argument("--pictures", type=int, default=24_000)
    options = parser.parse_args()
    use_one_thread()
    load_or_draw(training_folder("flux"), options.pictures, options.seed)


if __name__ == "__main__":
    main()
