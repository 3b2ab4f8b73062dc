"""Puts the sounds of a script's chunks together: one waveform with the times of its phonemes and words."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from vortex_gui.base.words.translation import tr
from vortex_gui.models.contracts import OnChunk, PhonemeSpan, Speech, WordSpan
from vortex_gui.models.speech.reading import Word, is_length, is_mark, is_sound

SAMPLE_RATE = 24_000
STEP_S = 0.025
"""Unit of a phoneme's duration: two spectral frames of hibari, one of Kokoro."""

Steps = NDArray[np.int64] | NDArray[np.float64]
"""How long each phoneme of a chunk is, with a pad at both ends, (L + 2,)."""

_KNEE, _CEILING = 0.7, 0.98
_EMPTY_S = 0.25


def assembled(
    chunks: Sequence[Sequence[Word]],
    utter: Callable[[int, Sequence[Word]], tuple[NDArray[np.float32], Steps]],
    gain: float,
    dropped: Sequence[str],
    on_chunk: OnChunk | None,
) -> Speech:
    """Chunks one behind the other, with the times of their phonemes and words.

    `utter(number, words)`, from 1, gives a chunk's sound and the steps of its phonemes with a pad at both
    ends. Without a chunk it is a quarter of a second of silence.
    """
    parts: list[NDArray[np.float32]] = []
    phonemes: list[PhonemeSpan] = []
    words: list[WordSpan] = []
    begin_s = 0.0
    _tell(on_chunk, 0, len(chunks))
    for number, chunk in enumerate(chunks, 1):
        sound, steps = utter(number, chunk)
        spans = _spans(chunk, steps, begin_s)
        phonemes += spans[0]
        words += spans[1]
        parts.append(sound)
        begin_s += sound.size / SAMPLE_RATE
        _tell(on_chunk, number, len(chunks))
    silence = np.zeros(round(_EMPTY_S * SAMPLE_RATE), np.float32)
    waveform = _limited(np.concatenate(parts) * np.float32(gain)) if parts else silence
    return Speech(waveform, SAMPLE_RATE, tuple(phonemes), tuple(words), _warnings(dropped))


def _spans(words: Sequence[Word], steps: Steps, begin_s: float) -> tuple[list[PhonemeSpan], list[WordSpan]]:
    """When each phoneme and word of a sentence sounds. Stress marks count to the phoneme that follows."""
    ends = begin_s + np.cumsum(steps) * STEP_S
    phonemes: list[PhonemeSpan] = []
    spoken: list[WordSpan] = []
    place, start = 1, float(ends[0])
    for word in words:
        first = len(phonemes)
        for symbol in word.phonemes:
            end = float(ends[place])
            place += 1
            if is_mark(symbol):
                continue
            if is_length(symbol) and len(phonemes) > first:
                phonemes[-1] = PhonemeSpan(phonemes[-1].phoneme, phonemes[-1].start_s, end)
            elif is_sound(symbol):
                phonemes.append(PhonemeSpan(symbol, start, end))
            start = end
        if len(phonemes) > first:
            spoken.append(WordSpan(word.text, phonemes[first].start_s, phonemes[-1].end_s))
    return phonemes, spoken


def _limited(waveform: NDArray[np.float32]) -> NDArray[np.float32]:
    """Peaks above the knee are bent smoothly under the ceiling, so nothing clips."""
    size = np.abs(waveform)
    room = _CEILING - _KNEE
    bent = _KNEE + room * np.tanh((size - _KNEE) / room)
    return np.where(size > _KNEE, np.sign(waveform) * bent, waveform).astype(np.float32)


def _warnings(dropped: Sequence[str]) -> tuple[str, ...]:
    if not dropped:
        return ()
    shown = ", ".join(dict.fromkeys(text[:20] for text in dropped[:8]))
    return (tr("The voice cannot read these and leaves them out: {words}.", words=shown),)


def _tell(on_chunk: OnChunk | None, done: int, total: int) -> None:
    if on_chunk is not None:
        on_chunk(done, total)
