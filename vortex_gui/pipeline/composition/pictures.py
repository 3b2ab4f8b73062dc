"""Reads the pictures that surround a presenter: upright, with their transparency, in eight bits."""

from __future__ import annotations

from pathlib import Path
from typing import IO

import numpy as np
from PIL import Image, ImageOps, UnidentifiedImageError

from vortex_gui.base.files.given_file import GivenFileError, given_file
from vortex_gui.base.files.paths import expanded
from vortex_gui.base.words.translation import tr

MAX_BYTES = 50_000_000
MAX_PIXELS = 50_000_000
FORMATS = ("PNG", "JPEG", "WEBP")


def read_still(written: str) -> Image.Image:
    """The picture as RGBA. Raises `GivenFileError`, whose text follows the field's name."""
    try:
        path = expanded(written)
    except ValueError as error:
        raise GivenFileError(str(error)) from None
    try:
        with given_file(path, MAX_BYTES) as file:
            return _with_transparency(ImageOps.exif_transpose(_decoded(file)))
    except GivenFileError as error:
        raise GivenFileError(f"{Path(path)}: {error}") from None


def _decoded(file: IO[bytes]) -> Image.Image:
    try:
        picture = Image.open(file, formats=FORMATS)
        if picture.width * picture.height > MAX_PIXELS:
            raise Image.DecompressionBombError
        if picture.format != "MPO" and getattr(picture, "n_frames", 1) > 1:  # cameras add a small copy
            raise GivenFileError(tr("it moves; a still picture is needed"))
        if picture.mode == "CMYK":
            raise GivenFileError(tr("its colours are for print (CMYK); save it as RGB"))
        picture.load()
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        most = MAX_PIXELS // 1_000_000
        raise GivenFileError(tr("it has more than {most} million pixels", most=most)) from None
    except UnidentifiedImageError:
        raise GivenFileError(tr("it is no PNG, JPEG or WebP picture")) from None
    except (OSError, ValueError, SyntaxError, EOFError) as error:
        raise GivenFileError(tr("it is damaged ({reason})", reason=str(error) or "?")) from None
    return picture


def _with_transparency(picture: Image.Image) -> Image.Image:
    if picture.mode.startswith("I"):  # grey of 16 bits, which Pillow would clip instead of scaling
        grey = (np.asarray(picture).astype(np.int64) >> 8).clip(0, 255).astype(np.uint8)
        picture = Image.fromarray(grey)
    return picture.convert("RGBA")
