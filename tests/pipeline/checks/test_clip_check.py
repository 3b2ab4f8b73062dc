"""All checks together, in the order of the table; the clip's length."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.pipeline.checks.talking import FPS, talking
from vortex_gui.base.report.checks import CHECK_NAMES, failed
from vortex_gui.pipeline.checks.clip_check import check_clip


def test_a_good_clip_passes_every_check_of_the_table() -> None:
    checks = check_clip(talking(6.0))
    assert tuple(check.name for check in checks) == CHECK_NAMES
    assert failed(checks) == ()


@pytest.mark.parametrize(("missing", "passed"), [(0, True), (1, True), (3, False)])
def test_missing_frames_are_a_wrong_length(missing: int, passed: bool) -> None:
    clip = talking(4.0)
    short = replace(clip, frames=clip.frames[: clip.count - missing], _small=[])
    (length,) = (check for check in check_clip(short) if check.name == "length")
    assert length.passed is passed
    assert length.value == pytest.approx(-missing / FPS, abs=1e-3)


def test_a_clip_without_frames_is_told_by_its_length() -> None:
    clip = talking(3.0)
    checks = check_clip(replace(clip, frames=clip.frames[:0], _small=[]))
    assert "length" in [check.name for check in failed(checks)]


def test_a_cancel_stops_between_two_checks() -> None:
    seen: list[int] = []

    def step() -> None:
        seen.append(1)
        if len(seen) == 3:
            raise InterruptedError

    with pytest.raises(InterruptedError):
        check_clip(talking(3.0), step)
    assert len(seen) == 3
