"""The clip's encoder on real files: what is in them, and one sentence where it cannot be."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import av
import numpy as np
import pytest
from av.video.reformatter import ColorPrimaries, ColorRange, Colorspace, ColorTrc
from numpy.typing import NDArray

from tests.pipeline.slot.clips import FPS, RATE, moving_frames, tone, writer
from vortex_gui.base.errors import OutputError
from vortex_gui.pipeline.slot.encoding.clip_writer import ClipWriter, Encoding, fit_sound


@pytest.mark.parametrize("seconds", [0.5, 2.0, 3.0])
def test_a_clip_has_one_video_and_one_sound_of_equal_length(tmp_path: Path, seconds: float) -> None:
    frames = moving_frames(48)
    with writer(tmp_path / "slot.mp4", frames, tone(seconds)) as clip:
        for end in range(8, 49, 8):
            clip.ready(end)
        clip.close()
    with av.open(str(tmp_path / "slot.mp4")) as file:
        (video,), (audio,) = file.streams.video, file.streams.audio
        assert (video.codec_context.name, audio.codec_context.name) == ("h264", "aac")
        assert video.codec_context.pix_fmt == "yuv420p"
        assert json.loads(file.metadata["comment"]) == {"seed": 5}
        length = [float(stream.duration * stream.time_base) for stream in (video, audio)]
        assert length[0] == pytest.approx(2.0)
        assert abs(length[0] - length[1]) <= 1 / FPS
        pictures = [frame.to_ndarray(format="rgb24") for frame in file.decode(video)]
    assert len(pictures) == 48
    assert int(pictures[30][:, :, 0].mean(axis=0).argmax()) == 30


@pytest.mark.parametrize("width", [64, 66, 130])
def test_colours_are_those_of_the_picture_at_any_width(tmp_path: Path, width: int) -> None:
    colours = np.array([200, 40, 90], np.uint8)
    frames = np.broadcast_to(colours[:, None, None], (24, 3, 50, width))
    with writer(tmp_path / "slot.mp4", frames, tone(1)) as clip:
        clip.ready(24)
        clip.close()
    with av.open(str(tmp_path / "slot.mp4")) as file:
        picture = next(file.decode(video=0)).to_ndarray(format="rgb24")
    assert picture.shape == (50, width, 3)
    assert np.abs(picture.astype(int) - colours).max() <= 4


def test_faststart_puts_the_index_before_the_pictures(tmp_path: Path) -> None:
    path = tmp_path / "slot.mp4"
    with writer(path, moving_frames(24), tone(1)) as clip:
        clip.ready(24)
        clip.close()
    content = path.read_bytes()
    assert content.index(b"moov") < content.index(b"mdat")


def test_abort_stops_the_thread_in_the_middle(tmp_path: Path) -> None:
    clip = writer(tmp_path / "slot.mp4", moving_frames(48), tone(2))
    clip.ready(8)
    clip.abort()
    assert not clip._thread.is_alive()


@pytest.mark.expects_log
def test_a_folder_that_is_gone_is_one_sentence(tmp_path: Path) -> None:
    clip = writer(tmp_path / "gone" / "slot.mp4", moving_frames(8), tone(1))
    with pytest.raises(OutputError, match="could not be encoded"):
        clip.close()  # a `ready` before it may be the first to meet the fault


PATCHES = [
    (235, 20, 20),
    (20, 200, 40),
    (30, 60, 230),
    (250, 250, 250),
    (5, 5, 5),
    (180, 120, 60),
    (90, 90, 90),
]


@pytest.mark.parametrize("side", [64, 256, 512])
def test_colours_are_tagged_and_are_what_the_tags_say(side: int, tmp_path: Path) -> None:
    """Decoded by the formula of BT.709 in limited range, by hand, they are the picture's."""
    frames = np.zeros((len(PATCHES), 3, side, side), np.uint8)
    for index, colour in enumerate(PATCHES):
        frames[index] = np.array(colour, np.uint8)[:, None, None]
    with writer(tmp_path / "slot.mp4", frames, tone(0.3)) as clip:
        clip.ready(len(PATCHES))
        clip.close()
    with av.open(str(tmp_path / "slot.mp4")) as file:
        codec = file.streams.video[0].codec_context
        assert codec.pix_fmt == "yuv420p"
        tags = (codec.colorspace, codec.color_primaries, codec.color_trc, codec.color_range)
        assert tags == (Colorspace.ITU709, ColorPrimaries.BT709, ColorTrc.BT709, ColorRange.MPEG)
        for colour, frame in zip(PATCHES, file.decode(video=0), strict=True):
            y, u, v = (np.median(_rows(plane)) for plane in frame.planes)
            luma, blue, red = (y - 16) / 219, (u - 128) / 224, (v - 128) / 224
            rgb = (luma + 1.5748 * red, luma - 0.1873 * blue - 0.4681 * red, luma + 1.8556 * blue)
            assert np.abs(np.array(rgb) * 255 - colour).max() <= 4


def _rows(plane: av.video.plane.VideoPlane) -> NDArray[np.uint8]:
    return np.frombuffer(plane, np.uint8).reshape(-1, plane.line_size)[: plane.height, : plane.width]


def test_sound_is_cut_or_padded_to_the_frames() -> None:
    assert fit_sound(tone(2), 24, FPS, RATE).size == RATE
    padded = fit_sound(tone(0.5), 24, FPS, RATE)
    assert padded.size == RATE
    assert not padded[RATE // 2 :].any()


SMALL_FILES = """
import resource, sys
from pathlib import Path
from tests.pipeline.slot.clips import moving_frames, tone, writer
from vortex_gui.base.errors import OutputError

resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))
clip = writer(Path(sys.argv[1]), moving_frames(240), tone(10))
try:
    clip.ready(240)
    clip.close()
except OutputError as error:
    print(error.sentence, error.remedy)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such limit")
def test_a_limit_on_files_is_named(tmp_path: Path) -> None:
    path = tmp_path / "slot.mp4"
    child = subprocess.run(
        [sys.executable, "-c", SMALL_FILES, str(path)], capture_output=True, text=True, check=True
    )
    assert child.stdout.startswith(f"{path} cannot be written (File too large). A limit on this process")


def test_free_disk_is_looked_at_while_writing(tmp_path: Path) -> None:
    asked: list[int] = []

    def check() -> None:
        asked.append(1)
        if len(asked) == 3:
            raise OutputError("output", "The disk is nearly full.")

    frames = moving_frames(4 * FPS)
    clip = ClipWriter(
        tmp_path / "slot.mp4",
        frames,
        tone(4.0),
        fps=FPS,
        sample_rate=RATE,
        encoding=Encoding(),
        metadata={},
        check_disk=check,
    )
    clip.ready(4 * FPS)
    with pytest.raises(OutputError, match="nearly full"):
        clip.close()
    assert len(asked) == 3
