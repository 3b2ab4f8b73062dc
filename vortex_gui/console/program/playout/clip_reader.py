"""Reads a clip for the program: its whole sound at once, its pictures one by one, fitted to the screen."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import av
import numpy as np
from av.video.reformatter import ColorRange, Colorspace, Interpolation
from numpy.typing import NDArray
from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QImage

from vortex_gui.base.files.standing import unfit_file
from vortex_gui.base.words.translation import tr
from vortex_gui.base.words.wording import own_words

RATE = 48_000
"""Samples a second of the program's sound, whatever the clips have."""
CHANNELS = 2
LONGEST_S = 600.0
"""The sound is kept whole: 115 MB for this length."""
UNTAGGED = 2
"""FFmpeg's number for a colour space that the file does not name; ours name theirs."""
PADDING = RATE // 10
"""Sound past the last picture that is a codec's padding, and no word."""
THREADS = 2
EVEN = 8
"""Pictures are so many pixels wide, or a multiple of it."""
TURN = 100
"""Packets of a clip that are read in one go, while another clip plays."""

Sound = NDArray[np.int16]
"""Interleaved stereo, of shape (samples, 2)."""


class ClipFault(Exception):
    """Why a clip cannot be played, in a sentence."""


@dataclass(frozen=True, slots=True)
class Picture:
    """`at` counts samples from the clip's begin, `index` pictures."""

    at: int
    index: int
    image: QImage


@dataclass(frozen=True, slots=True)
class ClipSound:
    """The clip's sound, silence where it has none, exactly as long as the clip is on air."""

    samples: Sound
    frame: int
    """Samples that a picture lasts."""


def read_sound(path: Path) -> Iterator[ClipSound | None]:
    """The sound and the length of a clip, at the end; `None` before, to let others have their turn.

    Raises `ClipFault`.
    """
    try:
        if fault := unfit_file(path):  # a pipe would never end
            raise ClipFault(tr("{name} cannot be played: {why}.", name=path.name, why=fault))
        if not path.exists():
            raise ClipFault(tr("{name} is not there.", name=path.name))
        with av.open(str(path)) as file:
            yield from _read_sound(file, path.name)
    except (OSError, ValueError) as error:  # av's own errors are among these
        raise ClipFault(tr("{name} cannot be played: {why}.", name=path.name, why=own_words(error))) from None


def read_pictures(path: Path, room: QSize) -> Iterator[Picture]:
    """The clip's pictures as large as `room` lets them be; raises `ClipFault`."""
    try:
        with av.open(str(path)) as file:
            stream = file.streams.video[0]
            stream.thread_type, stream.codec_context.thread_count = "AUTO", THREADS
            pixel = float(stream.codec_context.sample_aspect_ratio or 1)
            first = None
            for index, frame in enumerate(file.decode(stream)):
                at = _samples(frame.pts or 0, frame.time_base)
                first = at if first is None else first
                yield Picture(at - first, index, fitted(frame, room, pixel))
    except (OSError, ValueError, IndexError) as error:
        raise ClipFault(tr("{name} cannot be played: {why}.", name=path.name, why=own_words(error))) from None


def fitted(frame: Any, room: QSize, pixel: float = 1.0) -> QImage:
    """A decoded picture as an image for the screen; `pixel` is how wide one of its pixels is."""
    size = QSize(round(frame.width * pixel), frame.height).scaled(room, Qt.AspectRatioMode.KeepAspectRatio)
    # WORKAROUND: FFmpeg's scaler writes past the end of lines of other widths, into the picture's left edge.
    width, height = max(EVEN, size.width() // EVEN * EVEN), max(2, size.height())
    untagged = int(frame.colorspace) == UNTAGGED
    shown = frame.reformat(
        width,
        height,
        "bgra",
        src_colorspace=Colorspace.ITU709 if untagged else None,
        dst_color_range=ColorRange.JPEG,
        interpolation=Interpolation.BICUBIC,
    )
    plane = shown.planes[0]
    image = QImage(width, height, QImage.Format.Format_RGB32)
    target = np.frombuffer(image.bits(), np.uint8).reshape(height, image.bytesPerLine())
    source = np.frombuffer(plane, np.uint8).reshape(-1, plane.line_size)
    target[:, : width * 4] = source[:height, : width * 4]
    return image


def _read_sound(file: Any, name: str) -> Iterator[ClipSound | None]:
    """One pass over the file: packets give the pictures' times, the sound is decoded."""
    if not file.streams.video:
        raise ClipFault(tr("{name} has no picture.", name=name))
    video = file.streams.video[0]
    audio = file.streams.audio[0] if file.streams.audio else None
    # FFmpeg would make mono 3 dB quieter on its way to stereo.
    layout = "mono" if audio is not None and audio.layout.nb_channels == 1 else "stereo"
    resampler = av.AudioResampler(format="s16", layout=layout, rate=RATE)
    starts, lasts = [], [1]
    begin: int | None = None
    parts: list[Sound] = []
    for count, packet in enumerate(file.demux([video] if audio is None else [video, audio])):
        if count % TURN == TURN - 1:
            yield None
        if packet.stream is video and packet.pts is not None:
            starts.append(packet.pts)
            lasts.append(packet.duration or 0)
        elif packet.stream is audio:
            for frame in packet.decode():
                if begin is None:
                    begin = _samples(frame.pts or 0, frame.time_base)
                parts.extend(_arrays(resampler.resample(frame)))
    if not starts:
        raise ClipFault(tr("{name} has no picture.", name=name))
    if parts:
        parts.extend(_arrays(resampler.resample(None)))
    frame = _samples(max(lasts), video.time_base)
    if max(lasts) <= 1 and video.average_rate:
        frame = round(RATE / video.average_rate)
    first = _samples(min(starts), video.time_base)
    seen = _samples(max(starts), video.time_base) - first + frame
    if seen > LONGEST_S * RATE:
        raise ClipFault(tr("{name} is longer than {minutes:g} min.", name=name, minutes=LONGEST_S / 60))
    yield ClipSound(_laid(parts, (begin or 0) - first, seen), frame)


def _laid(parts: list[Sound], begin: int, seen: int) -> Sound:
    """The sound from the first picture on: padding is cut or added, a word past the last picture stays."""
    heard = np.concatenate(parts) if parts else np.zeros((0, CHANNELS), np.int16)
    if begin < 0:
        heard, begin = heard[-begin:], 0
    whole = begin + len(heard)
    length = whole if whole > seen + PADDING else seen
    samples = np.zeros((length, CHANNELS), np.int16)
    samples[begin : begin + len(heard)] = heard[: length - begin]
    return samples


def _arrays(frames: list[Any]) -> list[Sound]:
    """Both channels of each block; mono is the same on both."""
    blocks = (frame.to_ndarray().reshape(-1, frame.layout.nb_channels) for frame in frames)
    return [np.broadcast_to(block, (len(block), CHANNELS)) for block in blocks]


def _samples(ticks: int, time_base: Any) -> int:
    samples: int = round(ticks * time_base * RATE)
    return samples
