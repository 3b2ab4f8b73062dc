"""Throughput of composed clips against plain ones of the same size and the same pictures."""

from __future__ import annotations

import tempfile
import time
from pathlib import Path

import av
import numpy as np
from av.video.reformatter import ColorRange, Colorspace
from numpy.typing import NDArray
from PIL import Image

from vortex_gui.base.recipe.composition import Composition
from vortex_gui.measure.bench.figure import Figure, measured, ratio
from vortex_gui.pipeline.composition.composing import compositor_for
from vortex_gui.pipeline.composition.compositor import Compositor
from vortex_gui.pipeline.slot.encoding.clip_writer import ClipWriter, Encoding

FRAMES, SIDE, FPS, RUNS = 96, 512, 24, 5
HOW = f"{FRAMES} frames of a {SIDE}x{SIDE} presenter in 1280x720 with lower third and logo, median of {RUNS}"


def compose_ratio() -> Figure:
    """Time of the plain encoder over that of the composed clip."""
    with tempfile.TemporaryDirectory() as folder:
        frames, compositor = presenter_frames(), example(Path(folder))
        plain, path = composed_pictures(frames, compositor), Path(folder) / "slot.mp4"
        encode(path, frames, compositor), encode(path, plain)
        value, runs = measured(
            lambda: ratio(lambda: encode(path, plain), lambda: encode(path, frames, compositor)), RUNS
        )
    against = "our encoder fed with the same pictures as whole RGB frames of 1280x720"
    return Figure("compose_ratio", value, "ratio", "at least", 0.95, against, HOW, runs)


def compose_realtime() -> Figure:
    """Frames a second of a composed clip over the clip's own."""
    with tempfile.TemporaryDirectory() as folder:
        frames, compositor = presenter_frames(), example(Path(folder))
        path = Path(folder) / "slot.mp4"
        encode(path, frames, compositor)
        value, runs = measured(lambda: FRAMES / FPS / encode(path, frames, compositor), RUNS)
    against = "the clip's length: a presenter in front of a microphone"
    return Figure("compose_realtime", value, "times", "at least", 1.0, against, HOW, runs)


def example(folder: Path) -> Compositor:
    """A compositor with everything that a composition can have, in a wide clip."""
    logo = folder / "logo.png"
    Image.new("RGBA", (160, 80), (240, 200, 60, 200)).save(logo)
    wished = Composition(
        shape="16:9", short_side=720, name="Professor Sock", line="Science desk", logo=str(logo)
    )
    still = presenter_frames(1)[0].transpose(1, 2, 0)
    return compositor_for(wished, np.ascontiguousarray(still), (SIDE, SIDE))


def presenter_frames(count: int = FRAMES) -> NDArray[np.uint8]:
    """A soft gradient with a moving bright bar: uint8 (T,3,H,W)."""
    ramp = np.linspace(30, 200, SIDE, dtype=np.float32)
    still = np.broadcast_to((ramp[:, None] + ramp[None]) / 2, (3, SIDE, SIDE)).astype(np.uint8)
    frames = np.repeat(still[None], count, axis=0)
    for index in range(count):
        left = (index * 5) % (SIDE - 80)
        frames[index, 0, 200:280, left : left + 80] = 250
    return frames


def composed_pictures(frames: NDArray[np.uint8], compositor: Compositor) -> NDArray[np.uint8]:
    """The composed frames as RGB, uint8 (T,3,H,W)."""
    return np.stack([_rgb(compositor.compose(frame)) for frame in frames])


def _rgb(frame: av.VideoFrame) -> NDArray[np.uint8]:
    whole = frame.reformat(
        format="rgb24",
        src_colorspace=Colorspace.ITU709,
        src_color_range=ColorRange.MPEG,
        dst_color_range=ColorRange.JPEG,
    )
    picture: NDArray[np.uint8] = whole.to_ndarray().transpose(2, 0, 1)
    return picture


def encode(path: Path, frames: NDArray[np.uint8], compositor: Compositor | None = None) -> float:
    """Seconds to a closed MP4."""
    sound, began = np.zeros(len(frames) * 1000, np.float32), time.perf_counter()
    with ClipWriter(
        path,
        frames,
        sound,
        fps=FPS,
        sample_rate=24_000,
        encoding=Encoding(),
        metadata={},
        compositor=compositor,
    ) as clip:
        clip.ready(len(frames))
        clip.close()
    return time.perf_counter() - began
