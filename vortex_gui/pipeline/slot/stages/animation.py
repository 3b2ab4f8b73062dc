"""Animation: picture and speech become frames in the video buffer, and behind them the encoder's clip."""

from __future__ import annotations

import json

from vortex_gui.base.report import slot_name
from vortex_gui.base.stages import Stage
from vortex_gui.models.contracts import Performance
from vortex_gui.pipeline.resident.roles.liveportrait import ANIMATOR
from vortex_gui.pipeline.slot import frame_copies
from vortex_gui.pipeline.slot.clip_writer import ClipWriter, Encoding
from vortex_gui.pipeline.slot.draft import Draft
from vortex_gui.pipeline.slot.stages.stage import SlotStage, Studio, picture


class AnimationStage(SlotStage):
    name: Stage = "animation"

    def run(self, draft: Draft, studio: Studio) -> None:
        context, buffers = draft.context, studio.buffers
        clip = draft.clip = _clip_writer(draft, studio)
        animation = studio.registry.model(ANIMATOR).animate(
            buffers.actor,
            _performance(draft, studio.profile.sizes.sample_rate),
            batch=studio.profile.animation_batch,
            every=draft.rung.every,
        )
        draft.face_finding = animation.face_finding
        for warning in animation.warnings:
            context.warn(warning)
        for done in frame_copies.bring(animation.chunks, buffers.video):
            clip.ready(done)
            context.progress("animation", done, draft.frames)
            context.listener.on_preview("animation", done - 1, picture(buffers.video[done - 1]))


def _performance(draft: Draft, sample_rate: int) -> Performance:
    return Performance(
        draft.sound,
        sample_rate,
        draft.speech.phonemes,
        draft.frames,
        draft.fps,
        draft.context.recipe.visual_track.expression_sequence,
        draft.context.seed_for("animation"),
    )


def _clip_writer(draft: Draft, studio: Studio) -> ClipWriter:
    context, output = draft.context, studio.output
    about = {"slot_id": context.slot_id, "seed": context.seed, "recipe": context.recipe.model_dump()}
    return ClipWriter(
        draft.folder.part_files.video,
        studio.buffers.video[: draft.frames].numpy(),
        draft.sound,
        fps=draft.fps,
        sample_rate=studio.profile.sizes.sample_rate,
        encoding=Encoding(output.encoder, output.crf, output.preset),
        metadata={"title": slot_name(context.slot_id), "comment": json.dumps(about, ensure_ascii=False)},
        check_disk=draft.folder.check_free,
        open_file=draft.folder.new_file,
    )
