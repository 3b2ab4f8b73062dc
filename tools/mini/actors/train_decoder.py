"""Trains the residual of the mini Flux's picture decoder; the latents are fixed, so it needs no flow.

    python -m tools.mini.actors.train_decoder [--steps 20000] [--seed 0]

The latents get noise, since those which the denoiser makes are never exact: the decoder learns to draw the
clean line that a blurred latent means. Resumable at a level rate; the average in `decoder.pt` is packed.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import torch
from torch import nn
from torch.nn import functional

from tools.mini.actors.latents import as_tensor, linear_vae
from tools.mini.captions import sample_split
from tools.mini.renderer.drawing import draw
from tools.mini.training import (
    Checkpoint,
    Ema,
    Progress,
    command_line,
    seed_everything,
    training_folder,
    use_one_thread,
)

BATCH = 4
RATE = 1e-3
WARM_UP_STEPS = 50
NOISE = 0.25
SAVE_EVERY_STEPS = 100


def picture_loss(found: torch.Tensor, wanted: torch.Tensor) -> torch.Tensor:
    """Distance of colours and of edges; pictures (N, 3, H, W) in [-1, 1]."""
    loss = functional.l1_loss(found, wanted) + functional.mse_loss(found, wanted)
    for axis in (2, 3):
        loss = loss + functional.l1_loss(found.diff(dim=axis), wanted.diff(dim=axis))
    return loss


class DecoderTraining:
    """The autoencoder, its average and the optimiser, as one resumable state."""

    def __init__(self, folder: Path, seed: int, basis_pictures: int = 1200) -> None:
        self.folder, self.seed = folder, seed
        seed_everything(seed)
        self.vae = linear_vae(folder, pictures=basis_pictures, seed=seed)
        # Encoder and linear decoder stay as they are: the flow learns these very latents.
        self.vae.encoder.requires_grad_(False)
        self.average = Ema(self.vae, 0.998)
        self.trained = [p for p in self.vae.parameters() if p.requires_grad]
        self.optimiser = torch.optim.AdamW(self.trained, lr=RATE, betas=(0.9, 0.98), fused=True)
        self.step = 0

    def resume(self) -> None:
        state = Checkpoint(self.folder / "decoder.pt").load()
        if state is not None:
            self.vae.load_state_dict(state["model"])
            self.average.load_state_dict(state["average"])
            if state["optimiser"]:
                self.optimiser.load_state_dict(state["optimiser"])
            self.step = state["step"]

    def save(self) -> None:
        Checkpoint(self.folder / "decoder.pt").save(
            {
                "model": self.vae.state_dict(),
                "average": self.average.state_dict(),
                "optimiser": self.optimiser.state_dict(),
                "step": self.step,
            }
        )

    def advance(self) -> tuple[float, float]:
        """One step; gives the loss and the signal-to-noise ratio in decibels."""
        rng = np.random.default_rng((self.seed, 4, self.step))
        wanted = as_tensor([draw(sample_split(rng)) for _ in range(BATCH)])
        with torch.no_grad():
            latents = self.vae.encode(wanted).latent_dist.mode()
            spread = torch.from_numpy(rng.uniform(0, NOISE, (BATCH, 1, 1, 1)).astype(np.float32))
            latents += spread * torch.from_numpy(rng.standard_normal(latents.shape, np.float32))
        for group in self.optimiser.param_groups:
            group["lr"] = RATE * min(1.0, (self.step + 1) / WARM_UP_STEPS)
        self.optimiser.zero_grad()
        found = self.vae.decode(latents).sample
        loss = picture_loss(found, wanted)
        torch.autograd.backward(loss)
        nn.utils.clip_grad_norm_(self.trained, 1.0)
        self.optimiser.step()
        self.average.update(self.vae)
        self.step += 1
        return loss.item(), decibels(found.detach(), wanted)


def decibels(found: torch.Tensor, wanted: torch.Tensor) -> float:
    """Peak signal-to-noise ratio of pictures in [-1, 1]."""
    return -10 * ((found.clamp(-1, 1) - wanted) / 2).square().mean().log10().item()


def train(steps: int, seed: int, folder: Path | None = None, basis_pictures: int = 1200) -> DecoderTraining:
    """Train or go on until this many steps have been made."""
    training = DecoderTraining(folder or training_folder("flux"), seed, basis_pictures)
    training.resume()
    progress = Progress(steps, "decoder")
    while training.step < steps:
        loss, ratio = training.advance()
        progress.update(training.step, loss=loss, psnr=ratio)
        if training.step % SAVE_EVERY_STEPS == 0 or training.step == steps:
            training.save()
    return training


def main() -> None:
    parser = command_line(__doc__)
    parser.add_argument("--steps", type=int, default=20_000)
    options = parser.parse_args()
    use_one_thread()
    train(options.steps, options.seed)


if __name__ == "__main__":
    main()
