"""The colours of roles and of the layers of memory."""

from __future__ import annotations

from PySide6.QtGui import QColor

from vortex_gui.console.look.tones import Tones, blend


def layer_colour(layer: str, tones: Tones) -> QColor:
    """A layer's colour in a theme."""
    colour: QColor = tones.roles[layer] if layer in tones.roles else getattr(tones, layer)
    if layer == "working":  # paler, to stand apart from the models below it
        return blend(colour, QColor("white"), 0.45)
    return colour
