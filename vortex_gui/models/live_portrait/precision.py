"""The type that the animator's networks compute in, by profile, device and processor."""

from __future__ import annotations

import logging

import torch

PRECISIONS = {"fp32": torch.float32, "fp16": torch.float16, "bf16": torch.bfloat16}
BF16_UNITS = ("amx_bf16", "avx512_bf16")

_log = logging.getLogger(__name__)


def multiplies_bf16(device: torch.device) -> bool:
    """Whether the device has units for bf16; without, a processor would take longer than in float32."""
    if device.type == "cuda":
        return bool(torch.cuda.is_bf16_supported(including_emulation=False))
    capabilities = torch.cpu.get_capabilities()
    return any(bool(capabilities.get(unit)) for unit in BF16_UNITS)


def computing_type(precision: str, device: torch.device) -> torch.dtype:
    """Of one of `PRECISIONS`; bf16 becomes float32, with a line in the log, where nothing multiplies it."""
    if precision == "bf16" and not multiplies_bf16(device):
        _log.info("the animator computes in fp32: this machine has no units for bf16")
        return torch.float32
    return PRECISIONS[precision]
