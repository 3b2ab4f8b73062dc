"""A draft's clip for its checks: what the animator brought, the sound as long as it should be."""

from __future__ import annotations

from tests.narrowing import present
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
