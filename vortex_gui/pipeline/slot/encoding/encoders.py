"""Which encoders really open on this machine; the library lists some that do not."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from fractions import Fraction
from functools import cache
from typing import TypeVar

import av

from vortex_gui.base.errors import OutputError
from vortex_gui.base.formats import ENCODER_FACTS, VideoEncoder
from vortex_gui.base.words.translation import tr

Name = TypeVar("Name", bound=str)
_log = logging.getLogger(__name__)


def video_fault(name: str) -> str:
    """Why an encoder of pictures cannot be opened; empty where it can."""
    try:
        codec = av.CodecContext.create(name, "w")
        codec.width, codec.height, codec.pix_fmt = 256, 256, "yuv420p"
        codec.time_base = Fraction(1, 24)
        codec.options = _options(name)
        codec.open()
    except (av.FFmpegError, ValueError, OSError) as error:
        return _first_line(error)
    return ""


def _options(name: str) -> dict[str, str]:
    """An encoder's further options: without them x265 prints a page whenever it opens."""
    return next((dict(facts.options) for known, facts in ENCODER_FACTS.items() if known == name), {})


def audio_fault(name: str) -> str:
    """Why an encoder of sound cannot be opened; empty where it can."""
    try:
        codec = av.CodecContext.create(name, "w")
        codec.sample_rate, codec.layout = 24000, "mono"
        codec.format = codec.codec.audio_formats[0]
        codec.open()
    except (av.FFmpegError, ValueError, OSError) as error:
        return _first_line(error)
    return ""


@cache
def usable_encoder(name: VideoEncoder) -> VideoEncoder:
    """`name` if it opens here, else one of its format, of its codec if one opens; raises `OutputError`."""
    wanted = ENCODER_FACTS[name]
    others = [other for other, facts in ENCODER_FACTS.items() if facts.format is wanted.format]
    others.sort(key=lambda other: ENCODER_FACTS[other].codec != wanted.codec)
    return first_that_opens((name, *others), wanted.codec)


def first_that_opens(names: Sequence[Name], codec: str) -> Name:
    """Logs where it is not the first: a PyAV without x264 may have one of the others.

    Raises `OutputError` when none opens.
    """
    for name in names:
        if not video_fault(name):
            if name != names[0]:
                _log.warning("encoder %s does not open here; using %s", names[0], name)
            return name
    raise OutputError(
        "output",
        tr(
            "No {codec} encoder opens on this machine; the program tried {names}.",
            codec=codec,
            names=", ".join(dict.fromkeys(names)),
        ),
        remedy=tr("Reinstall the package av, or install a build of it that has such an encoder."),
    )


def _first_line(error: Exception) -> str:
    return str(error).splitlines()[0] if str(error) else type(error).__name__
