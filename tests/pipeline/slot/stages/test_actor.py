"""The actor stage: the prompt's picture in the actor buffer and in the folder."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image

from tests.pipeline.slot.stages.conftest import Heard
from vortex_gui.base.errors import SourceError
from vortex_gui.base.profile import Rung
from vortex_gui.base.recipe.recipe_files import ActorSource
from vortex_gui.checkpoints.gaps import open_names
from vortex_gui.pipeline.resident.roles.flux import PAINTER
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


def with_prompt(draft: Draft, prompt: str) -> None:
    track = draft.context.recipe.visual_track.model_copy(update={"prompt": prompt})
    recipe = draft.context.recipe.model_copy(update={"visual_track": track})
    draft.context = replace(draft.context, recipe=recipe)


def test_what_fills_gaps_is_read_and_words_that_are_not_are_told(draft: Draft, studio: Studio) -> None:
    painter = studio.registry.model(PAINTER)
    with_prompt(draft, "a very round presenter " * 6)
    STAGE.run(draft, studio)
    assert painter.reads(draft.completed_prompt)
    assert open_names(draft.completed_prompt, painter.gaps)
    assert draft.context.warnings == []
    with_prompt(draft, "a very round presenter " * 12)
    STAGE.run(draft, studio)
    assert draft.completed_prompt == ""
    (told,) = draft.context.warnings
    assert "did not read “presenter" in told


def with_actor(draft: Draft, source: ActorSource) -> None:
    track = draft.context.recipe.visual_track.model_copy(update={"actor": source})
    recipe = draft.context.recipe.model_copy(update={"visual_track": track})
    draft.context = replace(draft.context, recipe=recipe)


def keep(draft: Draft, slot_id: int) -> Path:
    """What the draft has painted so far, as an earlier slot's presenter."""
    path = draft.folder.final.parent / f"slot-{slot_id:06d}" / "actor.png"
    path.parent.mkdir()
    path.write_bytes(draft.folder.part_files.actor.read_bytes())
    return path


def test_a_kept_presenter_is_the_earlier_slots_to_the_bit(draft: Draft, studio: Studio, heard: Heard) -> None:
    STAGE.run(draft, studio)
    painted, kept = studio.buffers.actor.clone(), keep(draft, 77)
    studio.buffers.actor.zero_()
    heard.previews.clear()
    with_actor(draft, ActorSource(slot=77))
    STAGE.run(draft, studio)
    assert (studio.buffers.actor - painted).abs().max() <= 0.5 / 255 + 1e-6, "a PNG has 8 bits"
    assert draft.own_files == {"actor": hashlib.sha256(kept.read_bytes()).hexdigest()}
    assert draft.folder.part_files.actor.read_bytes() == kept.read_bytes()
    assert heard.previews == [("actor", 1, (256, 256, 3))]


def test_a_presenter_of_its_own_painter_may_come_from_any_folder(
    draft: Draft, studio: Studio, tmp_path: Path
) -> None:
    STAGE.run(draft, studio)
    elsewhere = tmp_path / "my presenter.png"
    elsewhere.write_bytes(keep(draft, 77).read_bytes())
    with_actor(draft, ActorSource(path=str(elsewhere)))
    STAGE.run(draft, studio)
    assert draft.folder.part_files.actor.read_bytes() == elsewhere.read_bytes()


def test_the_small_animator_refuses_a_stranger(draft: Draft, studio: Studio, tmp_path: Path) -> None:
    Image.new("RGB", (256, 256)).save(tmp_path / "stranger.png")
    with_actor(draft, ActorSource(path=str(tmp_path / "stranger.png")))
    with pytest.raises(SourceError, match="knows its own presenters only"):
        STAGE.run(draft, studio)
