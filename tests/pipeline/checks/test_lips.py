"""Lips against sound: in step they pass, moved they are told by their frames, and strangers do not match."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from tests.narrowing import present
from tests.pipeline.checks.talking import FPS, speech, talking
from tests.pipeline.sound.sounds import RATE
from vortex_gui.base.report.checks import Check
from vortex_gui.models.contracts import Region
from vortex_gui.pipeline.checks import lips
from vortex_gui.pipeline.checks.clip import Clip
from vortex_gui.pipeline.checks.lips import CELLS, Sync, lip_checks, measured_sync


def found(clip: Clip) -> dict[str, Check]:
    return {check.name: check for check in lip_checks(clip)}


@pytest.mark.parametrize("seed", range(4))
def test_lips_in_step_pass(seed: int) -> None:
    checks = found(talking(6.0, seed))
    assert all(check.passed for check in checks.values()), checks
    assert abs(present(checks["lips_offset"].value)) < 0.7
    assert 0 <= present(checks["lips_offset"].uncertainty) < 1


def test_lips_in_step_pass_whatever_else_a_mouth_does_beside_them() -> None:
    """Four things change more than the opening: speech rounds and stretches lips, and heads turn."""
    clip = talking(6.0)
    frames, chance = clip.frames.copy(), np.random.default_rng(3)
    for column in (34, 41, 48, 55):  # of the rows above the lips
        frames[:, :, 48:58, column : column + 7] = chance.integers(0, 256, (clip.count, 1, 1, 1))
    checks = found(replace(clip, frames=frames))
    assert checks["lips_match"].passed
    assert abs(present(checks["lips_offset"].value)) < 0.7


def test_a_clip_of_more_frames_than_cells_is_measured_as_a_short_one() -> None:
    clip = talking(19.0)
    assert clip.count > 3 * CELLS**2
    checks = found(replace(clip, sound=np.roll(clip.sound, 5 * RATE // FPS)))
    assert checks["lips_match"].passed
    assert checks["lips_offset"].value == pytest.approx(-5, abs=0.7)


@pytest.mark.parametrize("frames", [-8, -5, 3, 5, 10])
def test_moved_sound_is_told_by_its_frames(frames: int) -> None:
    clip = talking(6.0)
    moved = np.roll(clip.sound, frames * RATE // FPS)
    checks = found(replace(clip, sound=moved))
    assert not checks["lips_offset"].passed
    assert checks["lips_offset"].value == pytest.approx(-frames, abs=0.7)
    assert checks["lips_offset"].at_s == ((0.0, 6.0),)


@pytest.mark.parametrize("seed", range(4))
def test_lips_of_another_sound_do_not_match(seed: int) -> None:
    checks = found(replace(talking(8.0, seed), sound=speech(8.0, seed + 50)))
    assert not checks["lips_match"].passed
    assert checks["lips_offset"].value is None


UNMEASURABLE: dict[str, tuple[float, dict[str, Any]]] = {
    "short": (1.5, {}),
    "no mouth": (4.0, {"mouth": None}),
    "one word": (6.0, {"sound": np.concatenate((speech(0.5), np.zeros(6 * RATE, np.float32)))[: 6 * RATE]}),
    "silent": (4.0, {"sound": np.zeros(4 * RATE, np.float32)}),
}


@pytest.mark.parametrize("kind", UNMEASURABLE)
def test_what_cannot_be_measured_is_said_so_and_fails_nothing(kind: str) -> None:
    seconds, changes = UNMEASURABLE[kind]
    clip = talking(seconds, **changes)
    assert measured_sync(clip) is None
    assert all(check.passed and check.value is None for check in lip_checks(clip))


def test_a_mouth_beyond_the_picture_is_no_fault() -> None:
    assert measured_sync(talking(4.0, mouth=Region(1.0, 1.0, 1.0, 1.0))) is None


def test_a_clear_match_is_trusted_though_its_parts_are_few(monkeypatch: pytest.MonkeyPatch) -> None:
    clip = talking(3.0)
    clear = Sync(0.9, 0.1, 3.0)
    for sync, passed in ((clear, True), (replace(clear, match=0.7), False)):
        monkeypatch.setattr(lips, "measured_sync", lambda clip, sync=sync: sync)
        assert found(clip)["lips_match"].passed is passed
