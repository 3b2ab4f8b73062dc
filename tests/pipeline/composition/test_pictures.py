"""Pictures for background and logo: upright and transparent, or refused in one sentence."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from vortex_gui.base.files.given_file import GivenFileError
from vortex_gui.pipeline.composition import pictures
from vortex_gui.pipeline.composition.pictures import read_still


def saved(path: Path, picture: Image.Image, **options: Any) -> str:
    picture.save(path, **options)
    return str(path)


@pytest.mark.parametrize("suffix", ["png", "jpg", "webp"])
def test_usual_kinds_are_read(tmp_path: Path, suffix: str) -> None:
    path = saved(tmp_path / f"a.{suffix}", Image.new("RGB", (20, 10), (200, 100, 50)))
    found = read_still(path)
    assert (found.mode, found.size) == ("RGBA", (20, 10))


def test_transparency_stays_and_a_camera_that_was_turned_is_righted(tmp_path: Path) -> None:
    clear = saved(tmp_path / "a.png", Image.new("RGBA", (4, 4), (9, 9, 9, 0)))
    assert read_still(clear).getpixel((0, 0)) == (9, 9, 9, 0)
    turned = Image.Exif()
    turned[0x0112] = 6
    path = saved(tmp_path / "b.jpg", Image.new("RGB", (20, 10)), exif=turned)
    assert read_still(path).size == (10, 20)


def test_grey_of_sixteen_bits_keeps_its_brightness(tmp_path: Path) -> None:
    path = saved(tmp_path / "g.png", Image.fromarray(np.full((4, 4), 0x8000, np.uint16)))
    assert read_still(path).getpixel((1, 1)) == (128, 128, 128, 255)


def test_what_cannot_be_used_is_one_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    grey = Image.new("L", (40, 40), 7)
    saved(tmp_path / "moves.webp", grey, save_all=True, append_images=[Image.new("L", (40, 40), 200)])
    saved(tmp_path / "print.jpg", Image.new("CMYK", (8, 8)))
    noise = np.random.default_rng(0).integers(0, 255, (64, 64, 3), np.uint8)
    whole = Path(saved(tmp_path / "whole.png", Image.fromarray(noise)))
    (tmp_path / "cut.png").write_bytes(whole.read_bytes()[:2000])
    (tmp_path / "text.png").write_text("no picture")
    (tmp_path / "folder.png").mkdir()
    for name, why in (
        ("moves.webp", "it moves; a still picture is needed"),
        ("print.jpg", r"its colours are for print \(CMYK\); save it as RGB"),
        ("cut.png", "it is damaged"),
        ("text.png", "it is no PNG, JPEG or WebP picture"),
        ("folder.png", "a folder; a file is needed"),
        ("none.png", "no such file"),
    ):
        with pytest.raises(GivenFileError, match=rf"{name}: {why}"):
            read_still(str(tmp_path / name))
    monkeypatch.setattr(pictures, "MAX_PIXELS", 1000)
    with pytest.raises(GivenFileError, match="more than 0 million pixels"):
        read_still(str(whole))
    with pytest.raises(GivenFileError, match="NOT_SET_HERE is not set"):
        read_still("$NOT_SET_HERE/a.png")
