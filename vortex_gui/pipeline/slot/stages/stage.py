"""What a stage is: its work on a draft."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np
import torch
from numpy.typing import NDArray

from vortex_gui.base.profile import Profile, Sizes
from vortex_gui.base.settings.output_settings import OutputSettings
from vortex_gui.base.stages import Stage
from vortex_gui.pipeline.resident.buffers import Buffers
from vortex_gui.pipeline.resident.registry import ModelRegistry
from vortex_gui.pipeline.slot.draft import Draft


@dataclass(frozen=True, slots=True)
class Studio:
    """What all slots share: one resident set, its buffers, and how clips are written."""

    profile: Profile
    registry: ModelRegistry
    buffers: Buffers
    output: OutputSettings

    def sizes_of(self, draft: Draft) -> Sizes:
        """The profile's, as far as the draft's rung does not shrink the picture."""
        return self.profile.sizes.shrunk(draft.shrink)

    def actor_of(self, draft: Draft) -> torch.Tensor:
        """The draft's actor in its buffer, float32 (1,3,H,W) in [0,1]."""
        return self.buffers.actor_at(draft.shrink)

    def frames_of(self, draft: Draft) -> torch.Tensor:
        """The draft's frames in their buffer, uint8 (T,3,H,W), also those that are not drawn yet."""
        return self.buffers.video_at(draft.shrink)


class SlotStage(Protocol):
    """One stage. It runs in a thread of its own and calls `draft.context.step()` between its steps."""

    name: Stage
    attempts: int = 1
    """Times it is tried when a library fails in it."""
    can_be_given_up: bool = True
    """Whether a slot that cannot meet its deadline any more is given up before this stage."""

    def run(self, draft: Draft, studio: Studio) -> None:
        """Adds its part to the draft.

        Raises:
            VortexError: the stage failed; a `ModelError` gets the stage's name.
            SlotCancelled, SlotAbandoned: from the context, at a step boundary.
        """
        ...


def picture(channels_first: torch.Tensor) -> NDArray[np.uint8]:
    """uint8 (3,H,W) on any device → uint8 (H,W,3) in host memory, a copy."""
    array: NDArray[np.uint8] = channels_first.cpu().permute(1, 2, 0).contiguous().numpy().copy()
    return array
