"""The captions of a slot under way, from its script and the times of its speech."""

from __future__ import annotations

from vortex_gui.base.captions import Cue
from vortex_gui.base.speaking.reading_aloud import shown_text
from vortex_gui.base.words.translation import tr
from vortex_gui.pipeline.captions.cues import MOST_PER_S, cues_of, reading_speed
from vortex_gui.pipeline.captions.timed_words import timed_words
from vortex_gui.pipeline.slot.draft import Draft

TOLD_FROM = 1.25
"""Times the ease of reading: a lively voice is a little quicker, and that is no news."""


def captions_of(draft: Draft) -> tuple[Cue, ...]:
    """The cues of what is heard, up to the cut of a long script.

    Sound whose words have no times gets none, and a warning says so. So do cues that are hard to read.
    """
    speech, context = draft.speech, draft.context
    text = shown_text(context.recipe.audio_track.script)
    if not speech.words:
        if text:
            context.warn(_without_times("sound" in draft.own_files))
        return ()
    words = timed_words(text, speech.words, draft.sound.size / speech.sample_rate)
    cues = cues_of(words, draft.frames / draft.fps)
    speed = reading_speed(cues)
    if speed > MOST_PER_S * TOLD_FROM:
        context.warn(
            tr(
                "The captions need {speed:.0f} characters a second in places; most people read {most:g}.",
                speed=speed,
                most=MOST_PER_S,
            )
        )
    return cues


def _without_times(is_recorded: bool) -> str:
    """Words are spread over a whole recording; of one that was cut, nobody knows how far the script goes."""
    if is_recorded:
        return tr("There are no captions: the sound was cut, and nobody knows how far its script goes.")
    return tr("There are no captions: nobody knows when each word of the script is said.")
