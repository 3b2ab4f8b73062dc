"""The reader that draws: exact on the renderer's own pictures, also blurred ones, and it sees a ghost."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from torch.nn import functional

from tools.mini.actors.judged.drawn_reader import read_by_drawing
from tools.mini.actors.judged.evaluate_actors import judge
from tools.mini.actors.latents import as_tensor
from tools.mini.captions import sample_split, write_caption
from tools.mini.renderer.drawing import draw
from tools.mini.renderer.presenter import Presenter, visible_attributes

NOBODY = Presenter(
    "tan", "round", "two", "short", "black", "grey", "red", "teal", "glasses", "moustache", "sad"
)


@pytest.mark.parametrize("side", [256, 512])
def test_it_reads_the_renderers_pictures_also_blurred_and_noisy(side: int) -> None:
    rng = np.random.default_rng(side)
    torch.manual_seed(side)
    for _ in range(2):
        presenter = sample_split(rng, held=True)
        picture = as_tensor([draw(presenter, size=side)])
        soft = functional.interpolate(picture, size=(100, 100), mode="area")
        soft = functional.interpolate(soft, size=(side, side), mode="bilinear")
        found = read_by_drawing((soft + 0.1 * torch.randn_like(soft))[0])
        shown = {name: getattr(presenter, name) for name in visible_attributes(presenter)}
        assert all(found.shows(shown).values())


def test_a_patch_of_another_colour_is_counted_and_leaves_the_words() -> None:
    picture = as_tensor([draw(NOBODY)])[0]
    assert read_by_drawing(picture).patches == 0
    picture[:, 24:48, 200:224] = 0.9
    found = read_by_drawing(picture)
    assert found.presenter == NOBODY
    assert found.patches == 9


def test_a_picture_that_shows_another_thing_is_not_all_right() -> None:
    caption = write_caption(NOBODY, np.random.default_rng(1), keep=1.1)
    pictures = (as_tensor([draw(NOBODY), draw(Presenter(**{**_words(NOBODY), "eyes": "one"}))]) + 1) / 2
    report = judge([caption, caption], pictures, seconds_each=0.0)
    assert (report.all_right, report.clean) == (0.5, 1.0)
    assert report.by_attribute == {name: 0.5 if name == "eyes" else 1.0 for name in caption.asked}


def _words(presenter: Presenter) -> dict[str, str]:
    return {name: getattr(presenter, name) for name in Presenter.__slots__}
