"""The captions as a soft track of the clip: text samples that follow the pictures into the file."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

import av

from vortex_gui.base.captions import Cue

TICKS = 1000
LANGUAGE = "eng"
"""The voices speak English alone."""
_STYLE = b"""[Script Info]
ScriptType: v4.00+

[V4+ Styles]
Format: Name, Fontname, Fontsize, PrimaryColour, SecondaryColour, OutlineColour, BackColour, Bold, Italic, \
Underline, StrikeOut, ScaleX, ScaleY, Spacing, Angle, BorderStyle, Outline, Shadow, Alignment, MarginL, \
MarginR, MarginV, Encoding
Style: Default,Arial,16,&Hffffff,&Hffffff,&H0,&H0,0,0,0,0,100,100,0,0,1,1,0,2,10,10,10,0

[Events]
Format: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text
"""


class SubtitleTrack:
    """One text stream of an open container, which itself ends each sample where nothing follows."""

    def __init__(
        self, container: av.container.OutputContainer, codec: str, cues: Sequence[Cue], length_s: float
    ) -> None:
        self._container = container
        self._stream = container.add_stream(codec)
        self._stream.codec_context.subtitle_header = _STYLE
        self._stream.codec_context.time_base = Fraction(1, TICKS)
        self._stream.time_base = Fraction(1, TICKS)
        self._stream.metadata["language"] = LANGUAGE
        self._left = list(_samples(cues, round(length_s * TICKS)))

    def mux_until(self, seconds: float) -> None:
        """Writes the samples that begin before a moment of the clip."""
        while self._left and self._left[0][0] < seconds * TICKS:
            start, end, text = self._left.pop(0)
            content = text.encode("utf-8")
            packet = av.Packet(len(content).to_bytes(2, "big") + content)
            packet.stream = self._stream
            packet.time_base = Fraction(1, TICKS)
            packet.pts = packet.dts = start
            packet.duration = end - start
            packet.is_keyframe = True
            self._container.mux(packet)


def _samples(cues: Sequence[Cue], length: int) -> Iterator[tuple[int, int, str]]:
    """Begin, end and text of each sample, none beyond the clip's end."""
    for cue in cues:
        start, end = round(cue.start_s * TICKS), min(round(cue.end_s * TICKS), length)
        if end > start:
            yield start, end, cue.text
