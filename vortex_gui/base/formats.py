"""The formats of a clip and the encoders that write them, in one table."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, get_args

VideoEncoder = Literal["libx264", "libopenh264", "h264_nvenc"]
"""A type checker reads names from a type alone; a test holds it to the table."""


@dataclass(frozen=True, slots=True)
class ClipFormat:
    """A container with the codecs in it."""

    suffix: str
    video_codec: str
    """In words, for the operator."""
    audio_encoder: str
    container_options: Mapping[str, str] = field(default_factory=dict)
    container: str = ""
    """FFmpeg's name of the container, where it is not the suffix."""


MP4 = ClipFormat(".mp4", "H.264", "aac", {"movflags": "+faststart"})


@dataclass(frozen=True, slots=True)
class EncoderFacts:
    """An encoder's format, and its options."""

    format: ClipFormat
    takes: tuple[Literal["crf", "preset"], ...] = ()
    """The settings that it understands."""
    options: Mapping[str, str] = field(default_factory=dict)
    """Its further options."""


ENCODER_FACTS: Mapping[VideoEncoder, EncoderFacts] = {
    "libx264": EncoderFacts(MP4, takes=("crf", "preset")),
    "libopenh264": EncoderFacts(MP4),
    "h264_nvenc": EncoderFacts(MP4),
}
"""If the chosen one does not open, the pipeline tries the others of its format in this order."""

VIDEO_ENCODERS: tuple[VideoEncoder, ...] = get_args(VideoEncoder)
FORMATS: tuple[ClipFormat, ...] = tuple({id(f.format): f.format for f in ENCODER_FACTS.values()}.values())
CLIP = "slot"
"""Name of every clip, without its suffix."""


def clip_in(folder: Path) -> Path:
    """The clip of a slot's folder in any format; the default format's path if there is none."""
    paths = [folder / f"{CLIP}{found.suffix}" for found in FORMATS]
    return next((path for path in paths if path.is_file()), paths[0])
