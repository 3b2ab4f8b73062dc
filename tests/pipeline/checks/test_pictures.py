"""What the pictures' checks find: black ones, still ones, and some without the face."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from tests.pipeline.checks.talking import FPS, talking
from vortex_gui.base.report.checks import Check
from vortex_gui.pipeline.checks.clip import Clip
from vortex_gui.pipeline.checks.pictures import picture_checks


def found(clip: Clip) -> dict[str, Check]:
    return {check.name: check for check in picture_checks(clip)}


def damaged(clip: Clip) -> Clip:
    return replace(clip, frames=clip.frames.copy(), _small=[])


def blue(clip: Clip) -> Clip:
    """Of one colour nearly all over: what a patch of it is like is like the head, too."""
    light = np.array([30, 60, 200])[:, None, None]
    frames, actor = ((light + pixels * 0.2).astype(np.uint8) for pixels in (clip.frames, clip.actor))
    return replace(clip, frames=frames, actor=actor, _small=[])


def test_what_moves_in_a_few_pixels_is_no_head() -> None:
    clip = damaged(talking(2.0))
    clip.frames[:] = clip.actor
    clip.frames[::2, :, 10:13, 10:13] = 255
    face = found(clip)["face"]
    assert (face.value, face.at_s) == (None, ())


def test_a_good_picture_passes_all() -> None:
    checks = found(talking(4.0))
    assert all(check.passed for check in checks.values()), checks
    assert list(checks) == ["black", "frozen", "face"]


def test_one_black_frame_is_found_where_it_is() -> None:
    clip = damaged(talking(2.0))
    clip.frames[24] = 3
    black = found(clip)["black"]
    assert (black.value, black.passed) == (1.0, False)
    assert list(black.at_s[0]) == pytest.approx([1.0, 25 / FPS], abs=1e-3)


def test_an_actor_in_the_dark_is_not_black() -> None:
    clip = talking(2.0)
    dark = replace(clip, frames=clip.frames // 16, actor=clip.actor // 16, _small=[])
    assert found(dark)["black"].passed


@pytest.mark.parametrize(("count", "passed"), [(5, True), (8, False)])
def test_frames_that_repeat_are_found(count: int, passed: bool) -> None:
    clip = damaged(talking(2.0))
    clip.frames[10 : 10 + count] = clip.frames[10]
    still = found(clip)["frozen"]
    assert still.passed is passed
    assert still.value == pytest.approx((count - 1) / FPS, abs=1e-3)
    assert bool(still.at_s) is not passed


@pytest.mark.parametrize("kind", ["noise", "flat", "aside", "patched"])
def test_one_frame_without_the_face_is_found(kind: str) -> None:
    clip = damaged(blue(talking(2.0)))
    frame = clip.frames[30]
    head = frame[:, 8:88, 16:80]
    if kind == "patched":
        head[:] = head.mean(axis=(1, 2), keepdims=True)
    elif kind == "noise":
        frame[:] = np.random.default_rng(1).integers(0, 255, frame.shape)
    elif kind == "flat":
        frame[:] = frame.mean(axis=(1, 2), keepdims=True)
    else:
        frame[:] = np.roll(frame, 40, axis=2)
    face = found(clip)["face"]
    assert not face.passed
    assert list(face.at_s[0]) == pytest.approx([30 / FPS, 31 / FPS], abs=1e-3)


def test_without_frames_there_is_nothing_to_say() -> None:
    clip = talking(2.0)
    assert list(picture_checks(replace(clip, frames=clip.frames[:0], _small=[]))) == []
