"""The encoder is timed on frames that move, beside ffmpeg's command line."""

from __future__ import annotations

from pathlib import Path

import av
import pytest

from vortex_gui.base.errors import InputError
from vortex_gui.measure.bench import encode


def test_without_ffmpeg_the_figure_says_what_it_needs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(InputError) as caught:
        encode.encode_ratio()
    assert caught.value.faults == (
        "bench: encode_ratio needs the command line program ffmpeg to compare with.",
    )


def test_each_frame_differs_from_the_one_before() -> None:
    frames = encode._moving_frames()
    assert frames.shape == (encode.FRAMES, 3, encode.SIDE, encode.SIDE)
    assert (frames[1:] != frames[:-1]).any(axis=(1, 2, 3)).all()


def test_ours_is_a_whole_clip_of_the_frames_that_are_timed(tmp_path: Path) -> None:
    assert encode._ours(tmp_path / "ours.mp4", encode._moving_frames()) > 0
    with av.open(str(tmp_path / "ours.mp4")) as clip:
        assert clip.streams.video[0].frames == encode.FRAMES
        assert len(clip.streams.audio) == 1
