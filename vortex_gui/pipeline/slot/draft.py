"""A slot under way: what its stages hand on to each other."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from vortex_gui.base.captions import Cue
from vortex_gui.base.profile import Rung
from vortex_gui.base.report.checks import Check
from vortex_gui.base.report.report import Loudness, Take, Verification
from vortex_gui.base.stages import Stage
from vortex_gui.models.contracts import Region, Speech
from vortex_gui.pipeline.slot.context import SlotContext
from vortex_gui.pipeline.slot.encoding.clip_writer import ClipWriter
from vortex_gui.pipeline.slot.slot_folder import SlotFolder


def _no_numbers() -> NDArray[np.float32]:
    return np.empty(0, np.float32)


@dataclass(slots=True)
class Draft:
    """Empty at first; each stage adds its part. `sound` is a view of the pipeline's audio buffer.

    `rung` is the lowest one taken so far, and `expected` the seconds that its stages are to take. `shrink` is
    that of the actor's picture, and of the frames once they are drawn.
    """

    context: SlotContext
    folder: SlotFolder
    fps: int
    rung: Rung
    shrink: int = 1
    expected: Mapping[Stage, float] = field(default_factory=dict)
    speech: Speech = field(default_factory=lambda: Speech(_no_numbers(), 0))
    sound: NDArray[np.float32] = field(default_factory=_no_numbers)
    loudness: Loudness | None = None
    frames: int = 0
    captions: tuple[Cue, ...] = ()
    clip: ClipWriter | None = None
    """Encodes behind the animator, from the first frame to the output stage."""
    completed_prompt: str = ""
    face_finding: str = ""
    own_files: dict[str, str] = field(default_factory=dict)
    """SHA-256 of each file that the recipe brought: `actor`, `sound`."""
    mouth: Region | None = None
    drawn: int = 0
    """Frames that the animator has brought; `frames` is how many there should be."""
    checks: tuple[Check, ...] = ()
    verification: Verification | None = None
    takes: tuple[Take, ...] = ()
    """All takes of the slot, once it is over."""
    embedding: NDArray[np.float32] = field(default_factory=_no_numbers)

    def rungs_left(self, ladder: Sequence[Rung]) -> list[Rung]:
        """Those that it can still take: none above its own, and none with a larger picture than it has."""
        return [rung for rung in ladder[ladder.index(self.rung) :] if rung.shrink >= self.shrink]

    def lower_to(self, rung: Rung, ladder: Sequence[Rung]) -> bool:
        """Notes a rung that was taken, since the report tells the lowest; whether it is lower than before."""
        if ladder.index(rung) <= ladder.index(self.rung):
            return False
        self.rung = rung
        return True

    def close(self) -> None:
        """Ends the encoder's thread, whatever came of the slot."""
        if self.clip is not None:
            self.clip.abort()
