"""Clips of any size, rate and sound become pictures for the screen and 48 kHz stereo."""

from __future__ import annotations

import sys
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest
from PySide6.QtCore import QSize
from pytestqt.qtbot import QtBot

from tests.console.clips import FPS, frame_of, write_clip
from tests.odd_things import UNREADABLE, modes_count
from vortex_gui.console.program.messages import Airing
from vortex_gui.console.program.playout.clip_reader import (
    RATE,
    ClipFault,
    ClipSound,
    Picture,
    read_pictures,
    read_sound,
)
from vortex_gui.console.program.playout.decoding import Decoding
from vortex_gui.console.program.playout.loaded_clip import FEWEST, MOST, LoadedClip


def sound_of(path: Path) -> ClipSound:
    return next(found for found in read_sound(path) if found is not None)


def write_wide(path: Path, *, fps: int = 30, frames: int = 15, ratio: Fraction = Fraction(1)) -> Path:
    """A clip without sound, of another shape and rate."""
    with av.open(str(path), "w") as file:
        video = file.add_stream("libx264", rate=fps)
        video.width, video.height, video.pix_fmt = 64, 32, "yuv420p"
        video.codec_context.sample_aspect_ratio = ratio
        for index in range(frames):
            frame = av.VideoFrame.from_ndarray(np.full((32, 64, 3), 90, np.uint8), format="rgb24")
            frame.pts, frame.time_base = index, Fraction(1, fps)
            file.mux(video.encode(frame))
        file.mux(video.encode())
    return path


def test_sound_is_as_long_as_the_pictures_and_the_codec_padding_is_cut(tmp_path: Path) -> None:
    found = sound_of(write_clip(tmp_path / "a.mp4", 36))
    assert found.samples.shape == (36 * RATE // FPS, 2)
    assert found.frame == RATE // FPS
    assert np.abs(found.samples[4000:40_000]).max() == pytest.approx(0.4 * 32767, rel=0.1)


def test_a_clip_without_sound_is_silent_for_its_length(tmp_path: Path) -> None:
    found = sound_of(write_wide(tmp_path / "wide.mp4"))
    assert found.samples.shape == (RATE // 2, 2)
    assert not found.samples.any()
    assert found.frame == RATE // 30


def test_a_word_past_the_last_picture_is_not_cut(tmp_path: Path) -> None:
    path = tmp_path / "long.mp4"
    with av.open(str(path), "w") as file:
        video = file.add_stream("libx264", rate=FPS)
        video.width, video.height, video.pix_fmt = 32, 32, "yuv420p"
        audio = file.add_stream("aac", rate=RATE, layout="mono")
        frame = av.VideoFrame.from_ndarray(np.full((32, 32, 3), 90, np.uint8), format="rgb24")
        frame.pts, frame.time_base = 0, Fraction(1, FPS)
        file.mux(video.encode(frame))
        file.mux(video.encode())
        samples = np.full((1, RATE), 0.25, np.float32)
        spoken = av.AudioFrame.from_ndarray(samples, format="fltp", layout="mono")
        spoken.sample_rate = RATE
        fifo = av.AudioFifo()
        fifo.write(spoken)
        while (part := fifo.read(1024, partial=True)) is not None:
            file.mux(audio.encode(part))
        file.mux(audio.encode())
    assert len(sound_of(path).samples) >= RATE


def test_pictures_are_fitted_to_the_screen_whatever_their_shape(tmp_path: Path) -> None:
    square = next(iter(read_pictures(write_clip(tmp_path / "a.mp4", 4), QSize(320, 180))))
    wide = next(iter(read_pictures(write_wide(tmp_path / "w.mp4"), QSize(320, 180))))
    narrow = next(iter(read_pictures(write_wide(tmp_path / "n.mp4", ratio=Fraction(1, 2)), QSize(320, 180))))
    assert square.image.size() == QSize(176, 180)
    assert wide.image.size() == QSize(320, 160)
    assert narrow.image.size() == QSize(176, 180)


def test_every_picture_comes_with_its_time(tmp_path: Path) -> None:
    found = list(read_pictures(write_clip(tmp_path / "a.mp4", 30), QSize(96, 96)))
    assert [picture.at for picture in found] == [n * RATE // FPS for n in range(30)]
    assert [round(frame_of(picture.image)) for picture in found] == list(range(30))


@pytest.mark.skipif(sys.platform == "win32", reason="pipes, links and modes of POSIX")
@pytest.mark.parametrize("thing", [thing for thing in UNREADABLE if thing != "name not in UTF-8"])
def test_whatever_stands_in_the_place_of_a_clip_is_told_and_no_wait(thing: str, tmp_path: Path) -> None:
    path = UNREADABLE[thing](tmp_path / "odd.mp4")
    with modes_count(), pytest.raises(ClipFault) as caught:
        list(read_sound(path))
    assert len(str(caught.value)) < 400


@pytest.mark.parametrize("content", [b"", b"no clip at all"])
def test_what_is_no_clip_is_told_in_a_sentence(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "bad.mp4"
    path.write_bytes(content)
    with pytest.raises(ClipFault, match=r"bad\.mp4 cannot be played") as told:
        list(read_sound(path))
    assert "Errno" not in str(told.value)
    with pytest.raises(ClipFault, match="is not there"):
        list(read_sound(tmp_path / "none.mp4"))


def test_decoding_ahead_stays_within_its_bounds_and_serves_the_clip_on_air_first(
    qtbot: QtBot, tmp_path: Path
) -> None:
    file = write_clip(tmp_path / "a.mp4", MOST + 6)
    on_air, following = (LoadedClip(Airing(key, str(file)), QSize(96, 96)) for key in "ab")
    bad = LoadedClip(Airing("bad", str(tmp_path / "none.mp4")), QSize(96, 96))
    decoding = Decoding()
    try:
        decoding.want((bad, on_air, following))
        qtbot.waitUntil(lambda: following.ready and not following.wants_more(), timeout=20_000)
        assert bad.refused
        assert len(on_air.due(on_air.length)) == MOST
        rest: list[Picture] = []

        def read_on() -> bool:
            rest.extend(on_air.due(on_air.length))
            return len(rest) == 6

        qtbot.waitUntil(read_on, timeout=20_000)
        assert on_air.next_at() is None
        following.let_go()
        assert not following.wants_more()
        assert not following.ready
    finally:
        decoding.close()


def test_a_large_picture_leaves_fewer_in_memory(tmp_path: Path) -> None:
    clip = LoadedClip(Airing("a", str(write_clip(tmp_path / "a.mp4", MOST))), QSize(3840, 3840))
    count = 0
    while clip.wants_more():
        clip.read_more()
        count += 1
    assert len(clip.due(clip.length)) == FEWEST


def test_a_picture_is_the_same_each_time_it_is_decoded(tmp_path: Path) -> None:
    """Of other widths, FFmpeg's scaler now and then leaves the end of a line in the left edge of the next."""
    path = write_clip(tmp_path / "a.mp4", 24)
    first, *others = ([p.image for p in read_pictures(path, QSize(640, 90))] for _ in range(6))
    assert all(other == first for other in others)
