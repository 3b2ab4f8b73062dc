"""Script → speech: the types of the speech role, and hibari, a small student of Kokoro, as its mini backend.

A voice is the base voice with another pitch, tempo and vocal-tract length; an emotion changes pitch, its
range, tempo and energy. All of it acts on the synthesiser's own tracks before the sound exists: the pitch and
energy tracks that its decoder reads, its durations, its spectral envelope. No sound is resampled, and torch
is not needed.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from vortex_gui.base.errors import CheckpointError
from vortex_gui.models.speech.hibari_graph import (
    DURATIONS,
    ENERGY_SHIFT,
    PITCH_LEVEL,
    PITCH_RANGE,
    WISHED_DURATIONS,
    controllable_graph,
)

SAMPLE_RATE = 24_000
STEP_S = 0.025
"""Unit of hibari's durations: two of its spectral frames."""
SLOWEST, FASTEST = 0.8, 1.2


@dataclass(frozen=True, slots=True)
class PhonemeSpan:
    """One sounded phoneme (one character of Kokoro's alphabet) and when it sounds; silence has no span."""

    phoneme: str
    start_s: float
    end_s: float


@dataclass(frozen=True, slots=True)
class WordSpan:
    """One word as it stands in the script (numbers and symbols as they are read) and when it sounds."""

    word: str
    start_s: float
    end_s: float


@dataclass(frozen=True, slots=True)
class Speech:
    """Sound with its timing: waveform float32 (samples,) in [-1, 1]; spans rise and lie inside it."""

    waveform: NDArray[np.float32]
    sample_rate: int
    phonemes: tuple[PhonemeSpan, ...] = ()
    words: tuple[WordSpan, ...] = ()
    warnings: tuple[str, ...] = ()
    """What of the script could not be spoken, in sentences for the operator."""

    @property
    def duration_s(self) -> float:
        return self.waveform.size / self.sample_rate


class Speaker(Protocol):
    """What every speech backend offers."""

    @property
    def voices(self) -> tuple[str, ...]:
        """Names that `synthesize` takes."""
        ...

    def synthesize(
        self,
        script: str,
        *,
        voice: str,
        speed: float,
        emotion: str,
        seed: int,
        on_chunk: Callable[[int, int], None] | None = None,
    ) -> Speech:
        """Script → speech; raises ValueError for an unknown voice or emotion, or a speed out of range.

        `on_chunk(done, total)` is called before the first sentence and after each; what it raises passes
        through and the speaker stays usable.
        """
        ...


@dataclass(frozen=True, slots=True)
class Voice:
    """Factors of the base voice's pitch, pitch range, tempo and resonances, and a gain in decibels."""

    label: str
    pitch: float = 1.0
    pitch_range: float = 1.0
    tempo: float = 1.0
    resonance: float = 1.0
    """Below 1 the vocal tract is longer and the voice sounds larger."""
    gain_db: float = 0.0


@dataclass(frozen=True, slots=True)
class Tone:
    """What an emotion does to any voice: factors of pitch, pitch range and tempo, and energy in decibels."""

    pitch: float = 1.0
    pitch_range: float = 1.0
    tempo: float = 1.0
    energy_db: float = 0.0


DEFAULT_VOICE = "af_heart"
VOICES: Mapping[str, Voice] = MappingProxyType(
    {
        DEFAULT_VOICE: Voice("Heart, the base voice"),
        "rick_c137": Voice(
            "Rick, low and hurried", pitch=0.55, pitch_range=1.15, tempo=1.08, resonance=0.88, gain_db=1.5
        ),
        "morty": Voice(
            "Morty, young and nervous", pitch=0.80, pitch_range=1.45, tempo=1.16, resonance=0.95, gain_db=0.5
        ),
        "summer": Voice(
            "Summer, bright and drawling", pitch=1.22, pitch_range=1.2, tempo=0.94, resonance=1.06
        ),
    }
)
EMOTIONS: Mapping[str, Tone] = MappingProxyType(
    {
        "neutral": Tone(),
        "excited": Tone(pitch=1.12, pitch_range=1.35, tempo=1.08, energy_db=2.0),
        "sad": Tone(pitch=0.90, pitch_range=0.60, tempo=0.86, energy_db=-4.0),
        "angry": Tone(pitch=0.90, pitch_range=1.25, tempo=1.05, energy_db=4.0),
        "manic": Tone(pitch=1.25, pitch_range=1.60, tempo=1.16, energy_db=3.0),
    }
)

# The pitch about which the range is widened: hibari's median over voiced frames.
_BASE_PITCH_HZ = 190.0
# Half of an emotion's decibels go into the energy track (timbre and loudness), the rest into plain gain.
_ENERGY_PER_DB = 0.12
_BASE_GAIN_DB = 6.0
_KNEE, _CEILING = 0.7, 0.98
_MAX_PHONEMES = 400
_EMPTY_S = 0.25
_MARKS = frozenset("ˈˌ")
_LENGTH = frozenset("ːʰʲ̃")
_SILENT = frozenset(' ;:,.!?—…"()“”↓→↗↘')
_LONG_NUMBER = re.compile(r"\d[\d,.]{14,}")
_READABLE = frozenset(("Lu", "Ll", "Lt", "Lm", "Lo", "Nd", "Nl", "No", "Sm", "Sk", "So"))
_UNREADABLE = (ArithmeticError, AttributeError, LookupError, TypeError, ValueError)


@dataclass(frozen=True, slots=True)
class Word:
    """Text with its phonemes (punctuation has a text too), as the model gets them."""

    text: str
    phonemes: str


@dataclass(frozen=True, slots=True)
class _Manner:
    """Voice, emotion and speed, put together for the synthesiser."""

    pitch: float
    pitch_range: float
    tempo: float
    resonance: float
    energy_shift: float
    gain: float


class HibariSpeaker:
    """hibari-tts: weights and phonemiser come inside its wheel, nothing is downloaded.

    `threads` is the number of onnxruntime threads (1 or 2 are enough; it is over fifty times faster than real
    time). Raises `CheckpointError` when the package or its weights are missing or of another version.
    """

    def __init__(self, *, threads: int = 1) -> None:
        try:
            import hibari
            from hibari.voices import ASSETS
        except ImportError:
            raise CheckpointError(
                "hibari-tts", "the package is not installed", remedy="Install the program again."
            ) from None
        graph = controllable_graph(Path(ASSETS) / "hibari.onnx")
        self._hibari: Any = hibari.Hibari(model=graph, threads=threads)
        self.weight_bytes = len(graph) + (Path(ASSETS) / "oov.onnx").stat().st_size
        """Bytes of the voice and of the network for unknown words: onnxruntime does not tell its own."""
        # Loads the lexicon and the network for unknown words now, so that the first slot does not pay for it.
        self._hibari.g2p.oov("vortex")

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
        on_chunk: Callable[[int, int], None] | None = None,
    ) -> Speech:
        """See `Speaker`. A script without anything to say becomes a quarter of a second of silence."""
        manner = _manner(voice, speed, emotion)
        noise = np.random.default_rng(seed)
        sentences, dropped = self._read(script)
        return assembled(
            sentences, lambda _, words: self._speak(words, manner, noise), manner.gain, dropped, on_chunk
        )

    def _read(self, script: str) -> tuple[list[list[Word]], list[str]]:
        """The sentences in words with phonemes, and what could not be read."""
        sentences: list[list[Word]] = []
        dropped: list[str] = []
        for text in self._hibari.split_sentences(_plain(script)):
            words = self._words(text, dropped)
            sentences += [
                part for part in _parts(words) if any(_is_sound(p) for w in part for p in w.phonemes)
            ]
        return sentences, dropped

    def _words(self, text: str, dropped: list[str]) -> list[Word]:
        from hibari.g2p.normalize import normalize

        g2p, known = self._hibari.g2p, self._hibari.vocab
        try:
            tokens = g2p.phonemize_tokens(g2p.tokenize(normalize(text)))
        except _UNREADABLE:
            # hibari 0.2.1 fails on some odd numbers: read word by word, leave out the one that fails.
            if len(text.split()) == 1:
                dropped.append(text)
                return []
            return [word for part in text.split() for word in self._words(part, dropped)]
        words = []
        for token in tokens:
            phonemes = "".join(p for p in token.phonemes or "" if p in known)
            # A currency sign is read with its number.
            if not phonemes and any(unicodedata.category(c) in _READABLE for c in token.text):
                dropped.append(token.text)
            words.append(Word(token.text, phonemes + (" " if token.whitespace else "")))
        return words

    def _speak(
        self, words: Sequence[Word], manner: _Manner, noise: np.random.Generator
    ) -> tuple[NDArray[np.float32], NDArray[np.int64]]:
        """The sound of one sentence, and the steps of each of its phonemes with a pad at both ends."""
        from hibari import dsp

        ids = self._hibari.ids("".join(word.phonemes for word in words))
        level = manner.pitch * _BASE_PITCH_HZ ** (1.0 - manner.pitch_range)
        feeds = {
            "ids": np.asarray([ids], np.int64),
            "speed": np.asarray([1.0], np.float32),
            PITCH_LEVEL: np.asarray([level], np.float32),
            PITCH_RANGE: np.asarray([manner.pitch_range], np.float32),
            ENERGY_SHIFT: np.asarray([manner.energy_shift], np.float32),
        }
        if manner.tempo != 1.0:
            (wished,) = self._hibari.sess.run((WISHED_DURATIONS,), feeds)
            feeds["speed"] = np.asarray([_speed_for(wished, manner.tempo)], np.float32)
        names = ("lh", "theta", "ln", "lr", "phi", "f0", DURATIONS)
        *spectra, pitch, steps = self._hibari.sess.run(names, feeds)
        parts = _with_resonance([spectrum[0] for spectrum in spectra], manner.resonance)
        return dsp.synth(*parts, pitch[0], noise), steps


def assembled(
    chunks: Sequence[Sequence[Word]],
    utter: Callable[[int, Sequence[Word]], tuple[NDArray[np.float32], NDArray[Any]]],
    gain: float,
    dropped: Sequence[str],
    on_chunk: Callable[[int, int], None] | None,
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


def _manner(voice: str, speed: float, emotion: str) -> _Manner:
    if voice not in VOICES:
        raise ValueError(f"unknown voice {voice!r}; allowed is {', '.join(VOICES)}")
    if emotion not in EMOTIONS:
        raise ValueError(f"unknown emotion {emotion!r}; allowed is {', '.join(EMOTIONS)}")
    if not SLOWEST <= speed <= FASTEST:
        raise ValueError(f"the speed {speed:g} is out of range; {SLOWEST} to {FASTEST} is allowed")
    base, tone = VOICES[voice], EMOTIONS[emotion]
    return _Manner(
        pitch=base.pitch * tone.pitch,
        pitch_range=base.pitch_range * tone.pitch_range,
        tempo=base.tempo * tone.tempo * speed,
        resonance=base.resonance,
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


def _plain(script: str) -> str:
    """Without control characters; numbers of more than 15 places in single digits, which hibari can read."""
    cleaned = "".join(
        c if c == "\n" or unicodedata.category(c) not in ("Cc", "Cf", "Cs") else " " for c in script
    )
    return _LONG_NUMBER.sub(lambda number: " ".join(re.findall(r"\d", number.group())), cleaned)


def _parts(words: Sequence[Word]) -> Iterator[list[Word]]:
    """The words in parts that the model takes at once, cut where a word ends."""
    part: list[Word] = []
    length = 0
    for word in words:
        word = Word(word.text, word.phonemes[:_MAX_PHONEMES])
        if part and length + len(word.phonemes) > _MAX_PHONEMES:
            yield part
            part, length = [], 0
        part.append(word)
        length += len(word.phonemes)
    if part:
        yield part


def _spans(
    words: Sequence[Word], steps: NDArray[np.int64], begin_s: float
) -> tuple[list[PhonemeSpan], list[WordSpan]]:
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
            if symbol in _MARKS:
                continue
            if symbol in _LENGTH and len(phonemes) > first:
                phonemes[-1] = PhonemeSpan(phonemes[-1].phoneme, phonemes[-1].start_s, end)
            elif _is_sound(symbol):
                phonemes.append(PhonemeSpan(symbol, start, end))
            start = end
        if len(phonemes) > first:
            spoken.append(WordSpan(word.text, phonemes[first].start_s, phonemes[-1].end_s))
    return phonemes, spoken


def _is_sound(symbol: str) -> bool:
    return symbol not in _SILENT and symbol not in _MARKS and symbol not in _LENGTH


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
    return (f"Not spoken, since it has no reading: {shown}.",)


def _tell(on_chunk: Callable[[int, int], None] | None, done: int, total: int) -> None:
    if on_chunk is not None:
        on_chunk(done, total)
