"""Decodes an operator's picture file of any usual kind, or says in a sentence's part why it is none."""

from __future__ import annotations

from typing import IO

import numpy as np
from PIL import Image, UnidentifiedImageError

from vortex_gui.base.files.given_file import GivenFileError
from vortex_gui.base.words.translation import tr
from vortex_gui.base.words.wording import own_words

FORMATS = ("PNG", "JPEG", "WEBP")


class _TooLarge(Exception):
    pass


def decoded_still(file: IO[bytes], most_pixels: int, *, about_side: int | None = None) -> Image.Image:
    """The picture as the file has it. Raises `GivenFileError`.

    With `about_side` a JPEG may be decoded smaller, neither side below so many pixels.
    """
    try:
        picture = Image.open(file, formats=FORMATS)
        if picture.width * picture.height > most_pixels:
            raise _TooLarge
        if picture.format != "MPO" and getattr(picture, "n_frames", 1) > 1:  # cameras add a small copy
            raise GivenFileError(tr("it moves; a still picture is needed"))
        if picture.mode == "CMYK":
            raise GivenFileError(tr("its colours are for print (CMYK); save it as RGB"))
        if about_side is not None:
            picture.draft(None, (about_side, about_side))
        picture.load()
    except (Image.DecompressionBombError, Image.DecompressionBombWarning, _TooLarge):
        most = most_pixels // 1_000_000
        raise GivenFileError(tr("it has more than {most} million pixels", most=most)) from None
    except UnidentifiedImageError:
        raise GivenFileError(tr("it is no PNG, JPEG or WebP picture")) from None
    except (OSError, ValueError, SyntaxError, EOFError) as error:
        if getattr(error, "errno", None):  # the disk's fault; the library's own errors have no number
            raise GivenFileError(tr("it cannot be read ({reason})", reason=own_words(error))) from None
        raise GivenFileError(tr("it is damaged, or was not copied whole")) from None
    return picture


def has_sixteen_bits(picture: Image.Image) -> bool:
    """Whether it is grey of 16 bits."""
    return picture.mode.startswith("I")


def eight_bits(picture: Image.Image) -> Image.Image:
    """Grey of 16 bits in eight, which Pillow would clip instead of scaling."""
    if not has_sixteen_bits(picture):
        return picture
    return Image.fromarray((np.asarray(picture).astype(np.int64) >> 8).clip(0, 255).astype(np.uint8))
