"""What a memory sample is made of: the layers of the stack in order, in figures."""

from __future__ import annotations

import math

import numpy as np

from vortex_gui.base.roles import ROLES
from vortex_gui.base.stages import STAGES, Stage
from vortex_gui.console.memory.kept.max_buckets import Floats
from vortex_gui.wire.protocol import MemorySample

COUNTED: tuple[str, ...] = (*ROLES, "buffers", "working")
CARD: tuple[str, ...] = ("cached", "context")
"""The worker's too, on a card alone: idle in torch's allocator, and the driver's with the libraries'."""
LAYERS: tuple[str, ...] = (*COUNTED, *CARD, "others", "free")
"""From the bottom of the stack to its top."""
OWN = len(COUNTED)
"""The first so many layers are what the limits count."""
OLD_LAYERS: tuple[str, ...] = (*COUNTED, "others", "free")
"""Those of files from before `cached` and `context`; of a slot they hold no names."""


def layer_values(sample: MemorySample) -> Floats:
    """Bytes by layer, float64 (len(LAYERS),); NaN is not measurable. A role not yet loaded holds 0 bytes."""
    values = [sample.models.get(role, 0) for role in ROLES]
    beside = (
        sample.buffers, sample.working, sample.cached, sample.context, sample.others, sample.free
    )  # fmt: skip
    return np.array([*values, *(math.nan if part is None else part for part in beside)], np.float64)


def as_now(values: Floats, layers: tuple[str, ...]) -> Floats:
    """Bytes (samples, layers) of a file with its own layers, by today's; NaN for those that it lacks."""
    if layers == LAYERS:
        return values
    filled = np.full((len(values), len(LAYERS)), math.nan)
    filled[:, [LAYERS.index(layer) for layer in layers]] = values
    return filled


def stage_bits(stages: str) -> int:
    """One bit a stage for a sample's stages, such as `speech+actor`; unknown names count for nothing."""
    return sum(1 << STAGES.index(name) for name in set(stages.split("+")) & set(STAGES))


def stages_of(bits: int) -> tuple[Stage, ...]:
    """The stages whose bits are set, in the order of the story."""
    return tuple(stage for index, stage in enumerate(STAGES) if bits >> index & 1)
