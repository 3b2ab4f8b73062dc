"""Sound files of every kind, written with the encoders of PyAV."""

from __future__ import annotations

from pathlib import Path

import av
import numpy as np
from numpy.typing import NDArray

CODECS = {".wav": "pcm_s16le", ".flac": "flac", ".mp3": "libmp3lame", ".m4a": "aac", ".ogg": "libopus"}

OPUS_RATES = (8_000, 12_000, 16_000, 24_000, 48_000)


def tone(seconds: float, rate: int, hertz: float = 300.0, level: float = 0.5) -> NDArray[np.float32]:
    at = np.arange(round(seconds * rate)) / rate
    return (level * np.sin(2 * np.pi * hertz * at)).astype(np.float32)


def write_sound(path: Path, samples: NDArray[np.float32], rate: int, *, codec: str = "") -> Path:
    """Samples (n,) or (channels, n) as the kind of file that the name's ending says."""
    planes = np.atleast_2d(samples)
    layout = "mono" if len(planes) == 1 else "stereo"
    with av.open(str(path), "w") as container:
        written = rate if path.suffix != ".ogg" or rate in OPUS_RATES else 48_000
        stream = container.add_stream(codec or CODECS[path.suffix], rate=written, layout=layout)
        wanted = stream.format.name
        resampler = av.AudioResampler(
            format=wanted, layout=layout, rate=written, frame_size=stream.frame_size or 0
        )
        for begin in range(0, planes.shape[1], 4096):
            frame = av.AudioFrame.from_ndarray(
                np.ascontiguousarray(planes[:, begin : begin + 4096]), format="fltp", layout=layout
            )
            frame.sample_rate, frame.pts = rate, begin
            for piece in resampler.resample(frame):
                container.mux(stream.encode(piece))
        for piece in resampler.resample(None):
            container.mux(stream.encode(piece))
        container.mux(stream.encode(None))
    return path


def write_film(path: Path, *, frames: int = 12) -> Path:
    """A film without any sound."""
    with av.open(str(path), "w") as container:
        stream = container.add_stream("libx264", rate=24)
        stream.width, stream.height, stream.pix_fmt = 64, 64, "yuv420p"
        for _ in range(frames):
            picture = av.VideoFrame.from_ndarray(np.zeros((64, 64, 3), np.uint8), format="rgb24")
            container.mux(stream.encode(picture))
        container.mux(stream.encode(None))
    return path
