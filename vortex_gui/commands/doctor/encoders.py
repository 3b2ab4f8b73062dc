"""Checks of the encoders: opens each, since a listed encoder may not work."""

from __future__ import annotations

from collections.abc import Iterator

import av

from vortex_gui.base.doctor_report import Check, State
from vortex_gui.base.formats import ENCODER_FACTS, FORMATS, VIDEO_ENCODERS
from vortex_gui.base.settings.settings import Settings
from vortex_gui.base.words.translation import tr
from vortex_gui.pipeline.slot.encoding.encoders import audio_fault, video_fault


def encoders(settings: Settings) -> Iterator[Check]:
    """Opens each encoder; the program needs x264 and the sound encoder of the chosen format."""
    av.logging.set_level(av.logging.PANIC)
    chosen = settings.output.encoder
    for name in VIDEO_ENCODERS:
        fault = video_fault(name)
        if not fault:
            yield Check(_label(name), State.GOOD, tr("opens"))
            continue
        needed = name == VIDEO_ENCODERS[0]
        remedy = tr("Reinstall the av package from PyPI.") if needed else ""
        if name == chosen and not needed:
            remedy = tr("Slots use another encoder instead: set output.encoder to libx264.")
        found = tr("does not open ({reason})", reason=fault)
        yield Check(_label(name), State.FAULT if needed else State.NOTE, found, remedy)
    for clip in FORMATS:
        fault = audio_fault(clip.audio_encoder)
        remedy = tr("Reinstall the av package from PyPI.") if fault else ""
        lacking = State.FAULT if clip is ENCODER_FACTS[chosen].format else State.NOTE
        state = lacking if fault else State.GOOD
        yield Check(_label(clip.audio_encoder), state, fault or tr("opens"), remedy)


def _label(encoder: str) -> str:
    return tr("encoder {name}", name=encoder)
