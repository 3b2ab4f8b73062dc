"""Speech in its slot: how many frames it fills, and where it is cut."""

from __future__ import annotations

import numpy as np
import pytest

from vortex_gui.models.contracts import Speech, WordSpan
from vortex_gui.pipeline.slot.stages.speech_fit import FADE_S, TAIL_S, cut_at_word, frame_count

RATE = 1000


def speech(*ends_s: float) -> Speech:
    """Two seconds of ones, with words that end at these times."""
    words = tuple(WordSpan("word", 0.0, end_s) for end_s in ends_s)
    return Speech(np.ones(2 * RATE, np.float32), RATE, words=words)


@pytest.mark.parametrize(
    ("speech_s", "wished_s", "frames"),
    [
        (1.65, None, 48),  # 1.65 s and the tail are 2 s
        (1.66, None, 49),
        (9.0, 2.0, 48),
        (9.0, 2.00001, 49),
        (0.0, 0.001, 1),
        (0.0, 1e-9, 1),
        (60.0, None, 240),
        (0.0, 60.0, 240),
    ],
)
def test_a_clip_is_as_long_as_wished_else_as_its_speech(
    speech_s: float, wished_s: float | None, frames: int
) -> None:
    assert frame_count(speech_s, wished_s, 24, 240) == frames


def test_a_length_that_is_whole_but_for_rounding_takes_no_frame_more() -> None:
    assert frame_count(0.0, 0.1 + 0.2, 10, 240) == 3
    assert frame_count(0.0, 3.0000008, 1, 240) == 3
    assert frame_count(0.0, 3.0000012, 1, 240) == 4


def test_speech_that_fits_is_not_touched() -> None:
    whole = speech(0.5, 1.9)
    assert cut_at_word(whole, 2.0) is whole.waveform
    assert cut_at_word(whole, 1.9996) is whole.waveform  # by less than half a sample


def test_speech_is_cut_after_the_last_word_that_fits_and_faded() -> None:
    cut = cut_at_word(speech(0.5, 1.0, 1.5), 1.2)
    fade = round(FADE_S * RATE)
    assert cut.size == RATE
    assert np.all(cut[:-fade] == 1.0)
    assert cut[-fade:] == pytest.approx(np.linspace(1.0, 0.0, 20), abs=1e-6)


def test_a_word_that_ends_with_the_slot_is_kept() -> None:
    assert cut_at_word(speech(0.5, 1.2), 1.2).size == 1200


def test_speech_without_a_whole_word_is_cut_at_the_length() -> None:
    assert cut_at_word(speech(1.5), 1.2).size == 1200
    assert cut_at_word(speech(), 0.25).size == 250


def test_a_cut_shorter_than_the_fade_is_all_fade() -> None:
    assert cut_at_word(speech(), 0.003) == pytest.approx([1.0, 0.5, 0.0])
    assert cut_at_word(speech(), 0.001) == pytest.approx([1.0])
    assert cut_at_word(speech(), 0.0).size == 0


def test_the_cut_leaves_the_speech_as_it_was() -> None:
    whole = speech(1.0)
    cut_at_word(whole, 1.5)
    assert np.all(whole.waveform == 1.0)
    assert TAIL_S == 0.35
