"""Cuts a picture to the slot's shape, about the face where one was found."""

from __future__ import annotations

from PIL import Image

from vortex_gui.base.recipe.recipe_files import Frame
from vortex_gui.base.words.translation import tr
from vortex_gui.models.contracts import FaceBox

LEAST_SHARE = 0.5
"""Of the slot's own size: a smaller picture would be mostly guessed."""
FACE_SHARE = 0.32
"""Of the frame's width: as in a portrait with shoulders."""
FACE_AT = 0.42
"""Of the frame's height, where the face's middle stands."""


Box = tuple[float, float, float, float]
"""Left, top, right and bottom in a picture's pixels."""


class TooSmall(ValueError):
    """`str()` says why, to follow the picture's path."""


def framed(
    picture: Image.Image,
    width: int,
    height: int,
    *,
    face: FaceBox | None = None,
    wished: Frame | None = None,
) -> Image.Image:
    """The wished part of the picture in the slot's size, else about the face, else as much as fits.

    A whole picture of equal size stays as it is, to the bit. Raises `TooSmall`.
    """
    aspect = width / height
    if wished is not None:
        box = as_wished(wished, picture, aspect)
    elif face is not None:
        box = _about(face, picture, aspect)
    else:
        box = _whole_frame(picture, aspect)
    if box[2] - box[0] < LEAST_SHARE * width:
        raise TooSmall(_too_small(picture, face if wished is None else None, width, height))
    if picture.size == (width, height) and box == (0, 0, width, height):
        return picture
    return picture.resize((width, height), Image.Resampling.LANCZOS, box=box, reducing_gap=3.0)


def _whole_frame(picture: Image.Image, aspect: float) -> Box:
    """As much as fits, a little nearer to the top: the head is rarely in the middle."""
    wide = min(picture.width, picture.height * aspect)
    return _placed(picture.width / 2, picture.height * FACE_AT, wide, aspect, picture)


def as_wished(wished: Frame, picture: Image.Image, aspect: float) -> Box:
    """Moved into the picture where it would stand over its edge."""
    wide = min(wished.width * picture.width, picture.height * aspect)
    left, top = wished.left * picture.width, wished.top * picture.height
    return _placed(left + wide / 2, top + wide / aspect * FACE_AT, wide, aspect, picture)


def _about(face: FaceBox, picture: Image.Image, aspect: float) -> Box:
    wide = min(max(face.width, face.height) / FACE_SHARE, picture.width, picture.height * aspect)
    return _placed((face.left + face.right) / 2, (face.top + face.bottom) / 2, wide, aspect, picture)


def _placed(x: float, y: float, wide: float, aspect: float, picture: Image.Image) -> Box:
    """The frame with a point at its middle and `FACE_AT` of its height, moved into the picture."""
    high = wide / aspect
    left = min(max(x - wide / 2, 0.0), picture.width - wide)
    top = min(max(y - high * FACE_AT, 0.0), picture.height - high)
    return left, top, left + wide, top + high


def _too_small(picture: Image.Image, face: FaceBox | None, width: int, height: int) -> str:
    if face is not None:
        least = round(LEAST_SHARE * width * FACE_SHARE)
        found = round(max(face.width, face.height))
        return tr("its face is too small: {found} pixels; {least} are the least", found=found, least=least)
    return tr(
        "it is too small: {width}x{height}; {least_width}x{least_height} is the least",
        width=picture.width,
        height=picture.height,
        least_width=round(width * LEAST_SHARE),
        least_height=round(height * LEAST_SHARE),
    )
