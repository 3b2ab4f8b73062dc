"""Pictures in the colours of video: planes of red, green and blue become limited-range BT.709."""

from __future__ import annotations

import av
import numpy as np
from av.video.reformatter import ColorPrimaries, ColorRange, Colorspace, ColorTrc, Interpolation
from numpy.typing import NDArray


def planar(picture: NDArray[np.uint8]) -> av.VideoFrame:
    """A frame of a picture (3,H,W), plane by plane: interleaving took half as long as encoding."""
    height, width = picture.shape[1:]
    frame = av.VideoFrame(width, height, "gbrp")
    red, green, blue = picture
    for plane, colour in zip(frame.planes, (green, blue, red), strict=True):
        plane_of(plane)[:height, :width] = colour
    return frame


def in_video_colours(frame: av.VideoFrame, size: tuple[int, int] | None = None) -> av.VideoFrame:
    """Full-range RGB as limited-range YUV of BT.709, as `tag_colours` names it; `size` enlarges it, too."""
    width, height = size or (frame.width, frame.height)
    return frame.reformat(
        width,
        height,
        format="yuv420p",
        interpolation=None if size is None else Interpolation.BICUBIC,
        src_color_range=ColorRange.JPEG,
        dst_colorspace=Colorspace.ITU709,
        dst_color_range=ColorRange.MPEG,
    )


def tag_colours(codec: av.VideoCodecContext) -> None:
    """Names BT.709 for matrix, primaries and transfer: without tags each player guesses by the size."""
    codec.colorspace = Colorspace.ITU709
    codec.color_primaries = ColorPrimaries.BT709
    codec.color_trc = ColorTrc.BT709
    codec.color_range = ColorRange.MPEG


def plane_of(plane: av.video.plane.VideoPlane) -> NDArray[np.uint8]:
    """The plane's bytes, row by row, with those that pad each row; writing changes the frame."""
    return np.frombuffer(plane, np.uint8).reshape(-1, plane.line_size)
