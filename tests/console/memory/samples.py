"""Memory samples for tests of the graph."""

from __future__ import annotations

from typing import Any

import numpy as np
from PySide6.QtCore import QSize
from PySide6.QtGui import QColor, QImage

from tests.console.rows import put
from vortex_gui.console.look import theme
from vortex_gui.console.look.tones import blend
from vortex_gui.console.memory.drawing.graph import MemoryGraph
from vortex_gui.console.memory.drawing.items import STRIP_HEIGHT
from vortex_gui.console.state.console_state import ConsoleState
from vortex_gui.console.state.workers.memory_samples import MemoryHistory, MemoryMark
from vortex_gui.wire.protocol import MemorySample

NOW = 1_700_000_000.0

MB = 1_000_000

MODELS = {
    "flux": 300 * MB,
    "liveportrait": 100 * MB,
    "kokoro": 100 * MB,
    "clip_b": 50 * MB,
    "clip_l": 50 * MB,
}


def sample(
    at: float,
    working_mb: int = 500,
    stage: str = "",
    others: int | None = 3_000 * MB,
    total: int | None = None,
    **card: Any,
) -> MemorySample:
    used = 600 * MB + 100 * MB + working_mb * MB
    free = None if others is None else 12_000 * MB
    working = working_mb * MB
    return MemorySample(at, dict(MODELS), 100 * MB, working, used, others, free, total, stage, 0, **card)


def feed(state: ConsoleState, seconds: int, **more: Any) -> None:
    """Ten samples a second up to now."""
    for tick in range(-seconds * 10, 0):
        state.memory.append(sample(NOW + tick / 10, **more))


def flux_colour() -> QColor:
    """What the Flux layer is painted with."""
    return blend(theme.current().panel, theme.current().roles["flux"], 0.82)


def count(picture: QImage, colour: QColor) -> int:
    """How many pixels have a colour."""
    image = picture.convertToFormat(QImage.Format.Format_RGB32)
    pixels = np.frombuffer(image.constBits(), np.uint32).reshape(image.height(), -1)
    return int(np.count_nonzero((pixels & 0xFFFFFF) == (colour.rgb() & 0xFFFFFF)))


def run_slot(
    state: ConsoleState,
    slot_id: int,
    begun: float,
    seconds: float,
    working_mb: int,
    memory: MemoryHistory | None = None,
) -> None:
    """Samples and marks of one slot, of the worker whose `memory` it is."""
    memory = memory or state.memory
    put(state, slot_id)
    memory.mark(MemoryMark(begun, "slot_begin", slot_id))
    for tick in range(int(seconds * 10)):
        memory.append(sample(begun + tick / 10, working_mb=working_mb, stage="actor"))
    memory.mark(MemoryMark(begun + seconds, "slot_end", slot_id))


def plot_size(graph: MemoryGraph) -> QSize:
    """The points that the stack has, within axes and lanes."""
    box = graph.getViewBox()
    return QSize(round(box.width()), round(box.height() - STRIP_HEIGHT))
