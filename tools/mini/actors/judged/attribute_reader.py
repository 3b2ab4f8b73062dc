"""Reads a presenter's attributes from a picture; a small network taught on the renderer's pictures alone.

    python -m tools.mini.actors.judged.attribute_reader [--steps 1200] [--seed 0]

It judges generated pictures, so it never sees one while it learns; blur, noise, shifts and shades make it
indifferent to what a denoiser gets slightly wrong.
"""

from __future__ import annotations

import itertools
from pathlib import Path

import numpy as np
import torch
from torch import nn
from torch.nn import functional

from tools.mini.actors.latents import as_tensor
from tools.mini.captions import sample_split
from tools.mini.disturbance import shaded_and_noisy
from tools.mini.renderer.drawing import draw
from tools.mini.renderer.presenter import VALUES, Presenter, visible_attributes
from tools.mini.training import (
    Checkpoint,
    Progress,
    command_line,
    seed_everything,
    training_folder,
    use_one_thread,
)

SIDE = 128
BATCH = 32
NOT_VISIBLE = -100  # the class number that cross_entropy leaves out


class AttributeReader(nn.Module):
    """Pictures (N, 3, 128, 128) in [-1, 1] to the scores of each attribute's words."""

    def __init__(self) -> None:
        super().__init__()
        widths = (3, 24, 32, 64, 96)
        layers: list[nn.Module] = []
        for before, after in itertools.pairwise(widths):
            layers += [nn.Conv2d(before, after, 3, stride=2, padding=1), nn.BatchNorm2d(after), nn.ReLU()]
            layers += [nn.Conv2d(after, after, 3, padding=1), nn.BatchNorm2d(after), nn.ReLU()]
        # Where a feature lies tells what it is, so places are kept: 8x8 of them.
        self.features = nn.Sequential(*layers, nn.Conv2d(widths[-1], 24, 1), nn.Flatten(), nn.ReLU())
        self.hidden = nn.Sequential(nn.Linear(24 * 64, 256), nn.ReLU())
        self.heads = nn.ModuleDict({name: nn.Linear(256, len(words)) for name, words in VALUES.items()})

    def forward(self, pictures: torch.Tensor) -> dict[str, torch.Tensor]:
        hidden = self.hidden(self.features(pictures))
        return {name: head(hidden) for name, head in self.heads.items()}


def attribute_chances(reader: AttributeReader, pictures: torch.Tensor) -> dict[str, torch.Tensor]:
    """How likely each word of each attribute is, (N, words); pictures (N, 3, H, W) in [-1, 1] of any size."""
    small = functional.interpolate(pictures, size=(SIDE, SIDE), mode="area")
    with torch.no_grad():
        return {name: scores.softmax(-1) for name, scores in reader(small).items()}


def read_attributes(reader: AttributeReader, pictures: torch.Tensor) -> list[dict[str, str]]:
    """The word read for each attribute; pictures (N, 3, H, W) in [-1, 1] of any size."""
    chosen = {name: chances.argmax(-1) for name, chances in attribute_chances(reader, pictures).items()}
    return [
        {name: VALUES[name][int(numbers[i])] for name, numbers in chosen.items()}
        for i in range(len(pictures))
    ]


def visible_labels(presenters: list[Presenter]) -> dict[str, torch.Tensor]:
    """The class numbers of what the pictures show."""
    rows = [(presenter.labels(), visible_attributes(presenter)) for presenter in presenters]
    return {
        name: torch.tensor([labels[name] if name in seen else NOT_VISIBLE for labels, seen in rows])
        for name in VALUES
    }


def disturb(pictures: torch.Tensor, rng: np.random.Generator) -> torch.Tensor:
    """The pictures a little moved, blurred, shaded and noisy."""
    down, right = (int(n) for n in rng.integers(-3, 4, 2))
    pictures = pictures.roll((down, right), (2, 3))
    if rng.random() < 0.5:
        side = int(rng.integers(48, SIDE))
        pictures = functional.interpolate(pictures, size=(side, side), mode="area")
        pictures = functional.interpolate(pictures, size=(SIDE, SIDE), mode="bilinear")
    return shaded_and_noisy(pictures, rng, 0.12)


def train(steps: int, seed: int, folder: Path | None = None) -> AttributeReader:
    """Train or go on to `steps`; the checkpoint is `reader.pt` in the training folder."""
    seed_everything(seed)
    reader = AttributeReader()
    optimiser = torch.optim.AdamW(reader.parameters(), lr=2e-3)
    checkpoint = Checkpoint((folder or training_folder("attribute_reader")) / "reader.pt")
    done = 0
    if (state := checkpoint.load()) is not None:
        reader.load_state_dict(state["model"])
        optimiser.load_state_dict(state["optimiser"])
        done = state["step"]
    progress = Progress(steps, "reader")
    for step in range(done + 1, steps + 1):
        rng = np.random.default_rng((seed, 5, step))
        presenters = [sample_split(rng) for _ in range(BATCH)]
        pictures = disturb(as_tensor([draw(p, size=SIDE) for p in presenters]), rng)
        wanted = visible_labels(presenters)
        for group in optimiser.param_groups:
            group["lr"] = 2e-3 * (1 - (step - 1) / steps) + 1e-5
        scores = reader(pictures)
        loss = torch.stack([functional.cross_entropy(scores[name], wanted[name]) for name in wanted]).mean()
        optimiser.zero_grad()
        torch.autograd.backward(loss)
        optimiser.step()
        if progress.update(step, loss=loss.item()) or step == steps:
            state = {"model": reader.state_dict(), "optimiser": optimiser.state_dict(), "step": step}
            checkpoint.save(state)
    return reader.eval()


def load_reader(folder: Path | None = None) -> AttributeReader:
    """The taught reader; raises FileNotFoundError when it has not been trained."""
    path = (folder or training_folder("attribute_reader")) / "reader.pt"
    state = Checkpoint(path).load()
    if state is None:
        raise FileNotFoundError(f"{path}: run tools.mini.actors.judged.attribute_reader first")
    reader = AttributeReader()
    reader.load_state_dict(state["model"])
    return reader.eval()


def examine(reader: AttributeReader, count: int = 300, seed: int = 9) -> dict[str, float]:
    """The share right of each attribute over held-out renderer pictures."""
    rng = np.random.default_rng(seed)
    presenters = [sample_split(rng, held=True) for _ in range(count)]
    found = read_attributes(reader, as_tensor([draw(p) for p in presenters]))
    shares = {}
    for name in VALUES:
        seen = [i for i, p in enumerate(presenters) if name in visible_attributes(p)]
        shares[name] = sum(found[i][name] == getattr(presenters[i], name) for i in seen) / len(seen)
    return shares


def main() -> None:
    parser = command_line(__doc__)
    parser.add_argument("--steps", type=int, default=1200)
    options = parser.parse_args()
    use_one_thread()
    reader = train(options.steps, options.seed)
    for name, share in examine(reader).items():
        print(f"{name:12} {share:.3f}")


if __name__ == "__main__":
    main()
