"""What several soaks generate."""

from __future__ import annotations

from pathlib import Path

import av
import numpy as np
import pytest


@pytest.fixture
def clip(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A second of picture and sound, which the scripted worker gives out as every slot's clip."""
    path = tmp_path / "clip.mp4"
    with av.open(str(path), "w") as file:
        picture, sound = file.add_stream("libx264", rate=24), file.add_stream("aac", rate=24000)
        picture.width = picture.height = 64
        picture.pix_fmt = "yuv420p"
        for shade in range(24):
            frame = av.VideoFrame.from_ndarray(np.full((64, 64, 3), shade * 10, np.uint8))
            file.mux(picture.encode(frame))
        silence = av.AudioFrame.from_ndarray(np.zeros((1, 24000), np.float32), "fltp", "mono")
        silence.sample_rate = 24000
        file.mux(sound.encode(silence))
        for stream in (picture, sound):
            file.mux(stream.encode(None))
    monkeypatch.setenv("VORTEX_TEST_CLIP", str(path))
    return path
