"""Hibari's cast: voices as changes of the base voice, and what an emotion does to any voice."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from vortex_gui.base.words.translation import tr

SLOWEST, FASTEST = 0.8, 1.2


@dataclass(frozen=True, slots=True)
class Voice:
    """Factors of the base voice's pitch, pitch range, tempo and resonances, then decibels.

    The gains make neutral speech of all voices equally loud (within 0.3 LU).
    """

    label: str
    pitch: float = 1.0
    pitch_range: float = 1.0
    tempo: float = 1.0
    resonance: float = 1.0
    """Below 1 the vocal tract is longer and the voice sounds larger."""
    brightness_db: float = 0.0
    """Per octave: more of what lies above 1 kHz, less of what lies below."""
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
            "Rick, low and hurried", pitch=0.55, pitch_range=1.15, tempo=1.08, resonance=0.88, gain_db=-0.6
        ),
        "morty": Voice(
            "Morty, young and nervous",
            pitch=0.80,
            pitch_range=1.45,
            tempo=1.16,
            resonance=0.95,
            brightness_db=1.5,
            gain_db=1.6,
        ),
        # A resonance above 1 costs words and hardly tells her apart; brightness does, and costs none.
        "summer": Voice(
            "Summer, bright and drawling",
            pitch=1.22,
            pitch_range=1.2,
            tempo=0.94,
            brightness_db=3.0,
            gain_db=-1.3,
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


def check_manner(voice: str, voices: Collection[str], speed: float, emotion: str) -> None:
    """Raises ValueError, with what is allowed, for an unknown voice or emotion or a speed out of range."""
    if voice not in voices:
        raise ValueError(
            tr("unknown voice {voice!r}; allowed is {allowed}", voice=voice, allowed=", ".join(voices))
        )
    if emotion not in EMOTIONS:
        raise ValueError(
            tr(
                "unknown emotion {emotion!r}; allowed is {allowed}",
                emotion=emotion,
                allowed=", ".join(EMOTIONS),
            )
        )
    if not SLOWEST <= speed <= FASTEST:
        raise ValueError(
            tr(
                "the speed {speed:g} is out of range; {slowest} to {fastest} is allowed",
                speed=speed,
                slowest=SLOWEST,
                fastest=FASTEST,
            )
        )
