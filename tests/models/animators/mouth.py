"""A second animator, as plain as can be: a mouth that opens with the sound's energy, over a still picture.

Its checkpoint folder holds `config.json`, which declares it, and `mouth.safetensors`.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import numpy as np
import torch
from safetensors import SafetensorError
from safetensors.torch import load_file, save_file
from torch import nn

from vortex_gui.base.errors import CheckpointError, ModelError
from vortex_gui.models.animators.kinds import AnimatorKind
from vortex_gui.models.contracts import Animation, Animator, Performance

NAME = "mouth"
WEIGHTS = "mouth.safetensors"


class Mouth(nn.Module):
    """An ellipse: where it lies and how large it is, as shares of the picture, its colour, and its gain."""

    def __init__(self) -> None:
        super().__init__()
        self.centre = nn.Parameter(torch.tensor((0.5, 0.62)))
        self.size = nn.Parameter(torch.tensor((0.10, 0.06)))
        self.colour = nn.Parameter(torch.tensor((0.25, 0.02, 0.05)))
        self.gain = nn.Parameter(torch.tensor(4.0))

    def forward(self, picture: torch.Tensor, energy: torch.Tensor) -> torch.Tensor:
        """Picture (1, 3, H, W) in [0, 1] and energy (n,) to pictures uint8 (n, 3, H, W)."""
        height, width = picture.shape[2:]
        opening = (energy * self.gain).clamp(0, 1).view(-1, 1, 1, 1)
        y = (torch.arange(height, device=picture.device) / height - self.centre[1]).view(1, 1, -1, 1)
        x = (torch.arange(width, device=picture.device) / width - self.centre[0]).view(1, 1, 1, -1)
        tall = (self.size[1] * opening).clamp(min=1e-6)
        inside = (x / self.size[0]) ** 2 + (y / tall) ** 2 <= 1
        drawn = torch.where(inside, self.colour.view(1, 3, 1, 1), picture)
        return (drawn * 255).round().to(torch.uint8)


class MouthAnimator(Animator):
    """Raises `CheckpointError` when the folder's weights are missing or damaged."""

    def __init__(self, folder: Path, device: torch.device, precision: str = "fp32") -> None:
        self.mouth = Mouth()
        try:
            self.mouth.load_state_dict(load_file(folder / WEIGHTS))
        except (OSError, RuntimeError, SafetensorError) as error:
            raise CheckpointError(folder / WEIGHTS, f"no mouth in it ({error})") from error
        self.mouth.to(device).eval().requires_grad_(False)

    def torch_networks(self) -> Sequence[nn.Module]:
        return (self.mouth,)

    def animate(
        self, picture: torch.Tensor, performance: Performance, *, batch: int, every: int = 1
    ) -> Animation:
        if not np.isfinite(performance.sound).all():
            raise ModelError("The speech holds values that are not numbers, so no mouth can follow it.")
        return Animation(self._chunks(picture, energies(performance), batch, every), "a painted mouth")

    def _chunks(
        self, picture: torch.Tensor, energy: torch.Tensor, batch: int, every: int
    ) -> Iterator[torch.Tensor]:
        held = energy[torch.arange(len(energy)) // every * every]
        for begin in range(0, len(held), batch):
            yield self.mouth(picture, held[begin : begin + batch].to(picture.device))


def energies(performance: Performance) -> torch.Tensor:
    """Root mean square of the sound under each frame, float32 (frames,)."""
    samples = round(performance.sample_rate / performance.fps)
    sound = np.zeros(performance.frames * samples, np.float32)
    heard = performance.sound[: sound.size]
    sound[: heard.size] = heard
    return torch.from_numpy(np.sqrt(np.mean(sound.reshape(performance.frames, samples) ** 2, axis=1)))


def _shapes(folder: Path, device: torch.device, precision: str) -> Mapping[str, nn.Module]:
    with torch.device("meta"):
        return {NAME: Mouth()}


KIND = AnimatorKind(MouthAnimator, _shapes)


def write_checkpoint(folder: Path) -> Path:
    """A checkpoint folder of this animator."""
    folder.mkdir()
    (folder / "config.json").write_text(json.dumps({"animator": NAME}))
    save_file(Mouth().state_dict(), folder / WEIGHTS)
    return folder
