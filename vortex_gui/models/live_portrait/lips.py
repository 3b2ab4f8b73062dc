"""What the lips do in every frame of speech: loudness opens them, phonemes shape them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from vortex_gui.models.contracts import PhonemeSpan

Curve = NDArray[np.float64]
"""A value for each frame."""

# Kokoro's alphabet: A I O W Y Q are the diphthongs of day, my, go, now, boy and British go.
# How far the lips meet; m hums on behind them, and a mouth that ignores the hum looks late.
_CLOSED: Mapping[str, float] = MappingProxyType({"p": 0.95, "b": 0.95, "m": 0.7})
_PRESSED: Mapping[str, float] = MappingProxyType(dict.fromkeys("pbm", 1.0))
_PRESSED_WIDTH = -0.75
"""Lips that are pressed together are narrower than lips at rest: else nothing tells the two apart."""
_BITTEN: Mapping[str, float] = MappingProxyType(dict.fromkeys("fv", 1.0))
_BITTEN_OPEN = 0.3
"""The lower lip at the upper teeth: a gap that shows teeth and no more, however loud it hisses."""
_APERTURE: Mapping[str, float] = MappingProxyType(
    dict.fromkeys("ɑaæɐɒIW", 1.0)
    | dict.fromkeys("ɔʌAɛ", 0.85)
    | dict.fromkeys("OQYəɜᵊɚ", 0.7)
    | dict.fromkeys("ɪiᵻeouʊ", 0.55)
    | dict.fromkeys("fv", 0.25)
)
_CONSONANT = 0.5
_ROUND: Mapping[str, float] = MappingProxyType(
    dict.fromkeys("uw", 1.0)
    | dict.fromkeys("OoQʊ", 0.85)
    | dict.fromkeys("ɔWYɒ", 0.55)
    | {"ɹ": 0.2}
    # sh, zh, ch, j push the lips forward.
    | dict.fromkeys("ʃʒʧʤ", 0.4)
)
_WIDE: Mapping[str, float] = MappingProxyType(
    dict.fromkeys("ieAj", 0.9) | dict.fromkeys("ɪᵻɛI", 0.5) | {"æ": 0.2} | dict.fromkeys("szt", 0.35)
)
_CLEAR = 0.85
"""A vowel of this rounding or width shows it in full in its middle frame, whatever stands beside it."""
_LEAST_OPEN: Mapping[str, float] = MappingProxyType(
    {vowel: 0.45 * aperture for vowel, aperture in _APERTURE.items() if vowel not in _BITTEN}
)
"""A voiced vowel opens its middle frame so far, however soft it is spoken."""
_NARROWED = 0.6
"""Of the rounding: so much narrower are round lips."""

# Loudness below this share of the loud passages is silence.
_GATE = 0.06
_OPENING_POWER = 0.75


def spoken_lips(
    sound: NDArray[np.float32],
    sample_rate: int,
    phonemes: Sequence[PhonemeSpan],
    times: Curve,
    fps: float,
    loud: Curve,
    gain: Curve,
) -> dict[str, Curve]:
    """`lip_open`, `lip_round` and `lip_width` at `times` (frames,), of speech so `loud` there.

    Without phonemes the sound's spectrum tells round from wide. `gain` is of an expression.
    """
    voiced = np.maximum((loud - _GATE) / (1.0 - _GATE), 0.0)
    opening = _opening(phonemes, times, fps, voiced, gain)
    # Silence closes the mouth, whatever the smoothing brought in from the next word.
    silent = loud < 0.5 * _GATE
    opening[silent] = np.minimum(opening[silent], 0.04)
    if phonemes:
        rounding, width = _shapes_of_phonemes(phonemes, times, fps)
    else:
        rounding, width = _shapes_by_ear(sound, sample_rate, times, fps, voiced)
    return {
        "lip_open": opening,
        "lip_round": np.minimum(rounding, 1.0),
        "lip_width": np.clip(width, -1.0, 1.0),
    }


def _opening(phonemes: Sequence[PhonemeSpan], times: Curve, fps: float, voiced: Curve, gain: Curve) -> Curve:
    opening = voiced**_OPENING_POWER
    if phonemes:
        aperture = _shown(phonemes, {**dict.fromkeys(_CLOSED, 0.3), **_APERTURE}, _CONSONANT, times, fps)
        opening = opening * (0.65 + 0.35 * aperture)
    opening = smooth(np.minimum(opening * gain, 1.0), 1)
    opening = np.maximum(opening, _moments(phonemes, _LEAST_OPEN, times, fps) * (voiced > 0))
    opening *= 1.0 - _moments(phonemes, _CLOSED, times, fps)
    opening += _moments(phonemes, _BITTEN, times, fps) * (_BITTEN_OPEN - opening)
    return opening


def _shapes_of_phonemes(phonemes: Sequence[PhonemeSpan], times: Curve, fps: float) -> tuple[Curve, Curve]:
    """Rounding and width: of each frame's phonemes by their share, of a clear vowel in full at its middle."""
    rounding, width = (_shown(phonemes, table, 0.0, times, fps) for table in (_ROUND, _WIDE))
    rounding, width = _narrowed(rounding, width)
    round_vowel, wide_vowel, pressed, bitten = (
        _moments(phonemes, table, times, fps) for table in (_clear(_ROUND), _clear(_WIDE), _PRESSED, _BITTEN)
    )
    rounding = np.maximum(rounding * (1.0 - wide_vowel), round_vowel)
    width = np.where(wide_vowel > 0, np.maximum(width, wide_vowel), width)
    width = np.where(round_vowel > 0, np.minimum(width, -_NARROWED * round_vowel), width)
    rounding, width = rounding * (1.0 - bitten), width * (1.0 - bitten)
    return rounding * (1.0 - pressed), width + pressed * (_PRESSED_WIDTH - width)


def _clear(table: Mapping[str, float]) -> dict[str, float]:
    return {phoneme: value for phoneme, value in table.items() if value >= _CLEAR}


def _narrowed(rounding: Curve, width: Curve) -> tuple[Curve, Curve]:
    """Both smoothed; what rounds is narrower for it."""
    return smooth(rounding, 1), smooth(width - _NARROWED * rounding, 1)


def _shown(
    phonemes: Sequence[PhonemeSpan], table: Mapping[str, float], other: float, times: Curve, fps: float
) -> Curve:
    """The table's values of the phonemes that each frame shows, by their share of it."""
    total = np.zeros(times.size)
    for span in phonemes:
        value = table.get(span.phoneme, other)
        if value:
            total += value * _share(span, times, fps)
    return total


def _share(span: PhonemeSpan, times: Curve, fps: float) -> Curve:
    half = 0.5 / fps
    overlap = np.minimum(times + half, span.end_s) - np.maximum(times - half, span.start_s)
    return np.clip(overlap * fps, 0.0, 1.0)


def _moments(phonemes: Sequence[PhonemeSpan], table: Mapping[str, float], times: Curve, fps: float) -> Curve:
    """How far the table's phonemes shape the lips, 0 to 1: in the one frame nearest to the middle of each.

    A frame that is much longer than the sound shows it by its share alone. More frames would tell these
    sounds better and tear the lips from the loudness that the eye follows.
    """
    shaped = np.zeros(times.size)
    for span in phonemes:
        middle = (span.start_s + span.end_s) / 2
        nearest = round(middle * fps - 0.5)
        if span.phoneme in table and 0 <= nearest < times.size:
            share = min(1.0, (span.end_s - span.start_s) * fps)
            shaped[nearest] = max(shaped[nearest], table[span.phoneme] * share)
    return shaped


def _shapes_by_ear(
    sound: NDArray[np.float32], sample_rate: int, times: Curve, fps: float, voiced: Curve
) -> tuple[Curve, Curve]:
    """Rounding and width guessed from the spectrum's balance: dark vowels are round, bright ones wide.

    What is not voiced has no vowel.
    """
    size = max(64, round(1.5 * sample_rate / fps))
    padded = np.pad(sound.astype(np.float64), size)
    begins = np.minimum(np.rint(times * sample_rate - size / 2) + size, padded.size - size).astype(np.int64)
    window, hertz = np.hanning(size), np.fft.rfftfreq(size, 1.0 / sample_rate)
    band = (hertz > 250.0) & (hertz < 3500.0)
    log_hertz = np.log(hertz[band])
    rounding, width = np.zeros(times.size), np.zeros(times.size)
    for frame, begin in enumerate(begins):
        power = np.abs(np.fft.rfft(padded[begin : begin + size] * window))[band]
        if power.sum() <= 1e-9:
            continue
        centre = float(np.exp((log_hertz * power).sum() / power.sum()))
        rounding[frame] = np.clip((750.0 - centre) / 250.0, 0.0, 1.0)
        width[frame] = np.clip((centre - 900.0) / 500.0, 0.0, 1.0)
    return _narrowed(rounding * voiced, width * voiced)


def smooth(curve: Curve, reach: int) -> Curve:
    """A weighted mean over `reach` frames on each side, without delay."""
    kernel = np.bartlett(2 * reach + 3)[1:-1]
    padded = np.pad(curve, reach, mode="edge")
    return np.convolve(padded, kernel / kernel.sum(), mode="valid")
