"""What the trainings of both doublings share: a resumable state, its learning rate, and a loss."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import torch
from torch import nn

from tools.mini.train_decoder import WARM_UP_STEPS
from tools.mini.training import Checkpoint, Ema, Progress
from vortex_gui.models.doubling import Doubling

RATE = 2e-3
SETTLING = 0.3
"""The share of the steps in which the learning rate falls to nothing."""
SAVE_EVERY_STEPS = 50

Losses = Callable[[Doubling, np.random.Generator], tuple[torch.Tensor, dict[str, float]]]
"""From the doubling and a step's own numbers: the loss, and other figures to print."""


class DoublingTraining:
    """A doubling, its average and the optimiser; goes on from the checkpoint where there is one."""

    def __init__(self, doubling: Doubling, path: Path) -> None:
        # Twice as fast on a CPU as the usual layout.
        self.doubling: Doubling = doubling.to(memory_format=torch.channels_last)  # type: ignore[call-overload]
        self.checkpoint = Checkpoint(path)
        self.average = Ema(self.doubling, 0.998)
        self.optimiser = torch.optim.AdamW(
            self.doubling.parameters(), lr=RATE, betas=(0.9, 0.98), weight_decay=1e-4, fused=True
        )
        self.step = 0
        if (state := self.checkpoint.load()) is not None:
            self.doubling.load_state_dict(state["model"])
            self.average.load_state_dict(state["average"])
            if state["optimiser"]:
                self.optimiser.load_state_dict(state["optimiser"])
            self.step = state["step"]

    def run(self, steps: int, label: str, losses: Losses, seed: int) -> None:
        """Go on until this many steps have been made, at which the learning rate ends."""
        progress = Progress(steps, label)
        while self.step < steps:
            for group in self.optimiser.param_groups:
                group["lr"] = learning_rate(self.step, steps)
            self.optimiser.zero_grad()
            loss, figures = losses(self.doubling, np.random.default_rng((seed, 8, self.step)))
            torch.autograd.backward(loss)
            nn.utils.clip_grad_norm_(self.doubling.parameters(), 1.0)
            self.optimiser.step()
            self.average.update(self.doubling)
            self.step += 1
            progress.update(self.step, loss=loss.item(), **figures)
            if self.step % SAVE_EVERY_STEPS == 0 or self.step == steps:
                self.save()

    def save(self) -> None:
        self.checkpoint.save(
            {
                "model": self.doubling.state_dict(),
                "average": self.average.state_dict(),
                "optimiser": self.optimiser.state_dict(),
                "step": self.step,
            }
        )


def learning_rate(step: int, steps: int) -> float:
    left = (steps - step) / max(1.0, SETTLING * steps)
    return RATE * min(1.0, (step + 1) / WARM_UP_STEPS, max(0.01, left))


def absolute_loss(found: torch.Tensor, wanted: torch.Tensor, weights: torch.Tensor) -> torch.Tensor:
    """Distance of colours and of edges, absolute: squares would prefer a soft edge to one a little off."""
    loss = (weights * (found - wanted).abs()).mean()
    for axis in (2, 3):
        gap = (found.diff(dim=axis) - wanted.diff(dim=axis)).abs()
        loss = loss + (weights.narrow(axis, 0, gap.shape[axis]) * gap).mean()
    return loss
