"""Hibari, a small student of Kokoro, as the built-in voice: script to speech without torch.

A voice is the base voice with another pitch, tempo and vocal-tract length; an emotion changes pitch, its
range, tempo and energy. All of it acts on the synthesiser's own tracks before the sound exists: the pitch and
energy tracks that its decoder reads, its durations, its spectral envelope. No sound is resampled.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from vortex_gui.models.contracts import OnChunk, Speaker, Speech
from vortex_gui.models.speech.assembly import Steps, assembled
from vortex_gui.models.speech.hibari_graph import (
    DURATIONS,
    ENERGY_SHIFT,
    PITCH_LEVEL,
    PITCH_RANGE,
    WISHED_DURATIONS,
    controllable_graph,
)
from vortex_gui.models.speech.reading import Reader, Word, not_installed, phonemiser
from vortex_gui.models.speech.session import Session
from vortex_gui.models.speech.voices import DEFAULT_VOICE, EMOTIONS, VOICES, check_manner

# The pitch about which the range is widened: hibari's median over voiced frames.
_BASE_PITCH_HZ = 190.0
# Half of an emotion's decibels go into the energy track (timbre and loudness), the rest into plain gain.
_ENERGY_PER_DB = 0.12
_BASE_GAIN_DB = 6.0
_TILT_HZ, _TILT_OCTAVES = 1000.0, (-2.0, 3.0)
_TOP_HZ = 12_000.0


@dataclass(frozen=True, slots=True)
class _Manner:
    """Voice, emotion and speed, put together for the synthesiser."""

    pitch: float
    pitch_range: float
    tempo: float
    resonance: float
    brightness_db: float
    energy_shift: float
    gain: float


class HibariSpeaker(Speaker):
    """hibari-tts: weights and phonemiser come inside its wheel, nothing is downloaded.

    `threads` is the number of onnxruntime threads (1 or 2 are enough; it is over fifty times faster than real
    time). Raises `CheckpointError` when the package or its weights are missing or of another version.
    """

    def __init__(self, *, threads: int = 1) -> None:
        try:
            import hibari
            from hibari.voices import ASSETS
        except ImportError:
            raise not_installed() from None
        graph = controllable_graph(Path(ASSETS) / "hibari.onnx")
        synthesiser = hibari.Hibari(model=graph, threads=threads)
        self._reader = Reader(phonemiser(), synthesiser.vocab)
        self._ids: Callable[[str], list[int]] = synthesiser.ids
        self._session: Session = synthesiser.sess
        self._bytes = len(graph) + (Path(ASSETS) / "oov.onnx").stat().st_size

    @property
    def bytes_outside_torch(self) -> int:
        """Of the voice and of the network for unknown words: onnxruntime does not tell its own."""
        return self._bytes

    @property
    def voices(self) -> tuple[str, ...]:
        """Names that `synthesize` takes."""
        return tuple(VOICES)

    def synthesize(
        self,
        script: str,
        *,
        voice: str = DEFAULT_VOICE,
        speed: float = 1.0,
        emotion: str = "neutral",
        seed: int = 0,
        on_chunk: OnChunk | None = None,
    ) -> Speech:
        """See `Speaker`. A script without anything to say becomes a quarter of a second of silence."""
        manner = _manner(voice, speed, emotion)
        noise = np.random.default_rng(seed)
        sentences, dropped = self._reader.read(script)
        return assembled(
            sentences, lambda _, words: self._speak(words, manner, noise), manner.gain, dropped, on_chunk
        )

    def _speak(
        self, words: Sequence[Word], manner: _Manner, noise: np.random.Generator
    ) -> tuple[NDArray[np.float32], Steps]:
        """The sound of one sentence, and the steps of each of its phonemes with a pad at both ends."""
        from hibari import dsp

        ids = self._ids("".join(word.phonemes for word in words))
        level = manner.pitch * _BASE_PITCH_HZ ** (1.0 - manner.pitch_range)
        feeds: dict[str, NDArray[np.generic]] = {
            "ids": np.asarray([ids], np.int64),
            "speed": np.asarray([1.0], np.float32),
            PITCH_LEVEL: np.asarray([level], np.float32),
            PITCH_RANGE: np.asarray([manner.pitch_range], np.float32),
            ENERGY_SHIFT: np.asarray([manner.energy_shift], np.float32),
        }
        if manner.tempo != 1.0:
            (wished,) = self._session.run((WISHED_DURATIONS,), feeds)
            tempo = _speed_for(np.asarray(wished, np.float32), manner.tempo)
            feeds["speed"] = np.asarray([tempo], np.float32)
        names = ("lh", "theta", "ln", "lr", "phi", "f0", DURATIONS)
        *spectra, pitch, steps = self._session.run(names, feeds)
        parts = [np.asarray(spectrum[0], np.float32) for spectrum in spectra]
        parts = _with_brightness(_with_resonance(parts, manner.resonance), manner.brightness_db)
        sound: NDArray[np.float32] = dsp.synth(*parts, pitch[0], noise)
        return sound, np.asarray(steps, np.int64)


def _manner(voice: str, speed: float, emotion: str) -> _Manner:
    check_manner(voice, VOICES, speed, emotion)
    base, tone = VOICES[voice], EMOTIONS[emotion]
    return _Manner(
        pitch=base.pitch * tone.pitch,
        pitch_range=base.pitch_range * tone.pitch_range,
        tempo=base.tempo * tone.tempo * speed,
        resonance=base.resonance,
        brightness_db=base.brightness_db,
        energy_shift=tone.energy_db * _ENERGY_PER_DB,
        gain=float(10 ** ((_BASE_GAIN_DB + base.gain_db + tone.energy_db / 2) / 20)),
    )


def _speed_for(wished: NDArray[np.float32], tempo: float) -> float:
    """The speed at which whole steps add up to the tempo: phonemes of one step cannot shrink, others must."""
    speeds = np.linspace(0.6 * tempo, 1.8 * tempo, 121)
    totals = np.maximum(np.rint(wished[None] / speeds[:, None]), 1).sum(axis=1)
    goal = np.maximum(np.rint(wished), 1).sum() / tempo
    best = np.flatnonzero(np.abs(totals - goal) == np.abs(totals - goal).min())
    return float(speeds[best[len(best) // 2]])


def _with_resonance(spectra: list[NDArray[np.float32]], resonance: float) -> list[NDArray[np.float32]]:
    """The five spectra (bins, frames), their envelope stretched along frequency; harmonics stay in place."""
    if resonance == 1.0:
        return spectra
    bins = spectra[0].shape[0]
    source = np.minimum(np.arange(bins) / resonance, bins - 1)
    below = np.minimum(source.astype(np.int64), bins - 2)
    part = (source - below).astype(np.float32)[:, None]
    nearest = np.rint(source).astype(np.int64)

    def stretched(spectrum: NDArray[np.float32]) -> NDArray[np.float32]:
        return np.asarray(spectrum[below] * (1 - part) + spectrum[below + 1] * part, np.float32)

    harmonic, turn, noise, free, phase = spectra
    # Phases cannot be blended between bins.
    return [stretched(harmonic), turn[nearest], stretched(noise), stretched(free), phase[nearest]]


def _with_brightness(spectra: list[NDArray[np.float32]], brightness_db: float) -> list[NDArray[np.float32]]:
    """The five spectra (bins, frames), their natural logarithms tilted about 1 kHz; phases stay."""
    if brightness_db == 0.0:
        return spectra
    harmonic, turn, noise, free, phase = spectra
    hertz = np.linspace(0.0, _TOP_HZ, harmonic.shape[0])
    octaves = np.log2(np.maximum(hertz, 1.0) / _TILT_HZ).clip(*_TILT_OCTAVES)
    tilt = (octaves * brightness_db * np.log(10) / 20).astype(np.float32)[:, None]
    return [harmonic + tilt, turn, noise + tilt, free + tilt, phase]
