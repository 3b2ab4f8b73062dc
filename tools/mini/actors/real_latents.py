"""Latents that the shipped denoiser really makes, with the presenters that it was asked for.

Kept as `real_latents.pt` in the training folder, and added to piece by piece. The captions name everything
that a picture shows, so the renderer knows what each should have become.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from diffusers import FluxPipeline

from tools.mini.actors.flux_parts import CHANNELS, PATCH, PICTURE, T5_LENGTH, TOKENS
from tools.mini.captions import full_caption, sample_split
from tools.mini.renderer.presenter import VALUES, Presenter
from tools.mini.training import Checkpoint, Progress

BATCH = 8
STEPS = 4
GUIDED = 2.0
"""The profile's `true_cfg`; every second batch goes without."""
STREAM = 6
SIDE = PICTURE // PATCH


@dataclass(frozen=True, slots=True)
class RealLatents:
    """(N, 32, 16, 16) latents and who was asked for."""

    latents: torch.Tensor
    presenters: list[Presenter]

    def __len__(self) -> int:
        return len(self.presenters)


def load_or_make(folder: Path, checkpoint: Path, count: int, seed: int) -> RealLatents:
    """`count` of them, those of the folder first; the rest is painted now, and kept."""
    kept = Checkpoint(folder / "real_latents.pt")
    state = kept.load() or {"latents": torch.empty(0, CHANNELS, SIDE, SIDE), "presenters": []}
    progress = Progress(count, "real latents")
    pipeline = None
    while len(state["presenters"]) < count:
        pipeline = pipeline or _pipeline(checkpoint)
        number = len(state["presenters"]) // BATCH
        presenters, latents = _painted(pipeline, number, seed)
        state = {
            "latents": torch.cat((state["latents"], latents)),
            "presenters": state["presenters"] + [_words(presenter) for presenter in presenters],
        }
        if progress.update(len(state["presenters"])):
            kept.save(state)
    if pipeline is not None:
        kept.save(state)
    names = tuple(VALUES)
    return RealLatents(
        state["latents"], [Presenter(**dict(zip(names, words, strict=True))) for words in state["presenters"]]
    )


def _words(presenter: Presenter) -> list[str]:
    return [getattr(presenter, name) for name in VALUES]


def _pipeline(checkpoint: Path) -> FluxPipeline:
    pipeline = FluxPipeline.from_pretrained(checkpoint, local_files_only=True, dtype=torch.float32)
    pipeline.set_progress_bar_config(disable=True)
    return pipeline


@torch.no_grad()
def _painted(pipeline: FluxPipeline, number: int, seed: int) -> tuple[list[Presenter], torch.Tensor]:
    rng = np.random.default_rng((seed, STREAM, number))
    presenters = [sample_split(rng) for _ in range(BATCH)]
    noise = torch.from_numpy(rng.standard_normal((BATCH, TOKENS, 4 * CHANNELS), np.float32))
    packed = pipeline(
        prompt=[full_caption(presenter, rng).text for presenter in presenters],
        negative_prompt=[""] * BATCH if number % 2 else None,
        true_cfg_scale=GUIDED if number % 2 else 1.0,
        guidance_scale=0.0,
        num_inference_steps=STEPS,
        height=PICTURE,
        width=PICTURE,
        latents=noise,
        max_sequence_length=T5_LENGTH,
        output_type="latent",
    ).images
    return presenters, pipeline._unpack_latents(packed, PICTURE, PICTURE, pipeline.vae_scale_factor)
