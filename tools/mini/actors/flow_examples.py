"""What the denoiser learns from: captions, the one presenter each stands for, and states on the way there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import torch

from tools.mini.actors import flux_parts
from tools.mini.actors.gaps import declared_gaps, meanings
from tools.mini.actors.noise_choice import complete
from tools.mini.captions import held_out, sample_split, write_caption
from tools.mini.renderer.presenter import Presenter
from vortex_gui.checkpoints.gaps import completed, gaps_in

EMPTY_SHARE = 0.08
GAPS = gaps_in({"gaps": declared_gaps()})
MEANINGS = meanings()


@dataclass(frozen=True, slots=True)
class Example:
    """A caption, packed noise (64, 128) and the one presenter whom both together stand for."""

    caption: str
    noise: npt.NDArray[np.float32]
    presenter: Presenter


def draw_example(rng: np.random.Generator) -> Example:
    """An example of the training split; its caption names from nothing to everything."""
    while True:
        keep = 0.0 if rng.random() < EMPTY_SHARE else rng.uniform(0.3, 1.1)
        caption = write_caption(sample_split(rng), rng, keep=keep)
        noise = _noise(rng)
        presenter = complete(caption.asked, noise)
        if not held_out(presenter):
            return Example(caption.text if keep else "", noise, presenter)


def draw_complete_example(rng: np.random.Generator) -> Example:
    """An example of the training split; its caption has its gaps filled as the product fills them.

    T5 reads it to its end.
    """
    while True:
        caption = write_caption(sample_split(rng), rng, keep=rng.uniform(0.5, 1.1))
        whole = completed(caption.text, GAPS, int(rng.integers(2**31)))
        if len(flux_parts.t5_tokenizer()(whole.text).input_ids) > flux_parts.T5_LENGTH:
            continue
        asked = dict(caption.asked)
        for phrase in whole.added:
            asked |= MEANINGS[phrase]
        noise = _noise(rng)
        presenter = complete(asked, noise)
        if not held_out(presenter):
            return Example(whole.text, noise, presenter)


def _noise(rng: np.random.Generator) -> npt.NDArray[np.float32]:
    return rng.standard_normal((flux_parts.TOKENS, 4 * flux_parts.CHANNELS), np.float32)


@dataclass(frozen=True, slots=True)
class Batch:
    """Pictures and noise, packed (N, 64, 128), with the prompt embeddings (N, 44, 192) and (N, 128)."""

    clean: torch.Tensor
    noise: torch.Tensor
    tokens: torch.Tensor
    pooled: torch.Tensor

    def chosen(self, rows: torch.Tensor) -> Batch:
        """These rows alone."""
        return Batch(self.clean[rows], self.noise[rows], self.tokens[rows], self.pooled[rows])

    def at(self, sigma: torch.Tensor, picture: torch.Tensor | None = None) -> States:
        """States at noise levels (N,), on the way from the noise to the pictures, or to what is painted."""
        end = self.clean if picture is None else picture
        noisy = end.lerp(self.noise, sigma[:, None, None])
        return States(noisy, sigma, self.clean, self.tokens, self.pooled)


@dataclass(frozen=True, slots=True)
class States:
    """Noisy pictures (N, 64, 128) at noise levels (N,) in (0, 1], and the pictures they should become."""

    noisy: torch.Tensor
    sigma: torch.Tensor
    clean: torch.Tensor
    tokens: torch.Tensor
    pooled: torch.Tensor

    @staticmethod
    def joined(parts: Sequence[States]) -> States:
        """All of them in one."""
        return States(*(torch.cat([getattr(part, name) for part in parts]) for name in States.__slots__))

    def chosen(self, rows: torch.Tensor) -> States:
        """These rows alone."""
        return States(*(getattr(self, name)[rows] for name in States.__slots__))

    def velocity(self) -> torch.Tensor:
        """From the clean picture to this state, scaled to a noise level of 1."""
        return (self.noisy - self.clean) / self.sigma[:, None, None]

    def picture(self, velocity: torch.Tensor) -> torch.Tensor:
        """The picture that this velocity leads back to."""
        return self.noisy - self.sigma[:, None, None] * velocity
