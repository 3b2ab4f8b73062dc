"""The settings of the clip's file."""

from __future__ import annotations

from typing import Literal

from vortex_gui.base.formats import ClipSound, VideoEncoder
from vortex_gui.base.settings.setting import Section, setting
from vortex_gui.base.words.translation import mark


class OutputSettings(Section):
    """How the encoder writes the clip."""

    encoder: VideoEncoder = setting(
        "libx264",
        mark("Encoder"),
        mark(
            "H.264 (libx264) plays everywhere, HEVC and AV1 are smaller. One that does not open is replaced."
        ),
    )
    crf: int = setting(
        18, mark("Quality"), mark("Constant rate factor (0–51); lower means better quality."), ge=0, le=51
    )
    preset: Literal["ultrafast", "veryfast", "fast", "medium"] = setting(
        "veryfast", mark("Preset"), mark("Speed of the encoder; slower presets write smaller files.")
    )
    sound: ClipSound = setting(
        "24 kHz mono",
        mark("Sound"),
        mark("Rate and channels of the clip's sound; the voice speaks in 24 kHz mono."),
    )
    loudness_lufs: float | None = setting(
        -16.0,
        mark("Loudness (LUFS)"),
        mark("Integrated loudness of the sound: -16, or -23 for EBU R128; empty leaves it as it is."),
        empty=mark("as it is"),
        ge=-40,
        le=-8,
    )
    captions: bool = setting(
        True, mark("Captions"), mark("Write captions beside the clip (SRT, WebVTT) and as a track into it.")
    )
    min_free_gb: float = setting(
        0.5, mark("Free disk (GB)"), mark("No slot starts with less free disk than this."), ge=0
    )
