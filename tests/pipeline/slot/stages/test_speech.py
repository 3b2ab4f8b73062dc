"""The speech stage: sound in the audio buffer, the number of frames, and what did not fit."""

from __future__ import annotations

import hashlib
import wave
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from tests.narrowing import present
from tests.pipeline.slot.sources.recordings import tone, write_sound
from tests.pipeline.slot.stages.conftest import Heard
from vortex_gui.base.errors import SourceError
from vortex_gui.base.recipe.recipe_files import SoundSource
from vortex_gui.pipeline.slot.draft import Draft
from vortex_gui.pipeline.slot.stages.speech import SpeechStage
from vortex_gui.pipeline.slot.stages.stage import Studio
from vortex_gui.pipeline.sound.measure import measured

STAGE = SpeechStage()


def test_the_sound_lies_in_the_buffer_and_in_the_folder_and_fills_the_slot(
    draft: Draft, studio: Studio, heard: Heard
) -> None:
    STAGE.run(draft, studio)
    assert draft.frames == round(0.5 * draft.fps)
    assert 0 < draft.sound.size <= 0.5 * studio.profile.sizes.sample_rate
    assert np.shares_memory(draft.sound, studio.buffers.audio.numpy())
    assert draft.speech.phonemes
    with wave.open(str(draft.folder.part_files.speech)) as written:
        assert written.getnframes() == draft.sound.size
    assert heard.progress[-1][1] == heard.progress[-1][2]


def test_a_script_that_is_too_long_is_cut_and_told(draft: Draft, studio: Studio) -> None:
    audio = draft.context.recipe.audio_track.model_copy(update={"script": "one two three four five six " * 4})
    recipe = draft.context.recipe.model_copy(update={"audio_track": audio})
    draft.context = replace(draft.context, recipe=recipe)
    STAGE.run(draft, studio)
    assert draft.sound.size <= 0.5 * studio.profile.sizes.sample_rate
    assert draft.speech.waveform.size > draft.sound.size
    assert draft.context.warnings == ["Script truncated to fit 0.5s; the whole script would take longer."]


def test_another_speech_leaves_nothing_of_the_last_one(draft: Draft, studio: Studio) -> None:
    studio.buffers.audio.fill_(0.7)
    STAGE.run(draft, studio)
    assert not studio.buffers.audio[draft.sound.size :].any()


@pytest.mark.parametrize("target", [-16.0, -23.0, None])
def test_the_sound_is_as_loud_as_the_settings_say_and_the_report_is_told(
    draft: Draft, studio: Studio, target: float | None
) -> None:
    recipe = draft.context.recipe
    recipe = recipe.model_copy(
        update={
            "slot_params": recipe.slot_params.model_copy(update={"duration_sec": None}),
            "audio_track": recipe.audio_track.model_copy(update={"script": "Good evening, dear viewers."}),
        }
    )
    draft.context = replace(draft.context, recipe=recipe)
    output = studio.output.model_copy(update={"loudness_lufs": target})
    STAGE.run(draft, replace(studio, output=output))
    told = present(draft.loudness)
    assert told == replace(measured(draft.sound, 24_000), target_lufs=target)
    if target is not None:
        assert present(told.lufs) == pytest.approx(target, abs=0.5)
        assert present(told.true_peak_db) <= -1.4
    else:
        assert np.array_equal(draft.sound, draft.speech.waveform)


def test_a_speech_engine_that_stumbles_has_a_second_try() -> None:
    assert STAGE.attempts == 2


def with_sound(draft: Draft, source: SoundSource, **track: str) -> None:
    audio = draft.context.recipe.audio_track.model_copy(update={"sound": source, **track})
    recipe = draft.context.recipe.model_copy(update={"audio_track": audio})
    draft.context = replace(draft.context, recipe=recipe)


def test_a_recording_takes_the_voices_place(draft: Draft, studio: Studio, tmp_path: Path) -> None:
    path = write_sound(tmp_path / "a.flac", tone(0.4, 48_000), 48_000)
    with_sound(draft, SoundSource(path=str(path)))
    STAGE.run(draft, studio)
    assert draft.sound.size == round(0.4 * 24_000)
    assert draft.frames == round(0.5 * draft.fps)
    assert draft.speech.phonemes == ()
    assert [word.word for word in draft.speech.words] == ["Good", "evening."], "for captions"
    assert draft.own_files == {"sound": hashlib.sha256(path.read_bytes()).hexdigest()}
    assert draft.context.warnings == []
    with wave.open(str(draft.folder.part_files.speech)) as written:
        assert written.getnframes() == draft.sound.size


def test_a_long_recording_is_cut_and_told(draft: Draft, studio: Studio, tmp_path: Path) -> None:
    path = write_sound(tmp_path / "a.wav", tone(3, 24_000), 24_000)
    with_sound(draft, SoundSource(path=str(path)))
    STAGE.run(draft, studio)
    assert draft.sound.size == round(0.5 * 24_000)
    assert draft.context.warnings == ["Sound truncated to fit 0.5s; the whole sound would take longer."]
    assert draft.speech.words == (), "nobody knows which words are left"


def test_a_recording_that_is_gone_is_told(draft: Draft, studio: Studio, tmp_path: Path) -> None:
    with_sound(draft, SoundSource(path=str(tmp_path / "gone.wav")))
    with pytest.raises(SourceError, match=r"The sound .*gone\.wav cannot be used: no such file\."):
        STAGE.run(draft, studio)
