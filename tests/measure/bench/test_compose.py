"""The composed clip is timed beside a plain one of the same pictures."""

from __future__ import annotations

from pathlib import Path

import av
import numpy as np

from vortex_gui.measure.bench import compose


def test_both_clips_show_the_same_pictures(tmp_path: Path) -> None:
    frames, compositor = compose.presenter_frames(6), compose.example(tmp_path)
    plain = compose.composed_pictures(frames, compositor)
    assert plain.shape == (6, 3, 720, 1280)
    assert (frames[1:] != frames[:-1]).any(axis=(1, 2, 3)).all()
    assert compose.encode(tmp_path / "composed.mp4", frames, compositor) > 0
    assert compose.encode(tmp_path / "plain.mp4", plain) > 0
    shown = []
    for name in ("composed.mp4", "plain.mp4"):
        with av.open(str(tmp_path / name)) as clip:
            assert clip.streams.video[0].frames == 6
            shown.append(next(clip.decode(video=0)).to_ndarray(format="rgb24").astype(int))
    assert np.abs(shown[0] - shown[1]).mean() < 2
