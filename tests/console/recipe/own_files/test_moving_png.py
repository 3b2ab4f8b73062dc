"""A PNG moves for the form when it moves for the pipeline, which asks Pillow."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image

from vortex_gui.console.recipe.own_files.moving_png import moves

FRAMES = [Image.new("RGB", (32, 32), colour) for colour in ("red", "green", "blue")]


@pytest.mark.parametrize(
    ("count", "with_default"), [(1, False), (2, False), (3, False), (2, True), (3, True)]
)
def test_it_counts_as_pillow_does(count: int, with_default: bool, tmp_path: Path) -> None:
    path = tmp_path / "a.png"
    FRAMES[0].save(path, save_all=True, append_images=FRAMES[1:count], default_image=with_default)
    with Image.open(path) as picture:
        assert moves(path) == (getattr(picture, "n_frames", 1) > 1)


def test_what_is_no_whole_png_does_not_move(tmp_path: Path) -> None:
    whole, cut, other = (tmp_path / name for name in ("whole.png", "cut.png", "other.webp"))
    FRAMES[0].save(whole, save_all=True, append_images=FRAMES[1:])
    assert moves(whole)
    cut.write_bytes(whole.read_bytes()[:30])
    FRAMES[0].save(other, save_all=True, append_images=FRAMES[1:])
    for path in (cut, other, tmp_path / "none.png", tmp_path):
        assert not moves(path)
