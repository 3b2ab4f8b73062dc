"""NF4 with double quantisation of one weight: on a card by bitsandbytes, on a CPU by all its cores.

The CPU's way gives bitsandbytes' own bytes. Its kernel sorts each number into 16 bins by a search, on one
core; here 15 comparisons do it, a stretch a core at a time: 0.02 s of a core a million weights, not 0.06.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from functools import cache
from types import ModuleType
from typing import Any

import torch

BLOCK = 64
"""Weights that share a scale."""
BLOCKS_PER_SCALE = 256
"""Scales that share a scale of their own."""
STRETCH = 1 << 18
"""Weights that one core sorts at a time: they stay in its cache."""
STORAGE = torch.int8
"""T5 casts its hidden states to the dtype of `wo.weight` unless that is int8: packed bytes named uint8 would
turn them into 0 and 1 … 255. As int8 they are the same bytes and T5 leaves its states alone."""


def quantised(layers: ModuleType, weight: torch.Tensor, device: torch.device, layer: object) -> Any:
    """bitsandbytes' parameter (its module `layers` has no types) of a bf16 weight, on `device`."""
    if device.type == "cpu" and weight.numel() % BLOCK == 0:
        packed, state = _on_all_cores(weight)
        return layers.Params4bit(
            packed,
            requires_grad=False,
            quant_state=state,
            blocksize=BLOCK,
            compress_statistics=True,
            quant_type="nf4",
            quant_storage=STORAGE,
            module=layer,
            bnb_quantized=True,
        )
    return layers.Params4bit(
        weight,
        requires_grad=False,
        quant_type="nf4",
        compress_statistics=True,
        quant_storage=STORAGE,
        module=layer,
    ).to(device)


def _on_all_cores(weight: torch.Tensor) -> tuple[torch.Tensor, Any]:
    from bitsandbytes.functional import (
        QuantState,
        get_4bit_type,
        quantize_blockwise,
    )

    code = get_4bit_type("nf4", device=weight.device)
    bounds = ((code[:-1] + code[1:]) / 2).tolist()
    stretches = torch.split(weight.reshape(-1), STRETCH)
    parts = list(_cores(torch.get_num_threads()).map(lambda part: _sorted(part, bounds), stretches))
    largest = torch.cat([scales for _, scales in parts])
    offset = largest.mean()
    small, own = quantize_blockwise(largest - offset, blocksize=BLOCKS_PER_SCALE)
    state = QuantState(
        absmax=small,
        shape=weight.shape,
        dtype=weight.dtype,
        blocksize=BLOCK,
        code=code,
        quant_type="nf4",
        offset=offset,
        state2=own,
    )
    return torch.cat([packed for packed, _ in parts]).view(STORAGE)[:, None], state


@cache
def _cores(count: int) -> ThreadPoolExecutor:
    """Torch lets the interpreter go while it computes, so threads keep all cores busy."""
    return ThreadPoolExecutor(count, thread_name_prefix="nf4")


def _sorted(part: torch.Tensor, bounds: list[float]) -> tuple[torch.Tensor, torch.Tensor]:
    """Two bins a byte, and the largest magnitude of each block."""
    blocks = part.float().reshape(-1, BLOCK)
    largest = blocks.abs().amax(1)
    numbers = (blocks * (1.0 / largest.clamp(min=1e-38))[:, None]).clamp_(-1, 1).reshape(-1)
    above = torch.gt(numbers, bounds[0])
    bins = above.to(torch.uint8)
    for bound in bounds[1:]:
        torch.gt(numbers, bound, out=above)
        bins.add_(above.view(torch.uint8))
    return (bins[::2] << 4) | bins[1::2], largest
