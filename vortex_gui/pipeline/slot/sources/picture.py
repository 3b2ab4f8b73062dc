"""Reads a presenter's picture of any usual kind: upright, opaque, in sRGB."""

from __future__ import annotations

import io
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import numpy as np
from PIL import Image, ImageCms, ImageOps, UnidentifiedImageError

from vortex_gui.base.errors import SourceError
from vortex_gui.base.files.given_file import GivenFileError, given_file, sha256_of
from vortex_gui.base.words.translation import tr
from vortex_gui.checkpoints.styles import NOTE

MAX_BYTES = 100_000_000
MAX_PIXELS = 64_000_000
MOST_SIDE = 4096
"""Pixels of the longer side that are kept: enough for the face of a small figure, at a bearable memory."""
FORMATS = ("PNG", "JPEG", "WEBP")


@dataclass(frozen=True, slots=True, eq=False)
class OwnPicture:
    """RGB, whole; `sha256` is the file's, `style` the one that its painter noted."""

    picture: Image.Image
    sha256: str
    style: str = ""
    warnings: tuple[str, ...] = ()


def read_picture(path: Path, background: str) -> OwnPicture:
    """`background` shows where it is transparent. Raises `SourceError` in one sentence."""
    try:
        with given_file(path, MAX_BYTES) as file:
            return _read(file, sha256_of(file), background)
    except GivenFileError as error:
        raise picture_refusal(path, str(error)) from None


def picture_refusal(path: Path, why: str) -> SourceError:
    """The sentence for a picture that no presenter can be made of."""
    return SourceError(
        "actor",
        tr("The picture {path} cannot be used: {why}.", path=path, why=why),
        remedy=tr("Name a PNG, JPEG or WebP picture of one face that looks into the camera, then retry."),
    )


def _read(file: IO[bytes], sha256: str, background: str) -> OwnPicture:
    picture = _opened(file)
    upright = ImageOps.exif_transpose(picture)
    opaque = _opaque(_eight_bits(upright), background)
    opaque.thumbnail((MOST_SIDE, MOST_SIDE), Image.Resampling.LANCZOS)
    whole = _in_srgb(opaque, upright.info.get("icc_profile"))
    return OwnPicture(whole, sha256, str(picture.info.get(NOTE, "")), _depth_warning(picture))


def _opened(file: IO[bytes]) -> Image.Image:
    """The decoded picture. Raises `GivenFileError`."""
    try:
        picture = Image.open(file, formats=FORMATS)
        if picture.width * picture.height > MAX_PIXELS:
            raise _TooLarge
        if picture.format != "MPO" and getattr(picture, "n_frames", 1) > 1:  # cameras add a small copy
            raise GivenFileError(tr("it moves; a still picture is needed"))
        if picture.mode == "CMYK":
            raise GivenFileError(tr("its colours are for print (CMYK); save it as RGB"))
        picture.draft(None, (MOST_SIDE, MOST_SIDE))  # a JPEG can be decoded smaller
        picture.load()
    except (Image.DecompressionBombError, Image.DecompressionBombWarning, _TooLarge):
        most = MAX_PIXELS // 1_000_000
        raise GivenFileError(tr("it has more than {most} million pixels", most=most)) from None
    except UnidentifiedImageError:
        raise GivenFileError(tr("it is no PNG, JPEG or WebP picture")) from None
    except (OSError, ValueError, SyntaxError, EOFError) as error:
        raise GivenFileError(tr("it is damaged ({reason})", reason=str(error) or "?")) from None
    return picture


class _TooLarge(Exception):
    pass


def _depth_warning(picture: Image.Image) -> tuple[str, ...]:
    if not picture.mode.startswith("I"):
        return ()
    return (tr("The picture has 16 bits a channel; a clip shows 8 of them."),)


def _eight_bits(picture: Image.Image) -> Image.Image:
    """Grey of 16 bits, which Pillow would clip instead of scaling."""
    if not picture.mode.startswith("I"):
        return picture
    return Image.fromarray((np.asarray(picture).astype(np.int64) >> 8).clip(0, 255).astype(np.uint8))


def _opaque(picture: Image.Image, background: str) -> Image.Image:
    """RGB, laid on a colour where it is transparent."""
    if not picture.has_transparency_data:
        return picture.convert("RGB")
    above = picture.convert("RGBA")
    return Image.alpha_composite(Image.new("RGBA", above.size, background), above).convert("RGB")


def _in_srgb(picture: Image.Image, profile: bytes | None) -> Image.Image:
    """Telephones write Display P3, which looks pale where it is taken for sRGB."""
    if not profile:
        return picture
    try:
        own, srgb = ImageCms.ImageCmsProfile(io.BytesIO(profile)), ImageCms.createProfile("sRGB")
        return ImageCms.profileToProfile(picture, own, srgb) or picture
    except (ImageCms.PyCMSError, OSError, ValueError):  # a profile for grey, or a damaged one
        return picture
