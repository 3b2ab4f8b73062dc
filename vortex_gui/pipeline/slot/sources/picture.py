"""Reads a presenter's picture of any usual kind: upright, opaque, in sRGB."""

from __future__ import annotations

import io
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from PIL import Image, ImageCms, ImageOps

from vortex_gui.base.errors import SourceError
from vortex_gui.base.files.given_file import GivenFileError, given_file, sha256_of
from vortex_gui.base.words.translation import tr
from vortex_gui.checkpoints.styles import NOTE
from vortex_gui.pipeline.pictures.still_picture import decoded_still, eight_bits, has_sixteen_bits

MAX_BYTES = 100_000_000
MAX_PIXELS = 64_000_000
MOST_SIDE = 4096
"""Pixels of the longer side that are kept: enough for the face of a small figure, at a bearable memory."""


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
    picture = decoded_still(file, MAX_PIXELS, about_side=MOST_SIDE)
    upright = ImageOps.exif_transpose(picture)
    opaque = _opaque(eight_bits(upright), background)
    opaque.thumbnail((MOST_SIDE, MOST_SIDE), Image.Resampling.LANCZOS)
    whole = _in_srgb(opaque, upright.info.get("icc_profile"))
    return OwnPicture(whole, sha256, str(picture.info.get(NOTE, "")), _depth_warning(picture))


def _depth_warning(picture: Image.Image) -> tuple[str, ...]:
    if not has_sixteen_bits(picture):
        return ()
    return (tr("The picture has 16 bits a channel; a clip shows 8 of them."),)


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
