"""Motion: lips follow the speech, mouths close in silence, blinks keep their times, expressions differ."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import fields
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from tests.models.lengths import seconds
from tools.mini.clips.listening import speech_level
from vortex_gui.base.recipe import recipe
from vortex_gui.models.contracts import PhonemeSpan, Speech
from vortex_gui.models.live_portrait.motion import PRESETS, MotionTrack, plan_motion
from vortex_gui.models.speech.hibari import HibariSpeaker

RATE, FPS = 24_000, 24
SCRIPT = "Breaking news! A slice of toast has landed butter side up. We go live to the kitchen, maybe."


@pytest.fixture(scope="module")
def spoken() -> dict[str, Speech]:
    speaker = HibariSpeaker()
    return {
        "neutral": speaker.synthesize(SCRIPT, seed=1),
        "manic": speaker.synthesize(SCRIPT, voice="rick_c137", emotion="manic", seed=1),
        "sad": speaker.synthesize(SCRIPT, voice="summer", emotion="sad", speed=0.8, seed=1),
    }


@pytest.mark.parametrize("name", ["neutral", "manic", "sad"])
@pytest.mark.parametrize("with_phonemes", [True, False])
@pytest.mark.parametrize("fps", [24, 12])
def test_lips_follow_the_speech_band_without_delay(
    spoken: dict[str, Speech], name: str, with_phonemes: bool, fps: int
) -> None:
    speech = spoken[name]
    frames = int(np.ceil(seconds(speech) * fps))
    track = plan_motion(
        speech.waveform, RATE, speech.phonemes if with_phonemes else (), frames=frames, fps=fps
    )
    loud = speech_level(speech.waveform, RATE, frames, fps)
    by_lag = {lag: correlation(track.lip_open, loud, lag) for lag in range(-5, 6)}
    assert by_lag[0] >= 0.8
    best = max(by_lag, key=lambda lag: by_lag[lag])
    assert abs(best) <= 2


def test_silence_closes_the_mouth() -> None:
    tone = np.sin(np.arange(RATE) * 2 * np.pi * 700 / RATE).astype(np.float32) * 0.3
    sound = np.concatenate([tone, np.zeros(RATE, np.float32), tone])
    track = plan_motion(sound, RATE, frames=4 * FPS, fps=FPS, expressions=["manic"])
    assert track.lip_open[2 : FPS - 2].min() > 0.8
    assert track.lip_open[FPS + 2 : 2 * FPS - 2].max() < 0.05
    assert track.lip_open[3 * FPS + 2 :].max() < 0.05


def test_silent_or_faint_sound_keeps_the_mouth_closed() -> None:
    noise = np.random.default_rng(0).normal(0, 1e-4, RATE * 2).astype(np.float32)
    for sound in (np.zeros(RATE * 2, np.float32), noise):
        assert plan_motion(sound, RATE, frames=48, fps=FPS).lip_open.max() < 0.05


@pytest.mark.parametrize("sound", ["m", "b", "p"])
def test_lips_meet_for_labials_in_the_middle_of_sound(sound: str) -> None:
    spans = (PhonemeSpan("ɑ", 0.0, 0.5), PhonemeSpan(sound, 0.5, 0.57), PhonemeSpan("ɑ", 0.57, 1.0))
    track = plan_motion(steady_noise(1.0), RATE, spans, frames=FPS, fps=FPS)
    nearest = int(np.argmin(np.abs((np.arange(FPS) + 0.5) / FPS - 0.535)))
    assert track.lip_open[nearest] < 0.4 * min(track.lip_open[nearest - 4], track.lip_open[nearest + 4])
    assert track.lip_open[nearest - 4] > 0.6
    assert track.lip_open[nearest + 4] > 0.6


@pytest.mark.parametrize("vowel", ["u", "O", "w"])
def test_round_phonemes_round_and_narrow_the_lips(vowel: str) -> None:
    track = plan_motion(steady_noise(1.0), RATE, (PhonemeSpan(vowel, 0.0, 1.0),), frames=FPS, fps=FPS)
    assert track.lip_round[5:-5].min() > 0.6
    assert track.lip_width[5:-5].max() < 0


@pytest.mark.parametrize("vowel", ["i", "A"])
def test_wide_phonemes_stretch_the_lips_without_rounding(vowel: str) -> None:
    track = plan_motion(steady_noise(1.0), RATE, (PhonemeSpan(vowel, 0, 1),), frames=FPS, fps=FPS)
    assert track.lip_width[5:-5].min() > 0.6
    assert track.lip_round.max() == 0


def test_open_vowels_open_wider_than_close_ones() -> None:
    wide, close = (
        plan_motion(steady_noise(1.0), RATE, (PhonemeSpan(v, 0, 1),), frames=FPS, fps=FPS).lip_open.mean()
        for v in "ɑi"
    )
    assert wide > close * 1.1


@pytest.mark.parametrize("expression", PRESETS)
@pytest.mark.parametrize("seed", range(4))
def test_eyes_blink_every_2_to_6_seconds_for_a_quarter_second(expression: str, seed: int) -> None:
    track = plan_motion(steady_noise(40.0), RATE, frames=40 * 24, fps=24, expressions=[expression], seed=seed)
    level = PRESETS[expression].eye_open
    blinks = runs(track.eye_open < 0.98 * level)
    closed = [begin + int(np.argmin(track.eye_open[begin:end])) for begin, end in blinks]
    assert closed[0] / 24 < 2.6
    assert (40 * 24 - closed[-1]) / 24 < 6.4
    assert all(2.0 <= (b - a) / 24 <= 6.05 for a, b in pairwise(closed))
    assert all(track.eye_open[frame] < 0.02 for frame in closed)
    # Both ends of a blink fall between frames, so it shows up to one frame less or more.
    assert all(0.15 - 1 / 24 <= (end - begin) / 24 <= 0.30 for begin, end in blinks)


def test_expressions_are_measurably_different() -> None:
    tracks = {
        name: plan_motion(steady_noise(30.0), RATE, frames=720, fps=FPS, expressions=[name], seed=5)
        for name in PRESETS
    }
    order = ["calm", "neutral", "excited", "manic"]
    for angle in ("yaw", "pitch", "roll"):
        size = [float(np.std(getattr(tracks[name], angle))) for name in order]
        speed = [float(np.abs(np.diff(getattr(tracks[name], angle))).mean()) for name in order]
        assert all(b > 1.3 * a for a, b in pairwise(size)), (angle, size)
        assert all(b > 1.6 * a for a, b in pairwise(speed)), (angle, speed)
    smiles = {name: float(track.smile.mean()) for name, track in tracks.items()}
    brows = {name: float(track.brow.mean()) for name, track in tracks.items()}
    blinks = {name: len(runs(track.eye_open < 0.3)) for name, track in tracks.items()}
    assert smiles["neutral"] + 0.1 < smiles["calm"] < smiles["excited"] - 0.2 < smiles["manic"] - 0.4
    assert brows["calm"] < brows["neutral"] - 0.1 < brows["excited"] - 0.4 < brows["manic"] - 0.5
    assert blinks["calm"] < blinks["neutral"] < blinks["excited"] < blinks["manic"]


def test_expressions_are_spread_evenly_over_the_clip() -> None:
    track = plan_motion(
        steady_noise(12.0), RATE, frames=288, fps=FPS, expressions=["neutral", "manic", "calm"], seed=2
    )
    smile = [float(track.smile[begin + 12 : begin + 84].mean()) for begin in (0, 96, 192)]
    levels = [PRESETS[name].smile for name in ("neutral", "manic", "calm")]
    assert smile == pytest.approx(levels, abs=0.12)
    middle = float(track.smile[92:100].mean())
    assert levels[0] < middle < levels[1]


@pytest.mark.parametrize("expressions", [["neutral", "manic", "calm", "excited"], ["manic"] * 7, ["calm"]])
def test_nothing_jumps(spoken: dict[str, Speech], expressions: list[str]) -> None:
    speech = spoken["manic"]
    frames = int(seconds(speech) * FPS)
    track = plan_motion(
        speech.waveform, RATE, speech.phonemes, frames=frames, fps=FPS, expressions=expressions, seed=9
    )
    largest = {
        field.name: float(np.abs(np.diff(getattr(track, field.name))).max()) for field in fields(track)
    }
    limits = {"lip_open": 0.85, "lip_width": 1.4, "lip_round": 0.6, "eye_open": 0.95, "zoom": 0.02}
    limits |= {"pitch": 3.5, "yaw": 3.5, "roll": 2.5, "smile": 0.1, "brow": 0.15}
    assert all(largest[name] <= limit for name, limit in limits.items()), largest


def test_same_seed_gives_the_same_motion_and_another_seed_another() -> None:
    first, again, other = (
        plan_motion(steady_noise(5.0), RATE, frames=120, fps=FPS, seed=seed) for seed in (4, 4, 5)
    )
    assert all(np.array_equal(getattr(first, f.name), getattr(again, f.name)) for f in fields(first))
    assert not np.array_equal(first.yaw, other.yaw)
    assert np.array_equal(first.lip_open, other.lip_open)


def test_sound_beyond_the_frames_is_not_used_and_frames_beyond_it_are_silent() -> None:
    sound = steady_noise(4.0)
    short = plan_motion(sound, RATE, frames=48, fps=FPS)
    cut = plan_motion(sound[: 2 * RATE], RATE, frames=48, fps=FPS)
    assert np.array_equal(short.lip_open, cut.lip_open)
    long = plan_motion(sound, RATE, frames=8 * FPS, fps=FPS)
    assert long.frames == 8 * FPS
    assert long.lip_open[4 * FPS + 2 :].max() < 0.05


@pytest.mark.parametrize(
    ("sound", "sentence"),
    [
        (np.zeros(0, np.float32), "The speech holds no sound, so there is nothing to animate."),
        (np.array([0.1, np.nan], np.float32), "The speech holds values that are not numbers"),
        (np.array([0.1, np.inf], np.float32), "The speech holds values that are not numbers"),
    ],
)
def test_broken_sound_is_refused_in_one_sentence(sound: NDArray[np.float32], sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        plan_motion(sound, RATE, frames=10, fps=FPS)


def test_unknown_expression_and_empty_clip_are_refused() -> None:
    sound = steady_noise(0.5)
    with pytest.raises(
        ValueError, match="unknown expression 'bored'; allowed is neutral, excited, manic, calm"
    ):
        plan_motion(sound, RATE, frames=10, fps=FPS, expressions=["bored"])
    with pytest.raises(ValueError, match="no expression"):
        plan_motion(sound, RATE, frames=10, fps=FPS, expressions=[])
    with pytest.raises(ValueError, match="at least one frame"):
        plan_motion(sound, RATE, frames=0, fps=FPS)


def test_expressions_are_those_of_the_recipe() -> None:
    assert tuple(PRESETS) == recipe.EXPRESSIONS


@settings(max_examples=60, deadline=None, derandomize=True)
@given(
    samples=st.integers(1, 30_000),
    frames=st.integers(1, 90),
    fps=st.sampled_from([1, 5, 12, 23.976, 24, 30, 60]),
    expressions=st.lists(st.sampled_from(list(PRESETS)), min_size=1, max_size=12),
    seed=st.integers(0, 2**32 - 1),
)
def test_any_clip_gives_finite_values_in_range(
    samples: int, frames: int, fps: float, expressions: list[str], seed: int
) -> None:
    sound = np.random.default_rng(seed).uniform(-1, 1, samples).astype(np.float32)
    spans = (PhonemeSpan("u", 0.0, 0.1), PhonemeSpan("m", 0.1, 0.12), PhonemeSpan("i", 5.0, 5.1))
    track = plan_motion(sound, RATE, spans, frames=frames, fps=fps, expressions=expressions, seed=seed)
    assert_in_range(track, frames)


def test_motion_needs_no_torch() -> None:
    code = (
        "import sys, numpy; from vortex_gui.models.live_portrait.motion import plan_motion; "
        "plan_motion(numpy.ones(999, 'f4'), 24000, frames=9, fps=24); sys.exit('torch' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False, timeout=60).returncode == 0


def test_track_refuses_arrays_of_unequal_length() -> None:
    track = plan_motion(steady_noise(0.5), RATE, frames=12, fps=FPS)
    values = {field.name: getattr(track, field.name) for field in fields(track)}
    with pytest.raises(ValueError, match=r"smile must be float32 \(12,\)"):
        MotionTrack(**(values | {"smile": np.zeros(11, np.float32)}))


def assert_in_range(track: MotionTrack, frames: int) -> None:
    ranges: dict[str, tuple[float, float]] = dict.fromkeys(("lip_open", "lip_round", "eye_open"), (0, 1))
    ranges |= dict.fromkeys(("lip_width", "smile", "brow", "gaze_x", "gaze_y", "breath"), (-1, 1))
    ranges |= {"pitch": (-15, 15), "yaw": (-25, 25), "roll": (-15, 15), "zoom": (0.9, 1.2)}
    assert set(ranges) == {field.name for field in fields(track)}
    for name, (low, high) in ranges.items():
        values = getattr(track, name)
        assert values.shape == (frames,)
        assert values.dtype == np.float32
        assert np.isfinite(values).all()
        assert low <= values.min()
        assert values.max() <= high


def steady_noise(seconds: float) -> NDArray[np.float32]:
    return np.random.default_rng(1).normal(0, 0.1, round(seconds * RATE)).astype(np.float32)


def correlation(lips: NDArray[np.float32], loud: NDArray[np.float64], lag: int) -> float:
    """Of the lips `lag` frames later with the sound."""
    inner = slice(5, len(loud) - 5)
    return float(np.corrcoef(np.roll(lips, -lag)[inner], loud[inner])[0, 1])


def runs(mask: NDArray[np.bool_]) -> list[tuple[int, int]]:
    """Begin and end of each stretch of true values."""
    edges = np.flatnonzero(np.diff(np.concatenate(([0], mask.astype(np.int8), [0]))))
    return [(int(begin), int(end)) for begin, end in zip(edges[::2], edges[1::2], strict=True)]
