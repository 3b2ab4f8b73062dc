"""Animation: picture and speech become frames in the video buffer, and behind them the encoder's clip."""

from __future__ import annotations

import json

import torch

from vortex_gui.base.profile import Rung
from vortex_gui.base.report import slot_name
from vortex_gui.base.stages import STAGES, Stage, elapsed, stages_before
from vortex_gui.base.words.translation import tr
from vortex_gui.models.contracts import Performance
from vortex_gui.pipeline.composition.composing import compositor_for
from vortex_gui.pipeline.composition.compositor import Compositor
from vortex_gui.pipeline.resident.roles.liveportrait import ANIMATOR
from vortex_gui.pipeline.slot import frame_copies
from vortex_gui.pipeline.slot.captioning import captions_of
from vortex_gui.pipeline.slot.clip_writer import ClipWriter, Encoding
from vortex_gui.pipeline.slot.draft import Draft
from vortex_gui.pipeline.slot.frame_pace import FramePace
from vortex_gui.pipeline.slot.stages.stage import SlotStage, Studio, picture

LATER = tuple(stage for stage in STAGES if stage not in stages_before("verification"))


class AnimationStage(SlotStage):
    name: Stage = "animation"

    def run(self, draft: Draft, studio: Studio) -> None:
        context, buffers, began_s = draft.context, studio.buffers, draft.context.elapsed_s
        if studio.output.captions:
            draft.captions = captions_of(draft)
        clip = draft.clip = _clip_writer(draft, studio)
        animation = studio.registry.model(ANIMATOR).animate(
            buffers.actor,
            _performance(draft, studio.profile.sizes.sample_rate),
            batch=studio.profile.animation_batch,
            every=draft.rung.every,
        )
        draft.face_finding, draft.mouth = animation.face_finding, animation.mouth
        stride, pace = animation.stride, _pace(draft, studio, began_s)
        for warning in animation.warnings:
            context.warn(warning)
        for done in frame_copies.bring(animation.chunks, buffers.video):
            draft.drawn = done
            clip.ready(done)
            if stride is not None:
                rung = pace.chunk(stride.drawn, done)
                stride.every = rung.every
                if draft.lower_to(rung, studio.profile.ladder):
                    context.warn(_stepped_down(rung, done))
            drawn = None if stride is None else stride.drawn
            context.progress("animation", done, draft.frames, drawn)
            context.listener.on_preview("animation", done - 1, picture(buffers.video[done - 1]))


def _stepped_down(rung: Rung, done: int) -> str:
    return tr(
        "The animation was too slow for its budget and went on from frame {frame} on the rung “{rung}”.",
        frame=done,
        rung=rung.name,
    )


def _pace(draft: Draft, studio: Studio, began_s: float) -> FramePace:
    """Between here and the slot's end the later stages need their time, too."""
    context, profile = draft.context, studio.profile
    ladder = profile.ladder[profile.ladder.index(draft.rung) :]
    later_s = elapsed({stage: s for stage, s in draft.expected.items() if stage in LATER})

    def left_s() -> float:
        left = [
            began_s + profile.budgets.of("animation") - context.elapsed_s,
            profile.slot_budget_s - context.spent_s - later_s,
        ]
        due_s = context.remaining_s()
        return min(left) if due_s is None else min(*left, due_s - later_s)

    return FramePace(ladder, draft.frames, left_s)


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
    about = {"slot_id": context.slot_id, "seed": context.take_seed, "recipe": context.recipe.model_dump()}
    return ClipWriter(
        draft.folder.part_files.video,
        studio.buffers.video[: draft.frames].numpy(),
        draft.sound,
        fps=draft.fps,
        sample_rate=studio.profile.sizes.sample_rate,
        encoding=Encoding(output.encoder, output.crf, output.preset, output.sound),
        compositor=_compositor(draft, studio),
        metadata={"title": slot_name(context.slot_id), "comment": json.dumps(about, ensure_ascii=False)},
        captions=draft.captions,
        check_disk=draft.folder.check_free,
        open_file=draft.folder.new_file,
    )


def _compositor(draft: Draft, studio: Studio) -> Compositor | None:
    """Of a clip that is more than the presenter's picture: the presenter's still is there by now."""
    wished, sizes = draft.context.recipe.composition, studio.profile.sizes
    if wished is None or wished.is_plain:
        return None
    still = picture((studio.buffers.actor[0] * 255).round().to(torch.uint8))
    return compositor_for(wished, still, (sizes.width, sizes.height))
