"""From recipe to files with torch, one slot at a time, in the worker process.

The names below are the pipeline's face. They import at first use, so that parsing the worker's arguments
does not import torch.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

_HOMES = {
    "VortexPipeline": "vortex_gui.pipeline.vortex",
    "ModelRegistry": "vortex_gui.pipeline.resident.registry",
    "VRAMMonitor": "vortex_gui.pipeline.resident.memory",
    "GenerationResult": "vortex_gui.pipeline.slot.result",
    "Verification": "vortex_gui.base.report.report",
    "StageTiming": "vortex_gui.base.report.report",
    "get_current_vram_usage": "vortex_gui.pipeline.resident.memory",
    "get_vram_stats": "vortex_gui.pipeline.resident.memory",
    "log_vram_snapshot": "vortex_gui.pipeline.resident.memory",
    "clear_cuda_cache": "vortex_gui.pipeline.resident.memory",
    "format_bytes": "vortex_gui.pipeline.resident.memory",
    "MemoryPressureError": "vortex_gui.base.errors",
    "MemoryPressureWarning": "vortex_gui.base.errors",
    "VortexInitializationError": "vortex_gui.base.errors",
}
__all__ = sorted(_HOMES)


def __getattr__(name: str) -> Any:  # each name is of another type
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)
