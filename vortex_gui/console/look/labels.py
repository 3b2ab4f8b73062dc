"""What the operator calls the roles, the layers of memory and the stages."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication


def layer_label(layer: str) -> str:
    """A layer's or a role's name for the operator."""
    names = {
        "flux": _tr("Flux"),
        "liveportrait": _tr("LivePortrait"),
        "kokoro": _tr("Speech"),
        "clip_b": _tr("CLIP B"),
        "clip_l": _tr("CLIP L"),
        "buffers": _tr("Buffers"),
        "working": _tr("Working"),
        "others": _tr("Others"),
        "free": _tr("Free"),
    }
    return names[layer]


def stage_label(stage: str) -> str:
    """A stage's name for the operator."""
    names = {
        "speech": _tr("Speech"),
        "actor": _tr("Actor"),
        "animation": _tr("Animation"),
        "verification": _tr("Verification"),
        "output": _tr("Output"),
    }
    return names.get(stage, stage)


def _tr(text: str) -> str:
    return QCoreApplication.translate("Memory", text)
