"""Speech: the script, or the operator's recording, is sound in the audio buffer and so many frames."""

from __future__ import annotations

import numpy as np
import torch
from numpy.typing import NDArray

from vortex_gui.base.recipe.recipe_files import SoundSource
from vortex_gui.base.speaking.reading_aloud import read_aloud
from vortex_gui.base.stages import Stage
from vortex_gui.base.words.translation import tr
from vortex_gui.models.contracts import Speech
from vortex_gui.pipeline.resident.buffers import Buffers
from vortex_gui.pipeline.resident.roles.kokoro import SPEAKER
from vortex_gui.pipeline.slot.draft import Draft
from vortex_gui.pipeline.slot.sources.sound import read_sound
from vortex_gui.pipeline.slot.sources.word_times import word_times
from vortex_gui.pipeline.slot.stages.speech_fit import cut_at_word, frame_count
from vortex_gui.pipeline.slot.stages.stage import SlotStage, Studio
from vortex_gui.pipeline.sound.levelling import levelled


class SpeechStage(SlotStage):
    """Tried twice: a speech engine may stumble, and it costs little."""

    name: Stage = "speech"
    attempts = 2

    def run(self, draft: Draft, studio: Studio) -> None:
        context, sizes = draft.context, studio.profile.sizes
        recording, wished_s = context.recipe.audio_track.sound, context.recipe.slot_params.duration_sec
        length_s = wished_s or sizes.max_duration_s
        if recording is None:
            speech = _spoken(draft, studio)
        else:
            speech = _recorded(draft, recording, length_s, sizes.sample_rate)
        sound = cut_at_word(speech, length_s)
        if sound.size < speech.waveform.size:
            context.warn(
                tr(
                    "Script truncated to fit {length:g}s; the whole script would take longer.",
                    length=length_s,
                )
            )
        sound, draft.loudness = levelled(sound, sizes.sample_rate, studio.output.loudness_lufs)
        draft.speech = speech
        draft.sound = _kept(sound, studio.buffers)
        draft.frames = frame_count(sound.size / sizes.sample_rate, wished_s, draft.fps, sizes.max_frames)
        draft.folder.write_speech(draft.sound, sizes.sample_rate)


def _spoken(draft: Draft, studio: Studio) -> Speech:
    """The script, by the voice."""
    context, track = draft.context, draft.context.recipe.audio_track
    reading = read_aloud(track.script)
    speech = studio.registry.model(SPEAKER).synthesize(
        reading.text,
        voice=track.voice_id,
        speed=track.speed,
        emotion=track.emotion,
        seed=context.seed_for("speech"),
        on_chunk=lambda done, total: context.progress("speech", done, total),
    )
    for warning in (*reading.warnings, *speech.warnings):
        context.warn(warning)
    return speech


def _recorded(draft: Draft, recording: SoundSource, most_s: float, rate: int) -> Speech:
    """The operator's recording; it has no phonemes, so the lips follow its loudness and its spectrum."""
    context = draft.context
    context.progress("speech", 0, 1)
    found = read_sound(recording, sample_rate=rate, most_s=most_s, step=context.step)
    if found.is_cut:
        context.warn(
            tr("Sound truncated to fit {length:g}s; the whole sound would take longer.", length=most_s)
        )
    draft.own_files["sound"] = found.sha256
    context.progress("speech", 1, 1)
    script = "" if found.is_cut else context.recipe.audio_track.script
    return Speech(found.waveform, rate, words=word_times(script, found.waveform, rate))


def _kept(sound: NDArray[np.float32], buffers: Buffers) -> NDArray[np.float32]:
    """Copies into the audio buffer; returns the buffer's view."""
    buffers.audio.zero_()
    buffers.audio[: sound.size].copy_(torch.from_numpy(sound))
    view: NDArray[np.float32] = buffers.audio[: sound.size].numpy()
    return view
