"""What there is to hear in a clip: the words an offline recogniser gets, and how loud each frame's speech is.

Public names
    recognised(sound, rate) -> list of words; needs pocketsphinx, which carries its model (extra [test])
    share_heard(script, words) -> the share of the script's words that were got in their order, 0..1
    speech_level(sound, rate, frames, fps) -> level of each frame's own sound in the speech band
Sounds are float32 (samples,) in [-1, 1].
"""

from __future__ import annotations

import re
from difflib import SequenceMatcher

import numpy as np
import numpy.typing as npt

RECOGNISER_RATE = 16_000
BAND_HZ = (300, 3400)


def recognised(sound: npt.NDArray[np.float32], rate: int) -> list[str]:
    """The words that the recogniser hears; an empty list where it hears none."""
    from pocketsphinx import Decoder

    decoder = Decoder(samprate=RECOGNISER_RATE, loglevel="FATAL")
    decoder.start_utt()
    samples = np.clip(resampled(sound, rate, RECOGNISER_RATE), -1, 1) * 32_000
    decoder.process_raw(samples.astype("<i2").tobytes(), full_utt=True)
    decoder.end_utt()
    hypothesis = decoder.hyp()
    return hypothesis.hypstr.split() if hypothesis else []


def resampled(sound: npt.NDArray[np.float32], rate: int, wanted: int) -> npt.NDArray[np.float64]:
    """The sound at a lower rate, cut in the spectrum."""
    count = len(sound) * wanted // rate
    return np.fft.irfft(np.fft.rfft(sound)[: count // 2 + 1], count) * count / len(sound)


def share_heard(script: str, words: list[str]) -> float:
    """How much of the script was heard, in its order."""
    expected = re.findall(r"[a-z']+", script.lower())
    blocks = SequenceMatcher(None, expected, words, autojunk=False).get_matching_blocks()
    return sum(block.size for block in blocks) / max(1, len(expected))


def speech_level(sound: npt.NDArray[np.float32], rate: int, frames: int, fps: int) -> npt.NDArray[np.float64]:
    """Root mean square of each frame's own sound between 300 and 3,400 Hz, (frames,)."""
    spectrum = np.fft.rfft(sound)
    hertz = np.fft.rfftfreq(sound.size, 1 / rate)
    spectrum[(hertz < BAND_HZ[0]) | (hertz > BAND_HZ[1])] = 0
    size = rate // fps
    padded = np.zeros(frames * size)
    banded = np.fft.irfft(spectrum, sound.size)[: padded.size]
    padded[: banded.size] = banded
    level: npt.NDArray[np.float64] = np.sqrt((padded.reshape(frames, size) ** 2).mean(axis=1))
    return level
