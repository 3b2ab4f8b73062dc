"""A draft's clip for its checks: pictures and sound as the encoder gets them."""

from __future__ import annotations

import torch

from vortex_gui.pipeline.checks.clip import Clip
from vortex_gui.pipeline.slot.draft import Draft
from vortex_gui.pipeline.slot.encoding.clip_writer import fit_sound
from vortex_gui.pipeline.slot.stages.speech_fit import frame_count
from vortex_gui.pipeline.slot.stages.stage import Studio, picture


def clip_of(draft: Draft, studio: Studio) -> Clip:
    """Its frames are views of the video buffer: the next slot overwrites them.

    The words of a recording are not among its own: their times are guesses, good enough for captions.
    """
    sizes, wished_s = studio.profile.sizes, draft.context.recipe.slot_params.duration_sec
    said_s = draft.sound.size / sizes.sample_rate
    words = () if "sound" in draft.own_files else draft.speech.words
    return Clip(
        frames=studio.frames_of(draft)[: draft.drawn].numpy(),
        actor=picture((studio.actor_of(draft)[0] * 255).round().to(torch.uint8)).transpose(2, 0, 1),
        sound=fit_sound(draft.sound, draft.frames, draft.fps, sizes.sample_rate),
        sample_rate=sizes.sample_rate,
        fps=draft.fps,
        wished_s=frame_count(said_s, wished_s, draft.fps, sizes.max_frames) / draft.fps,
        said_s=said_s,
        words=[word for word in words if word.end_s <= said_s],
        mouth=draft.mouth,
        target_lufs=studio.output.loudness_lufs,
    )
