"""The actor stage: the prompt's picture in the actor buffer and in the folder."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import torch
from PIL import Image

from tests.pipeline.slot.stages.conftest import Heard
from vortex_gui.base.profile import Rung
from vortex_gui.pipeline.slot.draft import Draft
from vortex_gui.pipeline.slot.stages.actor import ActorStage
from vortex_gui.pipeline.slot.stages.stage import Studio

STAGE = ActorStage()


def test_the_picture_is_drawn_step_by_step_kept_and_written(
    draft: Draft, studio: Studio, heard: Heard
) -> None:
    STAGE.run(draft, studio)
    steps, sizes = studio.profile.actor.steps, studio.profile.sizes
    assert [done for stage, done, total in heard.progress if (stage, total) == ("actor", steps)][-1] == steps
    assert heard.previews
    buffer = studio.buffers.actor[0]
    assert 0 <= float(buffer.min()) < float(buffer.max()) <= 1
    with Image.open(draft.folder.part_files.actor) as written:
        assert written.size == (sizes.width, sizes.height)
        shown = (buffer * 255).round().to(torch.uint8).permute(1, 2, 0).numpy()
        assert np.array_equal(np.asarray(written.convert("RGB")), shown)


def test_the_same_seed_paints_the_same_picture_and_a_rung_may_take_fewer_steps(
    draft: Draft, studio: Studio, heard: Heard
) -> None:
    draft.rung = Rung(name="quick", steps=1)
    STAGE.run(draft, studio)
    assert {total for _, _, total in heard.progress} == {1}
    first = studio.buffers.actor.clone()
    STAGE.run(draft, studio)
    assert torch.equal(studio.buffers.actor, first)
    draft.context = replace(draft.context, seed=6)
    STAGE.run(draft, studio)
    assert not torch.equal(studio.buffers.actor, first)
