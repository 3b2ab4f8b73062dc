"""A draft's clip for its checks: what the animator brought, the sound as long as it should be."""

from __future__ import annotations

from dataclasses import replace

from tests.narrowing import present
from vortex_gui.models.contracts import WordSpan
from vortex_gui.pipeline.checks.clip_check import check_clip
from vortex_gui.pipeline.slot.draft import Draft
from vortex_gui.pipeline.slot.stages.actor import ActorStage
from vortex_gui.pipeline.slot.stages.animation import AnimationStage
from vortex_gui.pipeline.slot.stages.checked_clip import clip_of
from vortex_gui.pipeline.slot.stages.speech import SpeechStage
from vortex_gui.pipeline.slot.stages.stage import Studio


def test_pictures_sound_and_wishes_are_those_of_the_draft(draft: Draft, studio: Studio) -> None:
    for stage in (SpeechStage(), ActorStage(), AnimationStage()):
        stage.run(draft, studio)
    clip = clip_of(draft, studio)
    assert (clip.count, clip.fps, clip.wished_s) == (12, 24, 0.5)
    assert clip.sound.size == 12_000
    assert clip.actor.shape == (3, 256, 256)
    mouth = present(clip.mouth)
    assert 0.35 < (mouth.left + mouth.right) / 2 < 0.65
    assert 0.5 < (mouth.top + mouth.bottom) / 2 < 0.75
    assert all(word.end_s <= 0.5 for word in clip.words)
    names = {check.name: check for check in check_clip(clip)}
    assert names["length"].passed
    assert names["lips_match"].value is None, "half a second says nothing"


def test_guessed_times_of_a_recordings_words_are_no_reason_to_fail(draft: Draft, studio: Studio) -> None:
    for stage in (SpeechStage(), ActorStage(), AnimationStage()):
        stage.run(draft, studio)
    draft.speech = replace(draft.speech, words=(WordSpan("a", 0.0, 0.3),))
    assert clip_of(draft, studio).words
    draft.own_files["sound"] = "its hash"
    clip = clip_of(draft, studio)
    assert not clip.words
    assert clip.said_s == draft.sound.size / studio.profile.sizes.sample_rate
