"""Which encoders can really be opened here: being listed by the library does not mean that."""

from __future__ import annotations

import logging
from fractions import Fraction
from functools import cache

import av

from vortex_gui.base.errors import OutputError
from vortex_gui.base.settings import VIDEO_ENCODERS

_log = logging.getLogger(__name__)


def video_fault(name: str) -> str:
    """Why an H.264 encoder cannot be opened; empty where it can."""
    try:
        codec = av.CodecContext.create(name, "w")
        codec.width, codec.height, codec.pix_fmt = 256, 256, "yuv420p"
        codec.time_base = Fraction(1, 24)
        codec.open()
    except (av.FFmpegError, ValueError, OSError) as error:
        return _first_line(error)
    return ""


def audio_fault(name: str = "aac") -> str:
    """Why the encoder of the sound cannot be opened; empty where it can."""
    try:
        codec = av.CodecContext.create(name, "w")
        codec.sample_rate, codec.layout, codec.format = 24000, "mono", "fltp"
        codec.open()
    except (av.FFmpegError, ValueError, OSError) as error:
        return _first_line(error)
    return ""


@cache
def usable_encoder(name: str) -> str:
    """`name` if it can really be opened here, else the first that can.

    Raises `OutputError` when there is none: a PyAV without x264 may have one of the others.
    """
    for encoder in (name, *VIDEO_ENCODERS):
        if not video_fault(encoder):
            if encoder != name:
                _log.warning("encoder %s cannot be opened here; %s is taken", name, encoder)
            return encoder
    tried = " nor ".join(dict.fromkeys((name, *VIDEO_ENCODERS)))
    raise OutputError(
        "output",
        f"No H.264 encoder can be opened here: neither {tried}.",
        remedy="Install the package av again, or one that was built with such an encoder.",
    )


def _first_line(error: Exception) -> str:
    return str(error).splitlines()[0] if str(error) else type(error).__name__
