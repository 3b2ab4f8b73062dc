"""The captions of a draft: the script as written, up to the cut; warnings where they are not as wished."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from tests.pipeline.slot.contexts import slot_context
from vortex_gui.base.profile import load_profile
from vortex_gui.base.recipe.recipe import recipe_from_mapping
from vortex_gui.models.contracts import Speech, WordSpan
from vortex_gui.pipeline.slot.draft import Draft
from vortex_gui.pipeline.slot.slot_folder import SlotFolder
from vortex_gui.pipeline.slot.stages.captioning import captions_of

RATE = 24_000


def drafted(folder: Path, script: str, words: tuple[WordSpan, ...], *, sound_s: float = 4.0) -> Draft:
    recipe = recipe_from_mapping(
        {"audio_track": {"script": script}, "visual_track": {"prompt": "a presenter"}}
    )
    draft = Draft(slot_context(recipe=recipe), SlotFolder(folder, 1), 24, load_profile("mini").ladder[0])
    draft.speech = Speech(np.zeros(4 * RATE, np.float32), RATE, words=words)
    draft.sound = draft.speech.waveform[: round(sound_s * RATE)]
    draft.frames = round((sound_s + 0.35) * 24)
    return draft


def spans(script: str, each_s: float) -> tuple[WordSpan, ...]:
    return tuple(WordSpan(word, n * each_s, (n + 1) * each_s) for n, word in enumerate(script.split()))


def test_markup_and_emoji_are_no_captions(tmp_path: Path) -> None:
    draft = drafted(tmp_path, "<b>Good</b> evening &amp; hello 🙂", spans("Good evening and hello", 0.5))
    (cue,) = captions_of(draft)
    assert cue.lines == ("Good evening & hello",)
    assert draft.context.warnings == []


def test_a_script_that_was_cut_has_captions_up_to_the_cut(tmp_path: Path) -> None:
    script = "One two three four five six"
    draft = drafted(tmp_path, script, spans(script, 0.5), sound_s=1.5)
    (cue,) = captions_of(draft)
    assert cue.lines == ("One two three",)
    assert cue.end_s <= draft.frames / draft.fps


def test_words_without_times_are_told_and_not_guessed(tmp_path: Path) -> None:
    draft = drafted(tmp_path, "Good evening.", ())
    assert captions_of(draft) == ()
    assert draft.context.warnings == [
        "There are no captions: nobody knows when each word of the script is said."
    ]


def test_the_script_of_a_recording_that_was_cut_is_said_to_go_on(tmp_path: Path) -> None:
    draft = drafted(tmp_path, "Good evening.", ())
    draft.own_files["sound"] = "its hash"
    assert captions_of(draft) == ()
    assert draft.context.warnings == [
        "There are no captions: the sound was cut, and nobody knows how far its script goes."
    ]


@pytest.mark.parametrize(("each_s", "told"), [(0.02, 1), (1.0, 0)])
def test_captions_that_are_too_quick_to_read_are_told(tmp_path: Path, each_s: float, told: int) -> None:
    script = " ".join(["extraordinary"] * 40)
    draft = drafted(tmp_path, script, spans(script, each_s), sound_s=0.8 if told else 4.0)
    captions_of(draft)
    assert len([warning for warning in draft.context.warnings if "characters a second" in warning]) == told
