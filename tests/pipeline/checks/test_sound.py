"""What the sound's checks find: words unheard, peaks cut off, a loudness beside its target."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from tests.pipeline.checks.talking import talking
from tests.pipeline.sound.sounds import RATE, sine
from vortex_gui.base.report.checks import Check
from vortex_gui.models.contracts import WordSpan
from vortex_gui.pipeline.checks.clip import Clip
from vortex_gui.pipeline.checks.sound import sound_checks


def found(clip: Clip) -> dict[str, Check]:
    return {check.name: check for check in sound_checks(clip)}


def steady() -> Clip:
    return replace(talking(3.0), sound=sine(3.0, 0.3), words=(WordSpan("a", 0.2, 2.8),))


def test_a_good_sound_passes_all() -> None:
    checks = found(talking(4.0))
    assert all(check.passed for check in checks.values()), checks
    assert list(checks) == ["silence", "clipping", "loudness", "true_peak"]


def test_a_word_that_is_not_heard_is_found_where_it_is() -> None:
    clip = steady()
    clip.sound[RATE : RATE + RATE // 2] = 0
    silence = found(clip)["silence"]
    assert not silence.passed
    assert silence.value == pytest.approx(0.5, abs=0.03)
    assert list(silence.at_s[0]) == pytest.approx([1.0, 1.5], abs=0.03)


def test_a_pause_between_words_is_no_silence() -> None:
    clip = replace(steady(), words=(WordSpan("a", 0.2, 0.9), WordSpan("b", 1.6, 2.8)))
    clip.sound[RATE : RATE * 3 // 2] = 0
    assert found(clip)["silence"].passed


def test_without_words_only_a_long_pause_is_told() -> None:
    clip = replace(talking(5.0), words=())
    clip.sound[: round(2.5 * RATE)] = 0
    assert found(clip)["silence"].passed
    clip.sound[: round(3.5 * RATE)] = 0
    assert not found(clip)["silence"].passed


def test_the_silence_behind_a_recording_is_no_pause_in_it() -> None:
    clip = replace(talking(6.0), words=(), said_s=2.0)
    clip.sound[2 * RATE :] = 0
    assert found(clip)["silence"].passed
    assert not found(replace(clip, said_s=6.0))["silence"].passed


def test_a_short_clip_in_which_nothing_is_heard_at_all_is_told() -> None:
    silence = found(replace(talking(1.0), sound=np.zeros(RATE, np.float32), words=()))["silence"]
    assert not silence.passed
    assert list(silence.at_s[0]) == pytest.approx([0.0, 1.0])


def test_silence_alone_has_no_loudness_and_is_found() -> None:
    clip = replace(steady(), sound=np.zeros(3 * RATE, np.float32))
    checks = found(clip)
    assert not checks["silence"].passed
    assert (checks["loudness"].value, checks["loudness"].passed) == (None, True)


@pytest.mark.parametrize("level", [1.0, 0.2])
def test_peaks_that_are_cut_off_are_found_at_any_level(level: float) -> None:
    clip = talking(3.0)
    gain = 3 / np.abs(clip.sound).max()
    cut = (np.clip(clip.sound * gain, -1, 1) * level).astype(np.float32)
    clipping = found(replace(clip, sound=cut))["clipping"]
    assert not clipping.passed
    assert clipping.at_s


def test_a_sine_of_full_scale_is_not_cut_off() -> None:
    assert found(replace(talking(3.0), sound=sine(3.0, 1.0, 220)))["clipping"].passed


@pytest.mark.parametrize("decibels", [-3.0, 3.0])
def test_sound_beside_its_target_is_told_with_its_sign(decibels: float) -> None:
    clip = talking(4.0)
    loudness = found(replace(clip, sound=(clip.sound * 10 ** (decibels / 20)).astype(np.float32)))["loudness"]
    assert not loudness.passed
    assert loudness.value == pytest.approx(decibels, abs=0.5)


def test_without_a_target_nobody_judges_the_loudness() -> None:
    assert list(found(replace(talking(3.0), target_lufs=None))) == ["silence", "clipping"]
