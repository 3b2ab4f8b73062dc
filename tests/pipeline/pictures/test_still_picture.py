"""A picture's file is decoded for whoever asks, each with limits of its own."""

from __future__ import annotations

import errno
import io

import numpy as np
import pytest
from PIL import Image

from vortex_gui.base.files.given_file import GivenFileError
from vortex_gui.pipeline.pictures.still_picture import decoded_still, eight_bits, has_sixteen_bits


def written(picture: Image.Image, kind: str) -> io.BytesIO:
    file = io.BytesIO()
    picture.save(file, kind)
    file.seek(0)
    return file


def test_as_many_pixels_as_are_allowed_and_no_more() -> None:
    picture = Image.new("RGB", (2000, 1000))
    assert decoded_still(written(picture, "PNG"), 2_000_000).size == (2000, 1000)
    with pytest.raises(GivenFileError, match=r"^it has more than 1 million pixels$"):
        decoded_still(written(picture, "PNG"), 1_999_999)


def test_a_jpeg_is_decoded_smaller_where_that_is_asked_for() -> None:
    picture = Image.new("RGB", (1600, 800))
    assert decoded_still(written(picture, "JPEG"), 10_000_000).size == (1600, 800)
    assert decoded_still(written(picture, "JPEG"), 10_000_000, about_side=400).size == (800, 400)


def test_grey_of_sixteen_bits_is_scaled_to_eight() -> None:
    deep = decoded_still(written(Image.fromarray(np.array([[0, 0x80FF, 0xFFFF]], np.uint16)), "PNG"), 100)
    assert has_sixteen_bits(deep)
    assert np.asarray(eight_bits(deep)).tolist() == [[0, 0x80, 0xFF]]
    plain = Image.new("RGB", (2, 2))
    assert eight_bits(plain) is plain


def test_what_is_no_picture_is_told_in_part_of_a_sentence() -> None:
    with pytest.raises(GivenFileError, match=r"^it is no PNG, JPEG or WebP picture$"):
        decoded_still(io.BytesIO(b"words"), 100)


class WornDisk(io.BytesIO):
    """Reads its first bytes, and no more."""

    def read(self, size: int | None = -1, /) -> bytes:
        if self.tell() > 0:
            raise OSError(errno.EIO, "Input/output error")
        return super().read(size)


def test_a_disk_that_cannot_be_read_is_no_damaged_picture() -> None:
    content = io.BytesIO()
    Image.effect_noise((300, 300), 60).save(content, "PNG")
    with pytest.raises(GivenFileError, match=r"^it cannot be read \(Input/output error\)$"):
        decoded_still(WornDisk(content.getvalue()), 10**6)
