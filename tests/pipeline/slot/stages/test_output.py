"""The output stage: waits for the last frame, and is never given up."""

from __future__ import annotations

import av
import numpy as np

from vortex_gui.pipeline.slot.draft import Draft
from vortex_gui.pipeline.slot.encoding.clip_writer import ClipWriter, Encoding
from vortex_gui.pipeline.slot.stages.output import OutputStage
from vortex_gui.pipeline.slot.stages.stage import Studio

STAGE = OutputStage()


def test_the_clip_is_whole_on_disk_when_the_stage_is_over(draft: Draft, studio: Studio) -> None:
    frames = np.zeros((12, 3, 64, 64), np.uint8)
    video = draft.folder.part_files.video
    draft.clip = ClipWriter(
        video,
        frames,
        np.zeros(12_000, np.float32),
        fps=24,
        sample_rate=24_000,
        encoding=Encoding(),
        metadata={},
    )
    draft.clip.ready(12)
    STAGE.run(draft, studio)
    with av.open(str(video)) as clip:
        assert sum(1 for _ in clip.decode(video=0)) == 12


def test_without_a_clip_there_is_nothing_to_wait_for_and_it_is_not_given_up(
    draft: Draft, studio: Studio
) -> None:
    STAGE.run(draft, studio)
    assert not STAGE.can_be_given_up
