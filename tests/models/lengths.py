"""How long a model spoke."""

from __future__ import annotations

from vortex_gui.models.contracts import Speech


def seconds(speech: Speech) -> float:
    """The sound's length, by its samples."""
    return speech.waveform.size / speech.sample_rate
