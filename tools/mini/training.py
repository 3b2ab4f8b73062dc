"""What every training here shares: its folder, resumable checkpoints, progress with the time left.

Public names
    training_folder(model) -> Path: $VORTEX_TRAIN_DIR/<model>, by default ~/.cache/vortex-gui/training/<model>
    Checkpoint(path): .save(state) atomically, .load() -> dict or None
    Progress(total, label, every_s=20): .update(done, **figures) prints one line with the time left
    Ema(module, decay): .update(module), .state_dict(), .load_state_dict(state), .copy_to(module)
    seed_everything(seed), use_one_thread()
    command_line(doc) -> ArgumentParser with --seed, showing the module's docstring as it stands
"""

from __future__ import annotations

import argparse
import os
import random
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import nn


def training_folder(model: str) -> Path:
    """The folder for a model's checkpoints and caches, made when missing; never inside the repository."""
    root = os.environ.get("VORTEX_TRAIN_DIR") or Path.home() / ".cache" / "vortex-gui" / "training"
    folder = Path(root) / model
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def seed_everything(seed: int) -> None:
    """Fix the seeds of python, numpy and torch."""
    random.seed(seed)
    np.random.seed(seed)
    torch.manual_seed(seed)


def use_one_thread() -> None:
    """One thread for torch: beside another busy process two are slower than one."""
    torch.set_num_threads(1)


def command_line(doc: str | None) -> argparse.ArgumentParser:
    """A parser that shows the module's docstring as it stands and knows --seed."""
    parser = argparse.ArgumentParser(description=doc, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seed", type=int, default=0)
    return parser


class Checkpoint:
    """One file that holds all a training needs to go on: weights, averages, optimiser, counters."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def save(self, state: Mapping[str, Any]) -> None:
        """Write beside the file and rename, so a killed training leaves the former checkpoint whole."""
        temporary = self.path.with_suffix(".tmp")
        torch.save(dict(state), temporary)
        temporary.replace(self.path)

    def load(self) -> dict[str, Any] | None:
        """The saved state, or None when the training has not begun."""
        if not self.path.exists():
            return None
        state: dict[str, Any] = torch.load(self.path, map_location="cpu", weights_only=True)
        return state


class Progress:
    """Prints how far a training is, its figures smoothed, and the time left at the present pace."""

    def __init__(
        self, total: int, label: str, *, every_s: float = 20.0, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self.total = total
        self.label = label
        self.every_s = every_s
        self.clock = clock
        self.started: tuple[float, int] | None = None
        self.printed_at = clock()
        self.smooth: dict[str, float] = {}

    def update(self, done: int, **figures: float) -> bool:
        """Take in the figures of step number `done` (counted from 1); True when a line was printed."""
        for name, value in figures.items():
            self.smooth[name] = value + 0.97 * (self.smooth.get(name, value) - value)
        now = self.clock()
        if self.started is None:
            self.started = (now, done)
        if done < self.total and now - self.printed_at < self.every_s:
            return False
        self.printed_at = now
        print(self._line(done, now), flush=True)
        return True

    def _line(self, done: int, now: float) -> str:
        assert self.started is not None
        began, first = self.started
        pace = (done - first) / max(now - began, 1e-6)
        left = f"{(self.total - done) / pace / 60:.1f} min left" if pace > 0 else "time left unknown"
        figures = "  ".join(f"{name} {value:.4f}" for name, value in self.smooth.items())
        return f"{self.label} {done}/{self.total}  {pace:.2f} steps/s  {left}  {figures}"


class Ema:
    """A running average of a module's floating weights; the decay grows from 0 as the steps add up."""

    def __init__(self, module: nn.Module, decay: float = 0.999) -> None:
        self.decay = decay
        self.steps = 0
        self.shadow = {name: tensor.detach().clone() for name, tensor in module.state_dict().items()}

    @torch.no_grad()
    def update(self, module: nn.Module) -> None:
        """Take in the module's present weights."""
        self.steps += 1
        decay = min(self.decay, (1 + self.steps) / (10 + self.steps))
        for name, tensor in module.state_dict().items():
            if tensor.is_floating_point():
                self.shadow[name].lerp_(tensor, 1 - decay)
            else:
                self.shadow[name].copy_(tensor)

    def copy_to(self, module: nn.Module) -> None:
        """Put the averaged weights into a module of the same shape."""
        module.load_state_dict(self.shadow)

    def state_dict(self) -> dict[str, Any]:
        """For a checkpoint."""
        return {"steps": self.steps, "shadow": self.shadow}

    def load_state_dict(self, state: Mapping[str, Any]) -> None:
        """From a checkpoint."""
        self.steps = int(state["steps"])
        self.shadow = dict(state["shadow"])
