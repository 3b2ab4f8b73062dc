"""How a camera was held is read from PNG and WebP, whichever byte order; damage is upright."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image

from vortex_gui.console.recipe.own_files.orientation import orientation_of


def saved(path: Path, orientation: int) -> Path:
    exif = Image.Exif()
    exif[0x112] = orientation
    Image.new("RGB", (8, 8)).save(path, exif=exif.tobytes())
    return path


@pytest.mark.parametrize("name", ["a.png", "a.webp"])
@pytest.mark.parametrize("orientation", range(1, 9))
def test_each_orientation_is_read(name: str, orientation: int, tmp_path: Path) -> None:
    assert orientation_of(saved(tmp_path / name, orientation)) == orientation


def test_a_picture_that_says_nothing_is_upright(tmp_path: Path) -> None:
    Image.new("RGB", (8, 8)).save(tmp_path / "plain.png")
    (tmp_path / "text.png").write_text("no picture")
    for name in ("plain.png", "text.png", "gone.png"):
        assert orientation_of(tmp_path / name) == 1


@pytest.mark.parametrize("name", ["a.png", "a.webp"])
def test_a_picture_that_ends_anywhere_is_read_without_failing(name: str, tmp_path: Path) -> None:
    whole = saved(tmp_path / name, 6).read_bytes()
    for length in range(len(whole)):
        (tmp_path / name).write_bytes(whole[:length])
        assert orientation_of(tmp_path / name) in (1, 6)
