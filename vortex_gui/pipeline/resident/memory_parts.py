"""Splits the memory in use into models, buffers and working memory, so that the parts make up the whole."""

from __future__ import annotations

from collections.abc import Mapping

import torch

from vortex_gui.models.contracts import Model


def split(models: Mapping[str, int], buffers: int, used: int) -> tuple[dict[str, int], int, int]:
    """Bytes of models, buffers and working memory; together they are `used`, what the limits count.

    Weights that the system has not mapped in, or has swapped out, take no memory: where models and buffers
    come to more than `used`, each is shown by its share of it.
    """
    held = sum(models.values()) + buffers
    if held <= used:
        return dict(models), buffers, used - held
    shared = {role: size * used // held for role, size in models.items()}
    buffers = buffers * used // held
    return shared, buffers, used - sum(shared.values()) - buffers


def bytes_beside(model: Model, device: torch.device) -> int:
    """Bytes of a model's weights that lie in host memory while the limits count the card's; 0 on a CPU."""
    if device.type == "cpu":
        return 0
    weights = {
        weight.data_ptr(): weight.nbytes
        for network in model.torch_networks()
        for weight in (*network.parameters(), *network.buffers())
        if weight.device.type == "cpu"
    }
    return sum(weights.values()) + model.bytes_outside_torch
