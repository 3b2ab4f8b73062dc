"""The animator's crop of the renderer's picture, and the window in it that is painted."""

from __future__ import annotations

from vortex_gui.models.live_portrait.networks.compose import PaintWindow

# The crop is a fixed square of the 256 picture, so that a pixel of the crop is a pixel of the picture.
LEFT, TOP, SIDE = 16, 0, 224
HALF = SIDE / 2
# Mouth and eyes stand at the same places on every head: the generator works on this third of the crop.
PAINT = PaintWindow(left=6, top=8, side=16)
SHIFT = ((128 - LEFT) / HALF - 1, (116 - TOP) / HALF - 1, 0.0)  # the head's pivot in the crop
