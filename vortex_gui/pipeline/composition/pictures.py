"""Reads the pictures that surround a presenter: upright, with their transparency, in eight bits."""

from __future__ import annotations

from pathlib import Path

from PIL import Image, ImageOps

from vortex_gui.base.files.given_file import GivenFileError, given_file
from vortex_gui.base.files.paths import expanded
from vortex_gui.base.recipe.composition import MAX_PICTURE_BYTES
from vortex_gui.pipeline.pictures.still_picture import decoded_still, eight_bits

MAX_PIXELS = 50_000_000


def read_still(written: str) -> Image.Image:
    """The picture as RGBA. Raises `GivenFileError`, whose text follows the field's name."""
    try:
        path = expanded(written)
    except ValueError as error:
        raise GivenFileError(str(error)) from None
    try:
        with given_file(path, MAX_PICTURE_BYTES) as file:
            return eight_bits(ImageOps.exif_transpose(decoded_still(file, MAX_PIXELS))).convert("RGBA")
    except GivenFileError as error:
        raise GivenFileError(f"{Path(path)}: {error}") from None
