"""The still behind the presenter: a colour, a picture, or the presenter's picture enlarged and blurred."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageFilter, ImageOps

from vortex_gui.pipeline.composition.places import Places

BLUR_SIDE = 96
"""The blur is drawn this small and then enlarged: it looks the same and takes a millisecond."""
BLUR_RADIUS = 3.5
DARKER = 0.55


def of_colour(colour: str, at: Places) -> Image.Image:
    """One colour, as `#rrggbb`."""
    return Image.new("RGB", (at.width, at.height), colour)


def of_picture(picture: Image.Image, at: Places) -> Image.Image:
    """A picture that fills everything, cut at two edges; black shows where it is transparent."""
    opaque = Image.new("RGB", picture.size)
    opaque.paste(picture, mask=picture.getchannel("A"))
    return ImageOps.fit(opaque, (at.width, at.height), Image.Resampling.LANCZOS)


def of_presenter(picture: NDArray[np.uint8], at: Places) -> Image.Image:
    """The presenter's own picture (H,W,3), enlarged until it fills everything, blurred and darker."""
    scale = BLUR_SIDE / at.short
    small = (max(2, round(at.width * scale)), max(2, round(at.height * scale)))
    blurred = ImageOps.fit(Image.fromarray(picture), small, Image.Resampling.BOX).filter(
        ImageFilter.GaussianBlur(BLUR_RADIUS)
    )
    return blurred.resize((at.width, at.height), Image.Resampling.BICUBIC).point(lambda value: value * DARKER)
