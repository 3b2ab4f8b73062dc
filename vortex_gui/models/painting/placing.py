"""Puts a Flux pipeline on its device, and leaves T5 in host memory where the card cannot hold it."""

from __future__ import annotations

from typing import Any

import torch
from diffusers import FluxPipeline
from torch import nn

READER = "text_encoder_2"
"""T5, which reads the prompt once a picture: 2.7 GB in NF4."""


def placed(pipeline: FluxPipeline, device: torch.device, text_on_cpu: bool) -> FluxPipeline:
    """The pipeline with its networks on `device`; what T5 reads and says crosses over by itself."""
    if not text_on_cpu:
        return pipeline.to(device)
    for name, part in pipeline.components.items():
        if isinstance(part, nn.Module) and name != READER:
            part.to(device)
    pipeline.text_encoder_2.register_forward_pre_hook(_to_cpu, with_kwargs=True)
    return pipeline


def _to_cpu(
    network: nn.Module, args: tuple[Any, ...], kwargs: dict[str, Any]
) -> tuple[tuple[Any, ...], dict[str, Any]]:
    """The pipeline sends the words to the card; it takes the answer from wherever it is."""
    return tuple(map(_fetched, args)), {name: _fetched(value) for name, value in kwargs.items()}


def _fetched(value: Any) -> Any:
    return value.cpu() if isinstance(value, torch.Tensor) else value
