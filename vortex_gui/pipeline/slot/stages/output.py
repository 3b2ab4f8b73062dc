"""Output: writes the captions' files and waits for the encoder's last frame, as long as the encoder moves."""

from __future__ import annotations

from vortex_gui.base.captions import srt_text, vtt_text
from vortex_gui.base.stages import Stage
from vortex_gui.pipeline.slot.draft import Draft
from vortex_gui.pipeline.slot.stages.stage import SlotStage, Studio

LOOK_S = 0.1


class OutputStage(SlotStage):
    """Never given up: all that it waits for is made already."""

    name: Stage = "output"
    can_be_given_up = False

    def run(self, draft: Draft, studio: Studio) -> None:
        clip, context = draft.clip, draft.context
        if draft.captions:
            draft.folder.write_captions(srt_text(draft.captions), vtt_text(draft.captions))
        if clip is None:
            return
        clip.finish()
        told = 0
        while not clip.is_over(LOOK_S):
            if clip.encoded > told:
                told = clip.encoded
                context.progress("output", told, draft.frames)
            else:
                context.step()
        clip.close()
