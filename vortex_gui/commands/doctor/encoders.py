"""Checks of the encoders: each is opened, since being listed does not mean that it works."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction

import av

from vortex_gui.base.settings import Settings
from vortex_gui.commands.doctor.check import Check, State


def encoders(settings: Settings) -> Iterator[Check]:
    """Opens each encoder; the chosen one and AAC are needed."""
    av.logging.set_level(av.logging.PANIC)
    chosen = settings.output.encoder
    for name in ("libx264", "h264_nvenc", "libopenh264"):
        fault = _video_fault(name)
        if not fault:
            yield Check(f"encoder {name}", State.GOOD, "opens")
            continue
        needed = name == "libx264"
        remedy = "Install the av package from PyPI again." if needed else ""
        if name == chosen and not needed:
            remedy = "Another encoder is taken in its place: set output.encoder to libx264."
        yield Check(
            f"encoder {name}", State.FAULT if needed else State.NOTE, f"does not open ({fault})", remedy
        )
    fault = _aac_fault()
    remedy = "Install the av package from PyPI again." if fault else ""
    yield Check("encoder aac", State.FAULT if fault else State.GOOD, fault or "opens", remedy)


def _video_fault(name: str) -> str:
    def open_it() -> None:
        codec = av.CodecContext.create(name, "w")
        codec.width, codec.height, codec.pix_fmt = 256, 256, "yuv420p"
        codec.time_base = Fraction(1, 24)
        codec.open()

    return _fault(open_it)


def _aac_fault() -> str:
    def open_it() -> None:
        codec = av.CodecContext.create("aac", "w")
        codec.sample_rate, codec.layout, codec.format = 24000, "mono", "fltp"
        codec.open()

    return _fault(open_it)


def _fault(attempt: Callable[[], None]) -> str:
    """Why an attempt at a codec failed; empty when it did not."""
    try:
        attempt()
    except (av.FFmpegError, ValueError, OSError) as error:
        return str(error).splitlines()[0]
    return ""
