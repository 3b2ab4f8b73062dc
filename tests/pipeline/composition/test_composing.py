"""From a composition to its frames; each of its faults is one sentence before anything is made."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageFont

from vortex_gui.base.recipe.composition import SHAPES, Composition, Shape
from vortex_gui.pipeline.composition import lettering
from vortex_gui.pipeline.composition.composing import composition_faults, compositor_for

ACTOR = np.full((64, 64, 3), 120, np.uint8)
SIZE = (64, 64)


def picture(path: Path, colour: str = "#204060") -> str:
    Image.new("RGB", (300, 200), colour).save(path)
    return str(path)


@pytest.mark.parametrize("shape", SHAPES)
def test_every_wish_at_once_comes_to_frames_of_the_shape(tmp_path: Path, shape: Shape) -> None:
    wished = Composition(
        shape=shape,
        short_side=360,
        background_picture=picture(tmp_path / "studio.png"),
        logo=picture(tmp_path / "logo.png", "#ffffff"),
        name="Professor Sock",
        line="Science",
    )
    assert composition_faults(wished, SIZE) == []
    frame = compositor_for(wished, ACTOR, SIZE).compose(ACTOR.transpose(2, 0, 1))
    assert min(frame.width, frame.height) == 360
    across, down = map(int, shape.split(":"))
    assert frame.width / frame.height == pytest.approx(across / down, abs=0.01)


def test_each_fault_names_its_field_and_all_come_together(tmp_path: Path) -> None:
    wished = Composition(
        shape="16:9",
        background_picture="/no/studio.png",
        logo=str(tmp_path),
        name="word " * 16,
        line="中" * 150,
    )
    faults = composition_faults(wished, SIZE)
    assert faults[0] == "composition.background_picture: /no/studio.png: no such file."
    assert faults[1] == f"composition.logo: {tmp_path}: a folder; a file is needed."
    assert faults[2].startswith("composition.name: it is too long to fit; about ")
    assert faults[3].startswith("composition.line: ")
    assert len(faults) == 4


@pytest.mark.parametrize(("name", "line"), [("Анна", "Weather"), ("Ann", "Погода")])
def test_name_and_line_are_set_in_one_font(name: str, line: str, monkeypatch: pytest.MonkeyPatch) -> None:
    try:
        font = ImageFont.truetype("DejaVuSans.ttf", 20).path
    except OSError:
        pytest.skip("this system has no DejaVu Sans")
    monkeypatch.setattr(lettering, "SYSTEM_FONTS", ("DejaVuSans.ttf",))
    wished = Composition(shape="16:9", name=name, line=line)
    named = wished.model_copy(update={"font": str(font)})
    found, due = (
        compositor_for(each, ACTOR, SIZE).compose(ACTOR.transpose(2, 0, 1)).to_ndarray()
        for each in (wished, named)
    )
    assert np.array_equal(found, due)


def test_a_missing_font_is_told_once() -> None:
    wished = Composition(shape="16:9", name="Ann", line="News", font="/no/font.ttf")
    assert composition_faults(wished, SIZE) == ["composition.font: /no/font.ttf: no such file."]


def test_a_plain_clip_reads_nothing() -> None:
    assert composition_faults(Composition(background_picture="/no/such.png"), SIZE) == []
