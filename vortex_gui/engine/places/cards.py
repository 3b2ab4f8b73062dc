"""The CUDA cards of this machine, by the names that a worker is bound to one with."""

from __future__ import annotations

import os
from collections.abc import Mapping
from types import ModuleType
from typing import Any

import pynvml

VISIBLE = "CUDA_VISIBLE_DEVICES"
"""Names the cards that a process sees, by UUID or by CUDA's own count."""
Nvml = ModuleType | Any
"""`pynvml`, or another counter with its functions."""


def cuda_cards(environment: Mapping[str, str] = os.environ, nvml: Nvml = pynvml) -> tuple[str, ...]:
    """UUIDs by the driver, since CUDA counts in another order; asks it, so this is for a thread.

    Where the console itself was given some cards alone, those, under the names that it was given.
    """
    if (given := environment.get(VISIBLE)) is not None:
        return _given(given)
    try:
        nvml.nvmlInit()
    except nvml.NVMLError:
        return ()
    try:
        handles = [nvml.nvmlDeviceGetHandleByIndex(at) for at in range(nvml.nvmlDeviceGetCount())]
        return tuple(str(nvml.nvmlDeviceGetUUID(handle)) for handle in handles)
    except nvml.NVMLError:
        return ()
    finally:
        nvml.nvmlShutdown()


def _given(names: str) -> tuple[str, ...]:
    """As CUDA reads the list: the first that is no card ends it."""
    found = []
    for name in (part.strip() for part in names.split(",")):
        if not name or name.startswith("-"):
            break
        found.append(name)
    return tuple(found)
