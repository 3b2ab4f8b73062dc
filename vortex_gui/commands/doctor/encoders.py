"""Checks of the encoders: each is opened, since being listed does not mean that it works."""

from __future__ import annotations

from collections.abc import Iterator

import av

from vortex_gui.base.formats import ENCODER_FACTS, FORMATS, VIDEO_ENCODERS
from vortex_gui.base.settings import Settings
from vortex_gui.commands.doctor.check import Check, State
from vortex_gui.pipeline.slot.encoders import audio_fault, video_fault


def encoders(settings: Settings) -> Iterator[Check]:
    """Opens each encoder; x264, and the one of the chosen format's sound, are needed."""
    av.logging.set_level(av.logging.PANIC)
    chosen = settings.output.encoder
    for name in VIDEO_ENCODERS:
        fault = video_fault(name)
        if not fault:
            yield Check(f"encoder {name}", State.GOOD, "opens")
            continue
        needed = name == VIDEO_ENCODERS[0]
        remedy = "Install the av package from PyPI again." if needed else ""
        if name == chosen and not needed:
            remedy = "Another encoder is taken in its place: set output.encoder to libx264."
        yield Check(
            f"encoder {name}", State.FAULT if needed else State.NOTE, f"does not open ({fault})", remedy
        )
    for found in FORMATS:
        fault = audio_fault(found.audio_encoder)
        remedy = "Install the av package from PyPI again." if fault else ""
        lacking = State.FAULT if found is ENCODER_FACTS[chosen].format else State.NOTE
        state = lacking if fault else State.GOOD
        yield Check(f"encoder {found.audio_encoder}", state, fault or "opens", remedy)
