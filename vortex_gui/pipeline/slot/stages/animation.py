"""Animation: picture and speech become frames in the video buffer, and behind them the encoder's clip."""

from __future__ import annotations

import json

import torch
from torch.nn import functional

from vortex_gui.base.pace.work import share_of_frame
from vortex_gui.base.profile import Rung
from vortex_gui.base.report.report import slot_name
from vortex_gui.base.stages import STAGES, Stage, elapsed, stages_before
from vortex_gui.base.words.translation import tr
from vortex_gui.models.contracts import Performance
from vortex_gui.pipeline.composition.composing import compositor_for
from vortex_gui.pipeline.composition.compositor import Compositor
from vortex_gui.pipeline.resident.roles.liveportrait import ANIMATOR
from vortex_gui.pipeline.slot.draft import Draft
from vortex_gui.pipeline.slot.encoding import frame_copies
from vortex_gui.pipeline.slot.encoding.clip_writer import ClipWriter, Encoding
from vortex_gui.pipeline.slot.pace.frame_pace import FramePace
from vortex_gui.pipeline.slot.stages.captioning import captions_of
from vortex_gui.pipeline.slot.stages.stage import SlotStage, Studio, picture

LATER = tuple(stage for stage in STAGES if stage not in stages_before("verification"))


class AnimationStage(SlotStage):
    name: Stage = "animation"

    def run(self, draft: Draft, studio: Studio) -> None:
        context, began_s = draft.context, draft.context.elapsed_s
        _shrink_actor(draft, studio)
        frames = studio.frames_of(draft)
        if studio.output.captions:
            draft.captions = captions_of(draft)
        clip = draft.clip = _clip_writer(draft, studio)
        animation = studio.registry.model(ANIMATOR).animate(
            studio.actor_of(draft),
            _performance(draft, studio.profile.sizes.sample_rate),
            batch=studio.profile.animation_batch,
            every=draft.rung.every,
        )
        draft.face_finding, draft.mouth = animation.face_finding, animation.mouth
        stride, pace = animation.stride, _pace(draft, studio, began_s)
        for warning in animation.warnings:
            context.warn(warning)
        for done in frame_copies.bring(animation.chunks, frames):
            draft.drawn = done
            clip.ready(done)
            if stride is not None:
                rung = pace.chunk(stride.drawn, done)
                stride.every = rung.every
                if draft.lower_to(rung, studio.profile.ladder):
                    context.warn(_stepped_down(rung, done))
            drawn = None if stride is None else stride.drawn * share_of_frame(draft.shrink)
            context.progress("animation", done, draft.frames, drawn)
            context.listener.on_preview("animation", done - 1, picture(frames[done - 1]))


def _shrink_actor(draft: Draft, studio: Studio) -> None:
    """To the size of the rung, if it was painted before that one was chosen; `actor.png` stays as it is."""
    by = draft.rung.shrink // draft.shrink
    if by > 1:
        small = functional.avg_pool2d(studio.actor_of(draft), by)
        draft.shrink = draft.rung.shrink
        studio.actor_of(draft).copy_(small)


def _stepped_down(rung: Rung, done: int) -> str:
    return tr(
        "The animation was too slow for its budget and went on from frame {frame} on the rung “{rung}”.",
        frame=done,
        rung=rung.name,
    )


def _pace(draft: Draft, studio: Studio, began_s: float) -> FramePace:
    """Between here and the slot's end the later stages need their time, too. A clip keeps its size."""
    context, profile = draft.context, studio.profile
    ladder = [rung for rung in draft.rungs_left(profile.ladder) if rung.shrink == draft.shrink]
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
        studio.frames_of(draft)[: draft.frames].numpy(),
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
    wished, sizes = draft.context.recipe.composition, studio.sizes_of(draft)
    if wished is None or wished.is_plain:
        return None
    still = picture((studio.actor_of(draft)[0] * 255).round().to(torch.uint8))
    return compositor_for(wished, still, (sizes.width, sizes.height))
