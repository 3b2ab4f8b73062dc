"""Motion in numbers worked out by hand (fades, loudness, lips, blinks), and one seed's as it always was."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from vortex_gui.models.contracts import PhonemeSpan
from vortex_gui.models.live_portrait.motion import (
    MotionTrack,
    expression_weights,
    plan_motion,
    speech_loudness,
)

RATE, FPS = 24_000, 24
HALF_S = 0.025
"""Half of the time over which loudness is taken: 0.6 frames."""


def tone(hertz: float, seconds: float = 1.0, size: float = 0.3) -> NDArray[np.float32]:
    at = np.arange(round(seconds * RATE)) / RATE
    return (size * np.sin(2 * np.pi * hertz * at)).astype(np.float32)


def joined(*parts: NDArray[np.float32]) -> NDArray[np.float32]:
    return np.concatenate(parts)


def times(frames: int, fps: float = FPS) -> NDArray[np.float64]:
    found: NDArray[np.float64] = (np.arange(frames, dtype=np.float64) + 0.5) / fps
    return found


def spoken(
    *spans: PhonemeSpan, seconds: float = 1.0, expressions: Sequence[str] = ("neutral",)
) -> MotionTrack:
    frames = round(seconds * FPS)
    return plan_motion(tone(1000, seconds), RATE, spans, frames=frames, fps=FPS, expressions=expressions)


# -- one seed ---------------------------------------------------------------------------------

SAMPLED = (0, 31, 57, 75, 118)
RECORDED = {
    "lip_open": [1.0, 1.0, 0.9958, 0.8355, 0.829],
    "lip_width": [0.2037, 0.4093, 0.9227, 0.8576, 0.2462],
    "lip_round": [0.0, 0.0, 0.0, 0.0, 0.0],
    "eye_open": [1.0, 1.0, 0.9382, 0.8, 0.8],
    "pitch": [0.8263, 0.1021, 0.7454, 0.6848, 1.1501],
    "yaw": [2.8154, 0.4095, -2.2891, 1.562, -0.0112],
    "roll": [0.9217, 1.2409, 0.1196, 0.6475, 0.7291],
    "zoom": [1.0037, 1.0041, 1.0, 0.9994, 0.9995],
    "smile": [0.6039, 0.565, 0.4344, 0.1971, 0.1573],
    "brow": [0.3925, 0.5645, 0.222, -0.2113, -0.1969],
    "gaze_x": [0.0, 0.3959, 0.0, 0.0, 0.196],
    "gaze_y": [0.0, -0.107, 0.0, 0.0, -0.0198],
    "breath": [0.0158, 0.4328, -0.981, -0.3263, 0.9399],
}
"""Recorded with `record`; a change that is meant to move the face differently records it anew."""


RECORDED_BLINKS = {
    49: [1.0, 1.0, 0.8999, 0.3418, 0.0, 0.1635, 0.5471, 0.8999, 1.0],
    101: [1.0, 1.0, 0.9803, 0.4297, 0.0, 0.2105, 0.6647, 0.9803, 1.0],
    153: [0.8235, 0.814, 0.8066, 0.3997, 0.0, 0.1993, 0.5986, 0.8, 0.8],
}
"""Of `record_blinks`: the frame in which each closes, and how open the eyes are from four frames before."""
RECORDED_SLOW = [0.688, 0.6317, 0.617, 0.7717, 0.8454, 0.6921, 0.5503, 0.5288]
"""Of `record_slow`: the brows at four frames a second, where a stressed syllable is shorter than a frame."""


def record() -> dict[str, list[float]]:
    chance = np.random.default_rng(1).normal(0, 0.1, 5 * RATE).astype(np.float32)
    swelling = chance * (0.55 + 0.45 * np.sin(np.arange(5 * RATE) / RATE * 9)).astype(np.float32)
    high = np.arange(5 * RATE) // (RATE // 3) % 2 == 1
    swelling += np.where(high, tone(1150, 5.0), tone(600, 5.0))
    track = plan_motion(swelling, RATE, frames=120, fps=FPS, expressions=["excited", "calm"], seed=11)
    return {name: [round(float(getattr(track, name)[at]), 4) for at in SAMPLED] for name in track.__slots__}


def record_blinks() -> dict[int, list[float]]:
    track = plan_motion(tone(1000, 12.0), RATE, frames=288, fps=FPS, expressions=["manic", "calm"], seed=11)
    closed = np.flatnonzero(track.eye_open < 0.01)
    return {int(at): [round(float(value), 4) for value in track.eye_open[at - 4 : at + 5]] for at in closed}


def record_slow() -> list[float]:
    loud = joined(tone(1000, 0.5), tone(1000, 0.5, 0.1), tone(1000, 1.0, 0.2))
    track = plan_motion(loud, RATE, frames=8, fps=4, expressions=["manic"], seed=11)
    return [round(float(value), 4) for value in track.brow]


def test_a_seeds_motion_stays_what_it_was() -> None:
    """Recipes name a seed to get the same presenter again, next year too."""
    assert record_slow() == pytest.approx(RECORDED_SLOW, abs=2e-4)
    blinks = record_blinks()
    assert list(blinks) == list(RECORDED_BLINKS)
    for at, shape in RECORDED_BLINKS.items():
        assert blinks[at] == pytest.approx(shape, abs=2e-4), at
    found = record()
    assert set(found) == set(RECORDED)
    for name, values in RECORDED.items():
        assert found[name] == pytest.approx(values, abs=2e-4), name


# -- expressions ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("at_s", "second"), [(1.6, 0.0), (1.8, 0.15625), (2.0, 0.5), (2.2, 0.84375), (2.4, 1.0), (3.9, 1.0)]
)
def test_two_expressions_fade_over_eight_tenths_of_a_second_about_the_middle(
    at_s: float, second: float
) -> None:
    found = expression_weights(np.array([at_s]), 4.0, ["calm", "manic"])
    assert found[:, 0] == pytest.approx([1 - second, second])


def test_in_a_short_clip_expressions_fade_over_the_whole_of_their_share() -> None:
    found = expression_weights(np.array([0.0, 0.1, 0.2, 0.3, 0.4]), 0.6, ["calm", "manic", "excited"])
    expected = [[1, 1, 0.5, 0, 0], [0, 0, 0.5, 1, 0.5], [0, 0, 0, 0, 0.5]]
    assert [row.tolist() for row in found] == [pytest.approx(row) for row in expected]


# -- loudness ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("hertz", "kept"), [(299, False), (300, True), (1000, True), (3400, True), (3401, False)]
)
def test_loudness_is_that_of_the_speech_band_with_its_ends(hertz: float, kept: bool) -> None:
    found = speech_loudness(tone(hertz), RATE, times(FPS), FPS)
    assert found[2:-2] == pytest.approx(float(kept), abs=0.02)


@pytest.mark.parametrize(("fps", "half_s"), [(24, 0.025), (12, 0.05), (60, 0.02)])
def test_loudness_is_taken_over_six_tenths_of_a_frame_to_each_side_and_a_fiftieth_at_the_least(
    fps: float, half_s: float
) -> None:
    at = np.array([0.5, 1.0 - half_s, 1.0, 1.0 + half_s / 2, 1.0 + 1.2 * half_s])
    found = speech_loudness(joined(tone(1000), 0 * tone(1000)), RATE, at, fps)
    assert found == pytest.approx([1, 1, 0.5**0.5, 0.5, 0], abs=0.03)


def test_time_before_the_sound_counts_as_silence() -> None:
    found = speech_loudness(tone(1000), RATE, np.array([0.01, 0.5, 0.99]), FPS)
    assert found == pytest.approx([0.7**0.5, 1.0, 0.7**0.5], abs=0.02)


def test_the_loud_passages_are_the_loudest_twentieth() -> None:
    """A tone that rises evenly for 10 s: a frame at half of the 95th percentile is half as loud."""
    rising = tone(1000, 10.0) * np.linspace(0, 1, 10 * RATE, dtype=np.float32)
    found = speech_loudness(rising, RATE, times(240), FPS)
    assert found[113] == pytest.approx(113.5 / 228, abs=0.002)
    assert found[-2] == 1.0


def test_one_loud_moment_counts_for_half() -> None:
    found = speech_loudness(joined(tone(1000, 9.7, 0.03), tone(1000, 0.3, 0.3)), RATE, times(240), FPS)
    assert found[100] == pytest.approx(0.1 / 0.5, abs=0.01)


def test_a_sound_that_is_weak_as_a_whole_stays_weak() -> None:
    """The root mean square of the tone is 0.01, that of a loud passage 0.02 at the least."""
    found = speech_loudness(tone(1000, size=0.01 * 2**0.5), RATE, times(FPS), FPS)
    assert found[5] == pytest.approx(0.5, abs=0.01)


# -- lips -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("phoneme", "opening"),
    [("ɑ", 1.0), ("ɛ", 0.65 + 0.35 * 0.85), ("s", 0.65 + 0.35 * 0.5), ("f", 0.65 + 0.35 * 0.25), ("", 0.65)],
)
def test_a_phoneme_opens_the_mouth_by_a_third_of_what_loudness_does(phoneme: str, opening: float) -> None:
    spans = (PhonemeSpan(phoneme, 0.0, 1.0),) if phoneme else (PhonemeSpan("ɑ", 5.0, 6.0),)
    assert spoken(*spans).lip_open[5:10] == pytest.approx(opening, abs=0.01)


def test_an_expressions_gain_opens_wider_and_never_past_wide_open() -> None:
    spans = (PhonemeSpan("f", 0.0, 1.0),)
    for name, gain in (("calm", 0.85), ("manic", 1.25)):
        assert spoken(*spans, expressions=[name]).lip_open[10] == pytest.approx(0.7375 * gain, abs=0.01)
    assert spoken(PhonemeSpan("ɑ", 0.0, 1.0), expressions=["manic"]).lip_open.max() == 1.0


@pytest.mark.parametrize(("phoneme", "closed"), [("p", 0.95), ("b", 0.95), ("m", 0.7)])
def test_lips_meet_in_the_frame_nearest_to_the_middle(phoneme: str, closed: float) -> None:
    """The sound lasts from the middle of frame 9 to that of frame 11."""
    found = spoken(PhonemeSpan(phoneme, 9.5 / FPS, 11.5 / FPS)).lip_open
    assert found[10] == pytest.approx((0.65 + 0.35 * 0.3 * 0.75) * (1 - closed), abs=0.02)
    assert found[9] > 0.65
    assert found[11] > 0.65


@pytest.mark.parametrize("phoneme", ["p", "b", "m"])
def test_lips_that_meet_are_narrower_than_lips_at_rest(phoneme: str) -> None:
    found = spoken(PhonemeSpan(phoneme, 9.5 / FPS, 11.5 / FPS)).lip_width
    assert found[10] == pytest.approx(-0.75, abs=0.01)
    assert found[[8, 12]] == pytest.approx(0.0, abs=0.01)


@pytest.mark.parametrize("phoneme", ["f", "v"])
def test_the_lower_lip_rises_to_the_teeth_and_leaves_a_gap(phoneme: str) -> None:
    between = (PhonemeSpan("i", 0.0, 9.5 / FPS), PhonemeSpan("u", 11.5 / FPS, 1.0))
    found = spoken(PhonemeSpan(phoneme, 9.5 / FPS, 11.5 / FPS), *between)
    assert found.lip_open[10] == pytest.approx(0.3, abs=0.01)
    assert (found.lip_round[10], found.lip_width[10]) == (0.0, 0.0)
    assert found.lip_open[[8, 12]].min() > 0.6


def test_a_closing_shorter_than_its_frame_closes_by_its_share() -> None:
    found = spoken(PhonemeSpan("p", 10.25 / FPS, 10.75 / FPS)).lip_open
    open_there = 0.65 + 0.35 * 0.3 * 0.5 * 0.5
    assert found[10] == pytest.approx(open_there * (1 - 0.95 * 0.5), abs=0.01)


def test_of_two_closings_in_one_frame_the_further_counts() -> None:
    both = (PhonemeSpan("p", 10.0 / FPS, 10.9 / FPS), PhonemeSpan("m", 10.1 / FPS, 10.6 / FPS))
    found = spoken(*both).lip_open[10]
    assert found < 0.8 * (1 - 0.95 * 0.9) + 0.02


@pytest.mark.parametrize("middle", [0, FPS - 1])
def test_the_first_and_the_last_frame_close_as_well_and_nothing_beyond_does(middle: int) -> None:
    inside = spoken(PhonemeSpan("p", middle / FPS, (middle + 1) / FPS))
    assert inside.lip_open[middle] < 0.15
    beyond = spoken(PhonemeSpan("p", -1 / FPS, 0.0), PhonemeSpan("p", 1.0, 1.0 + 1 / FPS))
    assert beyond.lip_open[[0, -1]].min() > 0.5


@pytest.mark.parametrize(
    ("phoneme", "rounding", "width"), [("u", 1.0, -0.6), ("i", 0.0, 0.9), ("ɹ", 0.2, -0.12), ("t", 0.0, 0.35)]
)
def test_phonemes_round_and_stretch_by_their_tables_and_rounding_narrows(
    phoneme: str, rounding: float, width: float
) -> None:
    found = spoken(PhonemeSpan(phoneme, 0.0, 1.0))
    assert found.lip_round[10] == pytest.approx(rounding, abs=1e-6)
    assert found.lip_width[10] == pytest.approx(width, abs=1e-6)


def test_a_phoneme_counts_by_its_share_of_a_frame_and_shows_in_the_next_ones() -> None:
    found = spoken(PhonemeSpan("ɔ", 10.0 / FPS, 10.5 / FPS)).lip_round
    assert found[8:13] == pytest.approx([0, 0.06875, 0.1375, 0.06875, 0], abs=1e-6)


def between(phoneme: str, other: str) -> MotionTrack:
    """One frame of a sound, between others of another."""
    spans = ((other, 0.0, 10.0), (phoneme, 10.0, 11.0), (other, 11.0, 24.0))
    return spoken(*(PhonemeSpan(name, start / FPS, end / FPS) for name, start, end in spans))


def test_a_clear_vowel_shows_in_full_in_its_middle_frame_whatever_stands_beside_it() -> None:
    rounded, wide = between("u", "i"), between("i", "u")
    assert (rounded.lip_round[10], rounded.lip_width[10]) == pytest.approx((1.0, -0.6))
    assert (wide.lip_round[10], wide.lip_width[10]) == pytest.approx((0.05, 0.9))
    assert between("ɔ", "i").lip_round[10] == pytest.approx(
        0.55 / 2
    )  # not so clear: as its neighbours let it


def test_lips_that_are_pressed_or_bitten_are_not_round() -> None:
    assert between("m", "u").lip_round[10] == pytest.approx(0, abs=1e-6)
    assert between("f", "u").lip_round[10] == pytest.approx(0, abs=1e-6)


@pytest.mark.parametrize(("phoneme", "opening"), [("ɑ", 0.45), ("i", 0.45 * 0.55), ("s", 0.0)])
def test_a_vowel_that_is_spoken_softly_still_opens_its_middle_frame(phoneme: str, opening: float) -> None:
    """The second half is a tenth as loud as the first."""
    sound = joined(tone(1000), tone(1000, size=0.03))
    spans = (PhonemeSpan(phoneme, 35.0 / FPS, 38.0 / FPS),)
    found = plan_motion(sound, RATE, spans, frames=48, fps=FPS).lip_open
    assert found[36] == pytest.approx(max(opening, float(found[42])), abs=0.03)
    assert found[42] < 0.1


def test_a_vowel_that_cannot_be_heard_opens_nothing() -> None:
    silent = joined(tone(1000), 0 * tone(1000))
    found = plan_motion(silent, RATE, (PhonemeSpan("ɑ", 35.0 / FPS, 38.0 / FPS),), frames=48, fps=FPS)
    assert found.lip_open[36] == 0.0


@pytest.mark.parametrize(("phoneme", "rounding", "width"), [("u", 1.0, -1.0), ("i", 0.0, 1.0)])
def test_phonemes_on_top_of_each_other_shape_no_more_than_wholly(
    phoneme: str, rounding: float, width: float
) -> None:
    found = spoken(*[PhonemeSpan(phoneme, 0.0, 1.0)] * 2)
    assert (found.lip_round[10], found.lip_width[10]) == (rounding, width)


def test_a_labial_that_lasts_opens_behind_its_closing_as_lips_that_hum() -> None:
    assert spoken(PhonemeSpan("m", 0.0, 1.0)).lip_open[5] == pytest.approx(0.65 + 0.35 * 0.3, abs=0.01)


def test_a_labial_whose_middle_lies_just_inside_a_frame_closes_that_frame() -> None:
    for start, frame in ((9.6, 10), (10.4, 10), (10.6, 11)):
        found = spoken(PhonemeSpan("p", start / FPS, (start + 1) / FPS)).lip_open
        assert int(np.argmin(found)) == frame


def test_half_as_loud_opens_by_the_gate_and_the_power() -> None:
    found = plan_motion(joined(tone(1000), tone(1000, size=0.15)), RATE, frames=48, fps=FPS)
    assert found.lip_open[36] == pytest.approx(((0.5 - 0.06) / 0.94) ** 0.75, abs=0.01)


@pytest.mark.parametrize(("share", "capped"), [(0.02, True), (0.028, True), (0.04, False)])
def test_below_half_of_the_gate_the_mouth_is_closed_whatever_comes_next(share: float, capped: bool) -> None:
    """The frame behind the loud second sees it through the smoothing alone."""
    found = plan_motion(joined(tone(1000), tone(1000, size=0.3 * share)), RATE, frames=48, fps=FPS).lip_open
    edge = ((((HALF_S - 0.5 / FPS) / (2 * HALF_S)) ** 0.5 - 0.06) / 0.94) ** 0.75
    assert found[25] == pytest.approx(0.04 if capped else 0.25 * edge, abs=0.01)
    assert found[30] < 0.01


@pytest.mark.parametrize(
    ("hertz", "rounding", "width"),
    [
        ((600,), 0.6, -0.36),
        ((1150,), 0.0, 0.5),
        ((2000,), 0.0, 1.0),
        ((200, 1000), 0.0, 0.2),  # below the band
        ((300, 1000), 0.81, -0.49),
        ((400, 3000), 0.0, 0.45),
        ((400, 4000), 1.0, -0.6),  # above it
    ],
)
def test_without_phonemes_dark_sound_rounds_and_bright_sound_stretches(
    hertz: tuple[float, ...], rounding: float, width: float
) -> None:
    sound = sum((tone(each) for each in hertz), np.zeros(RATE, np.float32))
    found = plan_motion(sound, RATE, frames=FPS, fps=FPS)
    assert found.lip_round[10] == pytest.approx(rounding, abs=0.05)
    assert found.lip_width[10] == pytest.approx(width, abs=0.05)


def test_without_phonemes_silence_has_no_shape() -> None:
    found = plan_motion(joined(tone(600), 0 * tone(600)), RATE, frames=48, fps=FPS)
    assert np.all(found.lip_round[28:] == 0.0)
    assert np.all(found.lip_width[28:] == 0.0)
    later = plan_motion(joined(0 * tone(600), tone(600)), RATE, frames=48, fps=FPS)
    assert later.lip_round[36] == pytest.approx(0.6, abs=0.05)


# -- limits -----------------------------------------------------------------------------------


def test_the_smallest_clip_is_one_frame_of_one_sample() -> None:
    assert plan_motion(np.ones(1, np.float32), 1, frames=1, fps=1).frames == 1
    assert plan_motion(np.ones(9, np.float32), 24, frames=1, fps=60).frames == 1
    assert plan_motion(np.ones(9, np.float32), 24, frames=1, fps=0.5).frames == 1


@pytest.mark.parametrize(
    ("frames", "rate", "fps"), [(0, RATE, 24), (10, RATE, 0), (10, 0, 24), (-1, RATE, 24)]
)
def test_no_frame_and_no_rate_are_refused(frames: int, rate: int, fps: float) -> None:
    with pytest.raises(ValueError, match=f"not {frames} frames at {fps} fps"):
        plan_motion(tone(1000), rate, frames=frames, fps=fps)


def test_the_first_unknown_expression_is_named() -> None:
    with pytest.raises(ValueError, match="unknown expression 'bored'"):
        plan_motion(tone(1000), RATE, frames=1, fps=24, expressions=["calm", "bored", "angry"])


def test_the_seed_is_0_unless_given() -> None:
    given = plan_motion(tone(1000), RATE, frames=24, fps=24, seed=0)
    left_out = plan_motion(tone(1000), RATE, frames=24, fps=24)
    assert np.array_equal(given.yaw, left_out.yaw)


def test_sound_in_two_channels_is_refused() -> None:
    with pytest.raises(ValueError, match="holds no sound"):
        plan_motion(np.ones((2, 99), np.float32), RATE, frames=1, fps=24)


def test_tracks_are_one_row_of_float32() -> None:
    names = MotionTrack.__dataclass_fields__
    good: dict[str, Any] = {name: np.zeros(3, np.float32) for name in names}
    assert MotionTrack(**good).frames == 3
    wrong: Any
    for wrong in (np.zeros(3), np.zeros((3, 1), np.float32), np.zeros(2, np.float32)):
        with pytest.raises(ValueError, match="brow must be float32"):
            MotionTrack(**(good | {"brow": wrong}))
    with pytest.raises(ValueError, match="lip_open must be float32"):
        MotionTrack(**{name: np.zeros((3, 1), np.float32) for name in names})


# -- blinks -----------------------------------------------------------------------------------


def test_a_blink_falls_in_two_fifths_of_its_time_and_rises_in_three() -> None:
    fps = 240
    found = plan_motion(tone(1000, 8.0), RATE, frames=8 * fps, fps=fps, seed=3).eye_open / 0.95
    closed = int(np.argmin(found[: 3 * fps]))
    shut = np.flatnonzero(found < 0.999)
    shut = shut[np.abs(shut - closed) < fps // 2]
    falls, rises = closed - shut[0], shut[-1] - closed
    assert found[closed] == pytest.approx(0.0, abs=1e-6)
    assert falls / (falls + rises) == pytest.approx(0.4, abs=0.03)
    quarter = round(falls / 2)
    assert found[closed - quarter] == pytest.approx(0.5, abs=0.04)


def test_no_blink_begins_that_the_clip_cannot_show_whole() -> None:
    for seed in range(40):
        found = plan_motion(tone(1000, 2.5), RATE, frames=60, fps=FPS, seed=seed, expressions=["manic"])
        assert np.flatnonzero(found.eye_open < 0.02).max(initial=0) <= round((2.5 - 0.3) * FPS - 0.5)
