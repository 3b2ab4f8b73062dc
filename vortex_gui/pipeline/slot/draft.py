"""A slot under way: what its stages hand on to each other."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from vortex_gui.base.profile import Rung
from vortex_gui.base.report import Verification
from vortex_gui.models.contracts import Speech
from vortex_gui.pipeline.slot.clip_writer import ClipWriter
from vortex_gui.pipeline.slot.context import SlotContext
from vortex_gui.pipeline.slot.slot_folder import SlotFolder


def _no_numbers() -> NDArray[np.float32]:
    return np.empty(0, np.float32)


@dataclass(slots=True)
class Draft:
    """Empty at first; each stage adds its part. `sound` is a view of the pipeline's audio buffer."""

    context: SlotContext
    folder: SlotFolder
    fps: int
    rung: Rung
    speech: Speech = field(default_factory=lambda: Speech(_no_numbers(), 0))
    sound: NDArray[np.float32] = field(default_factory=_no_numbers)
    frames: int = 0
    clip: ClipWriter | None = None
    """Encodes behind the animator, from the first frame to the output stage."""
    face_finding: str = ""
    verification: Verification | None = None
    embedding: NDArray[np.float32] = field(default_factory=_no_numbers)

    def close(self) -> None:
        """Ends the encoder's thread, whatever came of the slot."""
        if self.clip is not None:
            self.clip.abort()
