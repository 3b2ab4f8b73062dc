"""The form shows a presenter's picture as the pipeline reads it, and refuses what the pipeline refuses."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image, ImageOps
from PySide6.QtGui import QColor, QImage, QImageReader

from vortex_gui.base.files.given_file import GivenFileError
from vortex_gui.console.recipe.own_files.picture_look import SIDE, small_copy

COLOURS = ("#ff0000", "#00ff00", "#0000ff", "#ffffff")


def looked_at(path: Path) -> QImage:
    return small_copy(QImageReader(str(path)), path, "#204060")


def corners(picture: QImage) -> list[str]:
    right, bottom = picture.width() - 9, picture.height() - 9
    return [picture.pixelColor(x, y).name() for x, y in ((8, 8), (right, 8), (8, bottom), (right, bottom))]


@pytest.mark.parametrize("name", ["a.png", "a.jpg", "a.webp"])
@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_turned_picture_stands_as_the_pipeline_turns_it(
    name: str, orientation: int, tmp_path: Path
) -> None:
    picture, exif = Image.new("RGB", (160, 80)), Image.Exif()
    for colour, place in zip(COLOURS, ((0, 0), (80, 0), (0, 40), (80, 40)), strict=True):
        picture.paste(colour, (*place, place[0] + 80, place[1] + 40))
    exif[0x112] = orientation
    picture.save(tmp_path / name, exif=exif.tobytes(), lossless=True)
    upright = ImageOps.exif_transpose(Image.open(tmp_path / name)).convert("RGB")
    seen = looked_at(tmp_path / name)
    assert (seen.width() > seen.height()) == (upright.width > upright.height)
    wanted = QImage(upright.tobytes(), *upright.size, 3 * upright.width, QImage.Format.Format_RGB888)
    for found, due in zip(corners(seen), corners(wanted), strict=True):
        one, other = QColor(found), QColor(due)
        assert abs(one.red() - other.red()) < 8
        assert abs(one.green() - other.green()) < 8
        assert abs(one.blue() - other.blue()) < 8


def test_a_transparent_picture_lies_on_its_background(tmp_path: Path) -> None:
    Image.new("RGBA", (100, 100), (255, 0, 0, 0)).save(tmp_path / "clear.png")
    assert looked_at(tmp_path / "clear.png").pixelColor(50, 50).name() == "#204060"


def test_a_large_picture_is_shown_small(tmp_path: Path) -> None:
    Image.new("RGB", (3_000, 1_500)).save(tmp_path / "large.jpg")
    assert looked_at(tmp_path / "large.jpg").width() == SIDE


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("print.jpg", "its colours are for print (CMYK); save it as RGB"),
        ("moves.webp", "it moves; a still picture is needed"),
        ("moves.png", "it moves; a still picture is needed"),
        ("moves.gif", "it is no PNG, JPEG or WebP picture"),
    ],
)
def test_what_the_pipeline_refuses_is_told_at_once(name: str, why: str, tmp_path: Path) -> None:
    frames = [Image.new("RGB", (64, 64), colour) for colour in COLOURS]
    if name == "print.jpg":
        frames[0].convert("CMYK").save(tmp_path / name)
    else:
        frames[0].save(tmp_path / name, save_all=True, append_images=frames[1:])
    with pytest.raises(GivenFileError) as caught:
        looked_at(tmp_path / name)
    assert str(caught.value) == why
