"""The clip whose check is timed is one that every check can look at."""

from __future__ import annotations

from pathlib import Path

import av

from vortex_gui.measure.bench import check
from vortex_gui.pipeline.checks.clip_check import check_clip


def test_every_check_finds_something_to_measure() -> None:
    checks = check_clip(check.talking_clip(96, 128))
    unmeasured = {found.name for found in checks if found.value is None}
    assert unmeasured <= {"lips_offset"}
    assert {found.name for found in checks} >= {"silence", "loudness", "frozen", "face", "lips_match"}


def test_the_encoder_makes_the_same_clip(tmp_path: Path) -> None:
    clip = check.talking_clip(12, 64)
    assert check.encoded_s(clip, tmp_path / "slot.mp4") > 0
    with av.open(str(tmp_path / "slot.mp4")) as encoded:
        assert encoded.streams.video[0].frames == 12


def test_each_look_is_the_first_one() -> None:
    clip = check.talking_clip(48, 64)
    small = clip.small
    assert check.checked_s(clip) > 0
    assert clip.small is not small
