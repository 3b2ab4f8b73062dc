"""The formats of a clip and the encoders that write them, in one table."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, get_args

VideoEncoder = Literal[
    "libx264", "libopenh264", "h264_nvenc", "libx265", "hevc_nvenc", "libsvtav1", "av1_nvenc"
]
"""A type checker reads names from a type alone; a test holds it to the table."""
ClipSound = Literal["24 kHz mono", "44.1 kHz stereo", "48 kHz stereo"]
"""The sound's rate and channels in the clip; the voice speaks in the first."""


@dataclass(frozen=True, slots=True)
class ClipFormat:
    """A container with the codecs in it."""

    suffix: str
    audio_encoder: str
    container_options: Mapping[str, str] = field(default_factory=dict)
    container: str = ""
    """FFmpeg's name of the container, where it is not the suffix."""
    text_encoder: str = ""
    """Of a soft track of captions; empty where the container has none."""


MP4 = ClipFormat(".mp4", "aac", {"movflags": "+faststart"}, text_encoder="mov_text")


@dataclass(frozen=True, slots=True)
class EncoderFacts:
    """An encoder's format and codec, and its options."""

    format: ClipFormat
    codec: str = "H.264"
    """In words, for the operator."""
    tag: str = ""
    """The codec's name in the file, where players ask for another than FFmpeg's own."""
    takes: tuple[Literal["crf", "preset"], ...] = ()
    """The settings that it understands."""
    options: Mapping[str, str] = field(default_factory=dict)
    """Its further options."""


ENCODER_FACTS: Mapping[VideoEncoder, EncoderFacts] = {
    "libx264": EncoderFacts(MP4, takes=("crf", "preset")),
    "libopenh264": EncoderFacts(MP4),
    "h264_nvenc": EncoderFacts(MP4),
    "libx265": EncoderFacts(MP4, "HEVC", "hvc1", ("crf", "preset"), {"x265-params": "log-level=none"}),
    "hevc_nvenc": EncoderFacts(MP4, "HEVC", "hvc1"),
    "libsvtav1": EncoderFacts(MP4, "AV1", takes=("crf",), options={"preset": "9"}),
    "av1_nvenc": EncoderFacts(MP4, "AV1"),
}
"""If the chosen one does not open, the pipeline tries those of its codec in this order, then the others."""

VIDEO_ENCODERS: tuple[VideoEncoder, ...] = get_args(VideoEncoder)
FORMATS: tuple[ClipFormat, ...] = tuple({id(f.format): f.format for f in ENCODER_FACTS.values()}.values())
CLIP = "slot"
"""Name of every clip, without its suffix."""


def clip_in(folder: Path) -> Path:
    """The clip of a slot's folder in any format; the default format's path if there is none."""
    paths = [folder / f"{CLIP}{found.suffix}" for found in FORMATS]
    return next((path for path in paths if path.is_file()), paths[0])
