"""Output: waits for the encoder's last frame."""

from __future__ import annotations

from vortex_gui.base.stages import Stage
from vortex_gui.pipeline.slot.draft import Draft
from vortex_gui.pipeline.slot.stages.stage import SlotStage, Studio


class OutputStage(SlotStage):
    """Never given up: all that it waits for is made already."""

    name: Stage = "output"
    can_be_given_up = False

    def run(self, draft: Draft, studio: Studio) -> None:
        if draft.clip is not None:
            draft.clip.close()
