"""A picture of any usual kind is read upright, opaque and in 8 bits; another one is told in one sentence."""

from __future__ import annotations

import hashlib
import io
import os
import struct
import zlib
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageCms
from PIL.PngImagePlugin import PngInfo

from vortex_gui.base.errors import SourceError
from vortex_gui.checkpoints.styles import NOTE
from vortex_gui.pipeline.slot.sources.picture import MOST_SIDE, OwnPicture, picture_refusal, read_picture

RED, BLUE = (200, 30, 30), (30, 30, 200)


def two_halves(width: int = 300, height: int = 200) -> Image.Image:
    """Red left, blue right."""
    made = Image.new("RGB", (width, height), RED)
    made.paste(BLUE, (width // 2, 0, width, height))
    return made


def read(path: Path) -> OwnPicture:
    return read_picture(path, "#00ff00")


def refused(path: Path) -> str:
    with pytest.raises(SourceError) as caught:
        read(path)
    assert "\n" not in caught.value.sentence
    return caught.value.sentence.removeprefix(f"The picture {path} cannot be used: ")


def near(found: tuple[int, ...] | float | None, wanted: tuple[int, ...]) -> bool:
    assert isinstance(found, tuple)
    return max(abs(a - b) for a, b in zip(found, wanted, strict=True)) < 12


@pytest.mark.parametrize("kind", ["png", "jpg", "webp"])
def test_each_kind_is_read_with_its_hash(kind: str, tmp_path: Path) -> None:
    path = tmp_path / f"a.{kind}"
    two_halves().save(path, quality=95)
    found = read(path)
    assert found.picture.mode == "RGB"
    assert found.picture.size == (300, 200)
    assert near(found.picture.getpixel((20, 100)), RED)
    assert near(found.picture.getpixel((280, 100)), BLUE)
    assert found.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()
    assert (found.style, found.warnings) == ("", ())


def test_a_telephones_turned_picture_stands_upright(tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # turn it a quarter to the right
    two_halves().save(tmp_path / "a.jpg", exif=exif, quality=95)
    found = read(tmp_path / "a.jpg").picture
    assert found.size == (200, 300)
    assert near(found.getpixel((100, 20)), RED)
    assert near(found.getpixel((100, 280)), BLUE)


@pytest.mark.parametrize("mode", ["RGBA", "LA", "P"])
def test_transparency_is_laid_on_the_colour(mode: str, tmp_path: Path) -> None:
    made = two_halves().convert("RGBA")
    made.paste((0, 0, 0, 0), (0, 0, 150, 200))
    made.convert(mode).save(tmp_path / "a.png")
    found = read(tmp_path / "a.png").picture
    assert near(found.getpixel((20, 100)), (0, 255, 0))


def test_grey_of_8_and_16_bits_comes_out_as_grey(tmp_path: Path) -> None:
    Image.new("L", (300, 300), 90).save(tmp_path / "8.png")
    assert near(read(tmp_path / "8.png").picture.getpixel((5, 5)), (90, 90, 90))
    Image.fromarray(np.full((300, 300), 90 * 256 + 7, np.uint16)).save(tmp_path / "16.png")
    found = read(tmp_path / "16.png")
    assert near(found.picture.getpixel((5, 5)), (90, 90, 90))
    assert found.warnings == ("The picture has 16 bits a channel; a clip shows 8 of them.",)


def test_another_colour_space_is_brought_to_srgb(tmp_path: Path) -> None:
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")).tobytes()
    two_halves().save(tmp_path / "strange.png", icc_profile=profile)
    assert near(read(tmp_path / "strange.png").picture.getpixel((20, 100)), RED), (
        "one that does not fit is left out"
    )
    srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    two_halves().save(tmp_path / "usual.png", icc_profile=srgb)
    assert near(read(tmp_path / "usual.png").picture.getpixel((20, 100)), RED)


def test_the_painters_note_is_read(tmp_path: Path) -> None:
    notes = PngInfo()
    notes.add_text(NOTE, "vortex-mini")
    two_halves().save(tmp_path / "a.png", pnginfo=notes)
    assert read(tmp_path / "a.png").style == "vortex-mini"


def test_what_moves_or_is_for_print_is_told(tmp_path: Path) -> None:
    frames = [two_halves(), Image.new("RGB", (300, 200), BLUE)]
    for name in ("a.png", "a.webp"):
        frames[0].save(tmp_path / name, save_all=True, append_images=frames[1:])
        assert refused(tmp_path / name) == "it moves; a still picture is needed."
    two_halves().convert("CMYK").save(tmp_path / "print.jpg")
    assert refused(tmp_path / "print.jpg") == "its colours are for print (CMYK); save it as RGB."


def test_a_cameras_small_copy_is_no_second_picture(tmp_path: Path) -> None:
    two_halves().save(tmp_path / "a.jpg", format="MPO", save_all=True, append_images=[two_halves(30, 20)])
    assert read(tmp_path / "a.jpg").picture.size == (300, 200)


def test_other_files_are_told(tmp_path: Path) -> None:
    two_halves().save(tmp_path / "a.gif")
    assert refused(tmp_path / "a.gif") == "it is no PNG, JPEG or WebP picture."
    (tmp_path / "text.png").write_text("not a picture " * 50)
    assert refused(tmp_path / "text.png") == "it is no PNG, JPEG or WebP picture."
    assert refused(tmp_path / "none.png") == "no such file."
    assert refused(tmp_path) == "a folder; a file is needed."
    os.mkfifo(tmp_path / "pipe.png")
    assert refused(tmp_path / "pipe.png") == "not a file."
    (tmp_path / "loop.png").symlink_to("loop.png")
    assert refused(tmp_path / "loop.png").startswith("cannot be read (")


@pytest.mark.parametrize("kind", ["png", "jpg", "webp"])
def test_a_truncated_picture_is_told(kind: str, tmp_path: Path) -> None:
    content = io.BytesIO()
    Image.effect_noise((300, 300), 60).convert("RGB").save(content, {"jpg": "JPEG"}.get(kind, kind.upper()))
    (tmp_path / f"a.{kind}").write_bytes(content.getvalue()[: len(content.getvalue()) // 2])
    assert refused(tmp_path / f"a.{kind}") == "it is damaged, or was not copied whole."


def test_a_huge_picture_is_refused_before_it_is_decoded(tmp_path: Path) -> None:
    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    for side in (12_000, 60_000):
        header = chunk(b"IHDR", struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0))
        (tmp_path / "a.png").write_bytes(
            b"\x89PNG\r\n\x1a\n" + header + chunk(b"IDAT", b"") + chunk(b"IEND", b"")
        )
        assert refused(tmp_path / "a.png") == "it has more than 64 million pixels."


@pytest.mark.parametrize("kind", ["png", "jpg"])
def test_a_large_picture_is_kept_at_a_bearable_size(kind: str, tmp_path: Path) -> None:
    two_halves(6000, 900).save(tmp_path / f"a.{kind}")
    found = read(tmp_path / f"a.{kind}").picture
    assert max(found.size) <= MOST_SIDE
    assert found.width / found.height == pytest.approx(6000 / 900, rel=0.01)
    assert near(found.getpixel((20, 20)), RED)


def test_the_sentence_comes_with_what_to_do() -> None:
    error = picture_refusal(Path("/a.png"), "why")
    assert (error.stage, error.code) == ("actor", "source")
    assert str(error).endswith("then retry.")
