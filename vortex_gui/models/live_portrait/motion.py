"""Speech → what the face does in every frame: lips, blinks and glances, head motion, expressions, breath.

Numpy alone, and pure: the same sound and seed give the same track.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from types import MappingProxyType
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from vortex_gui.base.words.translation import tr
from vortex_gui.models.live_portrait.gaze import glances
from vortex_gui.models.live_portrait.lips import Curve, smooth, spoken_lips

if TYPE_CHECKING:
    from vortex_gui.models.contracts import PhonemeSpan

Track = NDArray[np.float32]

SPEECH_BAND_HZ = (300.0, 3400.0)
BLINK_S = (0.15, 0.30)
FADE_S = 0.8
"""Longest cross-fade between two expressions."""


@dataclass(frozen=True, slots=True, eq=False)
class MotionTrack:
    """What the face does, float32 (frames,) each."""

    lip_open: Track
    """0 closed to 1 wide open."""
    lip_width: Track
    """-1 narrow to 1 stretched."""
    lip_round: Track
    """0 to 1, as in "oo"."""
    eye_open: Track
    """0 closed to 1, the actor's own opening."""
    pitch: Track
    """Degrees added to the actor's pose, as yaw and roll."""
    yaw: Track
    roll: Track
    zoom: Track
    """Factor, 1 is none."""
    smile: Track
    """-1 corners down to 1 corners up."""
    brow: Track
    """-1 lowered to 1 raised."""
    gaze_x: Track
    """-1 to the picture's left, 0 to the viewer, 1 to its right."""
    gaze_y: Track
    """-1 down to 1 up."""
    breath: Track
    """-1 breathed out to 1 breathed in."""

    def __post_init__(self) -> None:
        for field in fields(self):
            track = getattr(self, field.name)
            if track.shape != self.lip_open.shape or track.ndim != 1 or track.dtype != np.float32:
                raise ValueError(
                    f"{field.name} must be float32 {self.lip_open.shape}, not {track.dtype} {track.shape}"
                )

    @property
    def frames(self) -> int:
        return int(self.lip_open.size)


@dataclass(frozen=True, slots=True)
class Preset:
    """How an expression looks: amplitudes in degrees, rates in hertz, levels, and seconds between blinks."""

    yaw: float
    pitch: float
    nod: float
    """Degrees that the head goes down where a word is stressed twice as loud as the mean."""
    roll: float
    rate_hz: float
    smile: float
    brow: float
    brow_play: float
    """How far the brows move about their level, and with stressed syllables."""
    eye_open: float
    gaze: float
    """How far glances go from the viewer, of what the eyes can."""
    breath_hz: float
    lip_gain: float
    zoom: float
    blink_gap_s: tuple[float, float]


# fmt: off
PRESETS: Mapping[str, Preset] = MappingProxyType(
    {
        "neutral": Preset(
            yaw=3.0, pitch=2.0, nod=3.0, roll=1.5, rate_hz=0.25, smile=0.05, brow=0.0, brow_play=0.15,
            eye_open=0.95, gaze=0.35, breath_hz=0.25, lip_gain=1.0, zoom=0.006, blink_gap_s=(3.0, 5.0),
        ),
        "excited": Preset(
            yaw=6.0, pitch=4.0, nod=5.0, roll=3.0, rate_hz=0.50, smile=0.60, brow=0.45, brow_play=0.25,
            eye_open=1.0, gaze=0.45, breath_hz=0.33, lip_gain=1.1, zoom=0.015, blink_gap_s=(2.4, 4.0),
        ),
        "manic": Preset(
            yaw=10.0, pitch=6.0, nod=6.5, roll=6.0, rate_hz=0.80, smile=0.90, brow=0.65, brow_play=0.35,
            eye_open=1.0, gaze=0.6, breath_hz=0.45, lip_gain=1.25, zoom=0.03, blink_gap_s=(2.05, 2.8),
        ),
        "calm": Preset(
            yaw=1.2, pitch=1.0, nod=1.5, roll=0.8, rate_hz=0.12, smile=0.20, brow=-0.20, brow_play=0.05,
            eye_open=0.80, gaze=0.2, breath_hz=0.2, lip_gain=0.85, zoom=0.002, blink_gap_s=(4.6, 6.0),
        ),
    }
)
# fmt: on

_QUIETEST_LOUD = 0.02
"""A sound that is weak as a whole stays weak."""


def plan_motion(
    sound: NDArray[np.float32],
    sample_rate: int,
    phonemes: Sequence[PhonemeSpan] = (),
    *,
    frames: int,
    fps: float,
    expressions: Sequence[str] = ("neutral",),
    seed: int = 0,
) -> MotionTrack:
    """The motion of `frames` frames for speech (samples,); frame i shows the time (i + 0.5) / fps.

    The expressions are spread evenly over the clip and fade into each other. Sound beyond the frames is
    not used (the caller tells the operator); frames beyond the sound are silent. Raises ValueError in one
    sentence for empty or broken sound, no frames, or an expression that is not in `PRESETS`.
    """
    sound = _checked(sound, sample_rate, frames, fps, expressions)
    rng = np.random.default_rng(seed)
    times: Curve = (np.arange(frames, dtype=np.float64) + 0.5) / fps
    weights = expression_weights(times, frames / fps, expressions)
    loud = speech_loudness(sound, sample_rate, times, fps)
    lips = spoken_lips(
        sound, sample_rate, phonemes, times, fps, loud, _mixed(weights, expressions, "lip_gain")
    )
    # Stressed passages lift the brows, nod the head and bring the eyes back to the viewer.
    stress = smooth(loud, max(1, round(0.12 * fps)))
    stress = stress - stress.mean()
    head = _head(times, weights, expressions, stress, rng)
    blinks = _blinks(times, fps, weights, expressions, rng)
    eyes = {"eye_open": _mixed(weights, expressions, "eye_open") * (1.0 - blinks)}
    # By numbers of their own: a seed's head and blinks stay what they were before there were glances.
    rng = np.random.default_rng((seed, 1))
    reach = _mixed(weights, expressions, "gaze")
    eyes["gaze_x"], eyes["gaze_y"] = glances(times, fps, stress, reach, rng)
    chest = {"breath": _breath(_mixed(weights, expressions, "breath_hz"), fps, rng)}
    curves = {**lips, **head, **eyes, **chest}
    return MotionTrack(**{name: curve.astype(np.float32) for name, curve in curves.items()})


def speech_loudness(
    sound: NDArray[np.float32], sample_rate: int, times: Curve, fps: float
) -> NDArray[np.float64]:
    """Loudness in the speech band about each time, (frames,), 0 silent to 1 as loud as the loud passages."""
    banded = _banded(sound, sample_rate)
    power = np.concatenate(([0.0], np.cumsum(banded**2)))
    half = max(0.6 / fps, 0.02)
    begin = np.clip(np.rint((times - half) * sample_rate), 0, sound.size).astype(np.int64)
    end = np.minimum(np.rint((times + half) * sample_rate), sound.size).astype(np.int64)
    window = 2 * half * sample_rate
    level = np.sqrt((power[end] - power[begin]) / window)
    loudest = max(float(np.percentile(level, 95)), 0.5 * float(level.max()), _QUIETEST_LOUD)
    share: Curve = np.minimum(level / loudest, 1.0)
    return share


def expression_weights(times: Curve, length_s: float, expressions: Sequence[str]) -> NDArray[np.float64]:
    """How much of each expression shows, (expressions, frames); each column sums to 1."""
    count = len(expressions)
    fade = min(FADE_S, length_s / count)
    reached = np.ones((count + 1, times.size))
    reached[count] = 0.0
    for number in range(1, count):
        progress = np.clip((times - number * length_s / count) / fade + 0.5, 0.0, 1.0)
        reached[number] = progress * progress * (3.0 - 2.0 * progress)
    return reached[:-1] - reached[1:]


def _checked(
    sound: NDArray[np.float32], sample_rate: int, frames: int, fps: float, expressions: Sequence[str]
) -> NDArray[np.float32]:
    """The part of the sound that the frames show."""
    sound = np.asarray(sound)
    if sound.ndim != 1 or sound.size == 0:
        raise ValueError(tr("The speech holds no sound, so there is nothing to animate."))
    if not np.isfinite(sound).all():
        raise ValueError(tr("The speech holds values that are not numbers, so the animator cannot use it."))
    if frames < 1 or fps <= 0 or sample_rate <= 0:
        raise ValueError(
            tr(
                "A clip needs at least one frame and a rate, not {frames} frames at {fps:g} fps.",
                frames=frames,
                fps=fps,
            )
        )
    unknown = [name for name in expressions if name not in PRESETS]
    allowed = ", ".join(PRESETS)
    if unknown:
        raise ValueError(
            tr("unknown expression {name!r}; allowed is {allowed}", name=unknown[0], allowed=allowed)
        )
    if not expressions:
        raise ValueError(tr("no expression; allowed is {allowed}", allowed=allowed))
    return sound[: max(1, round(frames / fps * sample_rate))]


def _banded(sound: NDArray[np.float32], sample_rate: int) -> NDArray[np.float64]:
    """The sound between the ends of the speech band."""
    spectrum = np.fft.rfft(sound)
    hertz = np.fft.rfftfreq(sound.size, 1.0 / sample_rate)
    low, high = SPEECH_BAND_HZ
    spectrum[(hertz < low) | (hertz > high)] = 0.0
    return np.fft.irfft(spectrum, sound.size)


def _head(
    times: Curve,
    weights: NDArray[np.float64],
    expressions: Sequence[str],
    stress: Curve,
    rng: np.random.Generator,
) -> dict[str, Curve]:
    """Pose, zoom, smile and brows: slow seeded waves, each expression with its own amplitude and rate."""
    curves = {name: np.zeros(times.size) for name in ("pitch", "yaw", "roll", "zoom", "smile", "brow")}
    curves["zoom"] += 1.0
    for weight, name in zip(weights, expressions, strict=True):
        preset = PRESETS[name]
        waves = [_wave(times, preset.rate_hz * share, rng) for share in (1.0, 1.15, 0.85, 0.7, 0.6, 0.9)]
        curves["yaw"] += weight * preset.yaw * waves[0]
        curves["pitch"] += weight * (preset.pitch * waves[1] + preset.nod * stress)
        curves["roll"] += weight * preset.roll * waves[2]
        curves["zoom"] += weight * preset.zoom * waves[3]
        curves["smile"] += weight * (preset.smile + 0.1 * waves[4])
        curves["brow"] += weight * (preset.brow + preset.brow_play * (0.5 * waves[5] + stress))
    for name in ("smile", "brow"):
        curves[name] = np.clip(curves[name], -1.0, 1.0)
    return curves


def _wave(times: Curve, rate_hz: float, rng: np.random.Generator) -> Curve:
    """A smooth wander within about -1..1: four sines about the rate, with drawn phases."""
    rates = rate_hz * np.array([0.5, 0.83, 1.19, 1.71]) * rng.uniform(0.93, 1.07, 4)
    strengths = np.array([0.45, 0.5, 0.35, 0.15])
    phases = rng.uniform(0.0, 2.0 * np.pi, 4)
    waves = np.sin(2.0 * np.pi * rates[:, None] * times + phases[:, None])
    wander: Curve = strengths @ waves
    return wander


def _blinks(
    times: Curve,
    fps: float,
    weights: NDArray[np.float64],
    expressions: Sequence[str],
    rng: np.random.Generator,
) -> Curve:
    """How far the lids are shut, 0 to 1; each blink has one frame with closed eyes."""
    shut = np.zeros(times.size)
    length_s = times.size / fps
    at_s = float(rng.uniform(0.8, 2.4))
    while at_s < length_s - BLINK_S[1]:
        frame = round(at_s * fps - 0.5)
        lasts_s = float(rng.uniform(BLINK_S[0] + 0.01, BLINK_S[1] - 0.03))
        shut = np.maximum(shut, _blink(times - times[frame], lasts_s))
        low, high = PRESETS[expressions[int(weights[:, frame].argmax())]].blink_gap_s
        at_s = float(times[frame]) + float(rng.uniform(low, high))
    return shut


def _blink(since_closed_s: Curve, lasts_s: float) -> Curve:
    """Lids fall in two fifths of the time and rise in three."""
    closing, opening = 0.4 * lasts_s, 0.6 * lasts_s
    progress = np.where(since_closed_s < 0, since_closed_s / closing, since_closed_s / opening)
    shut: Curve = 0.5 + 0.5 * np.cos(np.pi * np.clip(progress, -1.0, 1.0))
    return shut


def _breath(rate_hz: Curve, fps: float, rng: np.random.Generator) -> Curve:
    breath: Curve = np.sin(2 * np.pi * (np.cumsum(rate_hz) / fps + rng.random()))
    return breath


def _mixed(weights: NDArray[np.float64], expressions: Sequence[str], name: str) -> Curve:
    """A number of the presets over time."""
    values = np.array([getattr(PRESETS[expression], name) for expression in expressions])
    mixed: Curve = values @ weights
    return mixed
