"""Tells one speaker from another: a sound as a vector, near to those of the speaker's other sentences.

Public names
    plain(sound, rate) -> float64 (78,): mean and spread of 38 mel cepstra, pitch and its spread
    Encoder(path): the same by a network that was taught on thousands of people, float64 (256,)
    mel_powers(sound, rate) -> power of each 10 ms in 40 bands, float64 (frames, 40)
Sounds are float32 (samples,) in [-1, 1]. Loudness changes neither.

The network is the voice encoder of Resemblyzer 0.1.4 (Apache-2.0), a generalised end-to-end speaker verifier;
`path` is the file pretrained.pt of its wheel.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import numpy.typing as npt
import torch
from torch import nn

from tools.mini.clips.listening import RECOGNISER_RATE as RATE
from tools.mini.clips.listening import resampled

Print = npt.NDArray[np.float64]
"""A vector that stands for a speaker."""

WINDOW, STEP, BANDS = 400, 160, 40
CEPSTRA = 38
AUDIBLE_DB = 35.0
"""Frames this far under the loudest are pauses."""
LEVEL_DBFS = -30.0
"""The loudness that the network was taught at."""
PART, PART_STEP = 160, 77
"""Frames that the network hears at once, and from one such part to the next."""
PITCH_HZ = (60, 420)
VOICED = 0.45


def mel_powers(sound: npt.NDArray[np.float32], rate: int) -> Print:
    """Slaney's filters over a periodic Hann window, as librosa draws them; pauses are left out."""
    powers = np.abs(np.fft.rfft(_frames(sound, rate) * np.hanning(WINDOW + 1)[:-1])) ** 2 @ _filters().T
    kept: Print = powers[_audible(powers)]
    return kept


def plain(sound: npt.NDArray[np.float32], rate: int) -> Print:
    """Without any training: what the vocal tract does on the average, and how high the voice is."""
    logs = np.log(mel_powers(sound, rate) + 1e-9)
    turns = np.arange(1, CEPSTRA + 1)[:, None] * (np.arange(BANDS) + 0.5) * np.pi / BANDS
    cepstra = logs @ np.cos(turns).T / BANDS
    heights = np.log(_pitches(sound, rate))
    return np.concatenate((cepstra.mean(0), cepstra.std(0), [heights.mean(), heights.std()]))


class Encoder(nn.Module):
    """Three layers of LSTM over mel powers; its vectors have length 1 and no negative part."""

    def __init__(self, path: Path) -> None:
        """Raises FileNotFoundError where there is no such file."""
        super().__init__()
        self.lstm = nn.LSTM(BANDS, 256, 3, batch_first=True)
        self.linear = nn.Linear(256, 256)
        state = torch.load(path, map_location="cpu", weights_only=True)["model_state"]
        self.load_state_dict(state, strict=False)  # two more belong to its loss

    @torch.no_grad()
    def voiceprint(self, sound: npt.NDArray[np.float32], rate: int) -> Print:
        gain = 10 ** (LEVEL_DBFS / 20) / max(float(np.sqrt(np.mean(sound**2))), 1e-9)
        mel = mel_powers(sound * np.float32(gain), rate).astype(np.float32)
        mel = np.pad(mel, ((0, max(0, PART - len(mel))), (0, 0)))
        begins = range(0, len(mel) - PART + 1, PART_STEP)
        _, (hidden, _) = self.lstm(torch.from_numpy(np.stack([mel[b : b + PART] for b in begins])))
        parts = nn.functional.normalize(self.linear(hidden[-1]).relu(), dim=1)
        whole: Print = nn.functional.normalize(parts.mean(0), dim=0).double().numpy()
        return whole


def _frames(sound: npt.NDArray[np.float32], rate: int) -> Print:
    """Windows of 25 ms each 10 ms at 16 kHz, (frames, 400)."""
    slow = resampled(sound, rate, RATE)
    padded = np.pad(slow, (0, max(0, WINDOW - slow.size)))
    return np.lib.stride_tricks.sliding_window_view(padded, WINDOW)[::STEP]


def _audible(powers: Print) -> npt.NDArray[np.bool_]:
    level = 10 * np.log10(powers.sum(axis=1) + 1e-12)
    heard: npt.NDArray[np.bool_] = level > level.max() - AUDIBLE_DB
    return heard


def _filters() -> Print:
    """Forty triangles of equal area, evenly spaced on Slaney's scale from 0 to 8 kHz, (40, 201)."""
    edges = _hertz(np.linspace(0, _mel(RATE / 2), BANDS + 2))
    bins = np.fft.rfftfreq(WINDOW, 1 / RATE)
    rising = (bins - edges[:-2, None]) / (edges[1:-1] - edges[:-2])[:, None]
    falling = (edges[2:, None] - bins) / (edges[2:] - edges[1:-1])[:, None]
    triangles: Print = np.maximum(np.minimum(rising, falling), 0) * (2 / (edges[2:] - edges[:-2]))[:, None]
    return triangles


_LINEAR_HZ, _MEL_HZ, _LOG_STEP = 1000.0, 200 / 3, np.log(6.4) / 27


def _mel(hertz: float) -> float:
    return float(_LINEAR_HZ / _MEL_HZ + np.log(hertz / _LINEAR_HZ) / _LOG_STEP)


def _hertz(mels: Print) -> Print:
    corner = _LINEAR_HZ / _MEL_HZ
    return np.where(mels < corner, mels * _MEL_HZ, _LINEAR_HZ * np.exp(_LOG_STEP * (mels - corner)))


def _pitches(sound: npt.NDArray[np.float32], rate: int) -> Print:
    """Hertz of each voiced window, by the highest peak of its autocorrelation; 1 Hz where none is voiced."""
    frames = np.lib.stride_tricks.sliding_window_view(
        np.pad(resampled(sound, rate, RATE), (0, 2 * WINDOW)), 2 * WINDOW
    )[:: 2 * STEP]
    frames = frames - frames.mean(axis=1, keepdims=True)
    spectra = np.abs(np.fft.rfft(frames * np.hanning(2 * WINDOW), 4 * WINDOW)) ** 2
    alike = np.fft.irfft(spectra)
    shortest, longest = RATE // PITCH_HZ[1], RATE // PITCH_HZ[0]
    lags = alike[:, shortest:longest]
    loud = alike[:, 0] > 0.01 * alike[:, 0].max()
    voiced = loud & (lags.max(axis=1) > VOICED * alike[:, 0])
    return RATE / (lags[voiced].argmax(axis=1) + shortest) if voiced.any() else np.ones(1)
