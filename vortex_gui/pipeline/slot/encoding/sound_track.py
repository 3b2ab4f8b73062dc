"""The clip's sound as its file holds it: the voice's own rate and one channel, or a common rate and two."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

import av
import numpy as np
from numpy.typing import NDArray

from vortex_gui.base.formats import ClipSound

STEREO_RATES: Mapping[ClipSound, int] = {"44.1 kHz stereo": 44_100, "48 kHz stereo": 48_000}
BOTH = 0.5**0.5
"""Each of two channels with the voice: together they are as loud as the one."""


@dataclass(frozen=True, slots=True, eq=False)
class SoundTrack:
    """`samples` is float32 (channels, samples)."""

    samples: NDArray[np.float32]
    rate: int

    @property
    def layout(self) -> str:
        return "mono" if self.samples.shape[0] == 1 else "stereo"

    @property
    def length(self) -> int:
        samples: int = self.samples.shape[1]
        return samples

    def frame(self, begin: int, end: int) -> av.AudioFrame:
        """The samples from `begin` to `end`, with their time."""
        part = np.ascontiguousarray(self.samples[:, begin:end])
        frame = av.AudioFrame.from_ndarray(part, format="fltp", layout=self.layout)
        frame.sample_rate = self.rate
        frame.pts = begin
        frame.time_base = Fraction(1, self.rate)
        return frame


def sound_track(sound: NDArray[np.float32], rate: int, wished: ClipSound) -> SoundTrack:
    """The track of a mono sound; it is as long as the sound, to the sample."""
    wished_rate = STEREO_RATES.get(wished)
    if wished_rate is None:
        return SoundTrack(sound[None], rate)
    samples = round(sound.size * wished_rate / rate)
    track = np.zeros((2, samples), np.float32)
    resampled = _resampled(sound, rate, wished_rate)[:samples]
    track[:, : resampled.size] = resampled * BOTH
    return SoundTrack(track, wished_rate)


def _resampled(sound: NDArray[np.float32], rate: int, wished_rate: int) -> NDArray[np.float32]:
    resampler = av.AudioResampler(format="fltp", layout="mono", rate=wished_rate)
    whole = SoundTrack(sound[None], rate).frame(0, sound.size)
    frames = [*resampler.resample(whole), *resampler.resample(None)]
    parts = [frame.to_ndarray()[0] for frame in frames]
    joined: NDArray[np.float32] = np.concatenate(parts) if parts else np.empty(0, np.float32)
    return joined
