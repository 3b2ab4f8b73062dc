"""What a memory sample is made of: the layers of the stack in order, their names, colours and figures."""

from __future__ import annotations

import math

import numpy as np
from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QColor

from vortex_gui.base.profile import ROLES, STAGES, Stage
from vortex_gui.console.look.tones import Tones, blend
from vortex_gui.console.memory.max_buckets import Floats
from vortex_gui.wire.protocol import MemorySample

LAYERS: tuple[str, ...] = (*ROLES, "buffers", "working", "others", "free")
"""From the bottom of the stack to its top."""
OWN = len(ROLES) + 2
"""The first so many layers are the worker's own: what the limits apply to."""


def layer_values(sample: MemorySample) -> Floats:
    """Bytes by layer, float64 (len(LAYERS),); NaN is not measurable. A role not yet loaded holds 0 bytes."""
    values = [sample.models.get(role, 0) for role in ROLES]
    beside = (sample.buffers, sample.working, sample.others, sample.free)
    return np.array([*values, *(math.nan if part is None else part for part in beside)], np.float64)


def stage_bits(stages: str) -> int:
    """One bit a stage for a sample's stages, such as `speech+actor`; unknown names count for nothing."""
    return sum(1 << STAGES.index(name) for name in set(stages.split("+")) & set(STAGES))


def stages_of(bits: int) -> tuple[Stage, ...]:
    """The stages whose bits are set, in the order of the story."""
    return tuple(stage for index, stage in enumerate(STAGES) if bits >> index & 1)


def layer_colour(layer: str, tones: Tones) -> QColor:
    """A layer's colour in a theme."""
    colour: QColor = tones.roles[layer] if layer in tones.roles else getattr(tones, layer)
    if layer == "working":  # paler, to stand apart from the models below it
        return blend(colour, QColor("white"), 0.45)
    return colour


def byte_text(count: float | None) -> str:
    """Bytes in decimal units, as the limits are: "512 B", "34.0 MB", "1.42 GB"; unknown is told as such."""
    if count is None or math.isnan(count):
        return _tr("not measurable")
    for unit, size, digits in (("GB", 1e9, 2), ("MB", 1e6, 1), ("kB", 1e3, 0)):
        if abs(count) >= size * (1 if unit == "GB" else 0.9995):
            return f"{count / size:.{digits}f} {unit}"
    return f"{count:.0f} B"


def _tr(text: str) -> str:
    return QCoreApplication.translate("Memory", text)
