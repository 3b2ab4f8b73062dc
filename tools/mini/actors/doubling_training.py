"""What the trainings of both doublings share: a resumable state, its learning rate, and losses."""

from __future__ import annotations

import math
from collections.abc import Callable
from pathlib import Path

import numpy as np
import torch
from torch import nn
from torch.nn import functional

from tools.mini.actors.train_decoder import WARM_UP_STEPS
from tools.mini.training import Checkpoint, Ema, Progress
from vortex_gui.models.doubling import Doubling

RATE = 2e-3
SAVE_EVERY_STEPS = 25
PLACE = 8
"""Pixels of a side in which edges may lie a little off and still be as steep as they should be."""
STEEPNESS_COUNTS = 0.5

Losses = Callable[[Doubling, np.random.Generator], tuple[torch.Tensor, dict[str, float]]]
"""From the doubling and a step's own numbers: the loss, and other figures to print."""


class DoublingTraining:
    """A doubling, its average and the optimiser; goes on from the checkpoint where there is one."""

    def __init__(self, doubling: Doubling, path: Path, rate: float = RATE) -> None:
        self.rate = rate
        # Twice as fast on a CPU as the usual layout.
        self.doubling: Doubling = doubling.to(memory_format=torch.channels_last)  # type: ignore[call-overload]
        self.checkpoint = Checkpoint(path)
        self.average = Ema(self.doubling, 0.998)
        self.optimiser = torch.optim.AdamW(
            self.doubling.parameters(), lr=rate, betas=(0.9, 0.98), weight_decay=1e-4, fused=True
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
                group["lr"] = self.rate * share_of_rate(self.step, steps)
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


def share_of_rate(step: int, steps: int) -> float:
    """A short rise, then half a cosine down to a hundredth."""
    fallen = 0.5 + 0.5 * math.cos(math.pi * step / steps)
    return min((step + 1) / WARM_UP_STEPS, max(0.01, fallen))


def crisp_loss(found: torch.Tensor, wanted: torch.Tensor, weights: torch.Tensor) -> torch.Tensor:
    """Distance of colours and edges, and how far edges are from being steep; pictures in [-1, 1]."""
    return absolute_loss(found, wanted, weights) + STEEPNESS_COUNTS * steepness_loss(found, wanted, weights)


def absolute_loss(found: torch.Tensor, wanted: torch.Tensor, weights: torch.Tensor) -> torch.Tensor:
    """Distance of colours and of edges, absolute: squares would prefer a soft edge to one a little off."""
    loss = (weights * (found - wanted).abs()).mean()
    for axis in (2, 3):
        gap = (found.diff(dim=axis) - wanted.diff(dim=axis)).abs()
        loss = loss + (weights.narrow(axis, 0, gap.shape[axis]) * gap).mean()
    return loss


def steepness_loss(found: torch.Tensor, wanted: torch.Tensor, weights: torch.Tensor) -> torch.Tensor:
    """How far the edges of each place are from being as steep as wanted, wherever in it they lie.

    The absolute distance alone is least for an edge as soft as its position is uncertain.
    """
    loss = torch.zeros(())
    for axis in (2, 3):
        counts = weights.narrow(axis, 0, found.shape[axis] - 1)
        steep = [
            functional.avg_pool2d(counts * x.diff(dim=axis).square(), PLACE, ceil_mode=True)
            for x in (found, wanted)
        ]
        loss = loss + (steep[0] - steep[1]).abs().mean()
    return loss
