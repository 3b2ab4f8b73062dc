"""Teaches a reader of drawn pictures once, and keeps it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

import torch
from torch import nn

from tools.mini.training import Checkpoint, Progress

RATE = 2e-3
Reader = TypeVar("Reader", bound=nn.Module)


def taught(
    reader: Reader,
    checkpoint: Checkpoint,
    steps: int,
    label: str,
    prepare: Callable[[], Callable[[], torch.Tensor]],
) -> Reader:
    """The reader in eval mode: as the checkpoint keeps it, or after so many steps of AdamW, and kept then.

    prepare: draws what is learned from, where that is needed, and gives what makes the loss of one step.
    """
    if (state := checkpoint.load()) is not None:
        reader.load_state_dict(state["model"])
        return reader.eval()
    loss_of_a_step = prepare()
    optimiser = torch.optim.AdamW(reader.parameters(), lr=RATE)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, RATE, total_steps=steps)
    progress = Progress(steps, label)
    for step in range(1, steps + 1):
        loss = loss_of_a_step()
        optimiser.zero_grad()
        torch.autograd.backward(loss)
        optimiser.step()
        schedule.step()
        progress.update(step, loss=loss.item())
    checkpoint.save({"model": reader.state_dict()})
    return reader.eval()
