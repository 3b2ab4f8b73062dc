"""Actor: the prompt, completed where the painter needs it, becomes a picture in the actor buffer."""

from __future__ import annotations

import torch

from vortex_gui.base.stages import Stage
from vortex_gui.checkpoints.gaps import completed
from vortex_gui.pipeline.resident.roles.flux import PAINTER
from vortex_gui.pipeline.slot.draft import Draft
from vortex_gui.pipeline.slot.stages.stage import SlotStage, Studio, picture


class ActorStage(SlotStage):
    name: Stage = "actor"

    def run(self, draft: Draft, studio: Studio) -> None:
        context, sizes, spec = draft.context, studio.profile.sizes, studio.profile.actor
        track = context.recipe.visual_track

        def on_step(step: int, total: int, preview: torch.Tensor | None) -> None:
            context.progress("actor", step, total)
            if preview is not None:
                context.listener.on_preview("actor", step, picture(preview))

        painter = studio.registry.model(PAINTER)
        completion = completed(track.prompt, painter.gaps, context.seed)
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
        buffer = studio.buffers.actor
        buffer.copy_(drawn.image)
        draft.folder.write_actor(picture((buffer[0] * 255).round().to(torch.uint8)))
