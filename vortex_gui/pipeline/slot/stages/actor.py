"""Actor: the completed prompt's picture, the operator's own, or an earlier slot's presenter in the buffer."""

from __future__ import annotations

import numpy as np
import torch
from numpy.typing import NDArray

from vortex_gui.base.stages import Stage
from vortex_gui.checkpoints.gaps import completed
from vortex_gui.checkpoints.styles import painted_style
from vortex_gui.models.contracts import Animator, FaceBox, FindsFaces
from vortex_gui.pipeline.resident.roles.flux import PAINTER
from vortex_gui.pipeline.resident.roles.liveportrait import ANIMATOR
from vortex_gui.pipeline.slot.draft import Draft
from vortex_gui.pipeline.slot.sources.faces import FindFace
from vortex_gui.pipeline.slot.sources.presenter import Presenter, presenter_of
from vortex_gui.pipeline.slot.stages.stage import SlotStage, Studio, picture


class ActorStage(SlotStage):
    name: Stage = "actor"

    def run(self, draft: Draft, studio: Studio) -> None:
        draft.shrink = draft.rung.shrink
        source = draft.context.recipe.visual_track.actor
        if source is None:
            _paint(draft, studio)
        else:
            finder = _finder(studio.registry.model(ANIMATOR))
            sized = studio.profile.model_copy(update={"sizes": studio.sizes_of(draft)})
            _take(presenter_of(source, sized, draft.folder.final.parent, finder), draft, studio)


def _paint(draft: Draft, studio: Studio) -> None:
    context, sizes, spec = draft.context, studio.sizes_of(draft), studio.profile.actor
    track = context.recipe.visual_track

    def on_step(step: int, total: int, preview: torch.Tensor | None) -> None:
        context.progress("actor", step, total)
        if preview is not None:
            context.listener.on_preview("actor", step, picture(preview))

    painter = studio.registry.model(PAINTER)
    completion = completed(track.prompt, painter.gaps, context.take_seed, painter.reads)
    draft.completed_prompt = completion.text if completion.added else ""
    drawn = painter.generate(
        completion.text,
        negative_prompt=track.negative_prompt,
        true_cfg=spec.true_cfg if track.negative_prompt.strip() else 1.0,
        guidance=spec.guidance,
        steps=draft.rung.steps or spec.steps,
        seed=context.seed_for("actor"),
        height=sizes.height,
        width=sizes.width,
        on_step=on_step,
    )
    for warning in drawn.warnings:
        context.warn(warning)
    buffer = studio.actor_of(draft)
    buffer.copy_(drawn.image)
    style = painted_style(studio.profile.roles[PAINTER.role])
    draft.folder.write_actor(picture((buffer[0] * 255).round().to(torch.uint8)), style)


def _finder(animator: Animator) -> FindFace | None:
    """The animator's eye for faces, if its checkpoint has one."""
    if not isinstance(animator, FindsFaces) or not animator.can_find_faces:
        return None

    def find_face(pixels: NDArray[np.uint8]) -> FaceBox | None:
        return animator.find_face(_tensor(pixels.copy()))

    return find_face


def _take(presenter: Presenter, draft: Draft, studio: Studio) -> None:
    """Nothing is painted: the picture takes the painter's place."""
    context = draft.context
    context.progress("actor", 0, 1)
    for warning in presenter.warnings:
        context.warn(warning)
    draft.own_files["actor"] = presenter.sha256
    studio.actor_of(draft).copy_(_tensor(presenter.pixels))
    context.progress("actor", 1, 1)
    context.listener.on_preview("actor", 1, presenter.pixels)
    draft.folder.write_actor(presenter.pixels, presenter.style)


def _tensor(pixels: NDArray[np.uint8]) -> torch.Tensor:
    """uint8 (H, W, 3) → float32 (1, 3, H, W) in [0, 1]."""
    return torch.from_numpy(pixels).permute(2, 0, 1)[None].float() / 255
