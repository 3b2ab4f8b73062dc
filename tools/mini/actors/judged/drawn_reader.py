"""Reads a presenter's attributes by drawing: the words whose renderer picture comes nearest.

It needs no training and reads a picture of any size. Beside the words it tells the patches: places where the
picture shows something that the nearest drawing does not have, such as a ghost of a beard.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import product

import numpy as np
import numpy.typing as npt
import torch
from torch.nn import functional

from tools.mini.actors.doubling_set import MISTAKEN
from tools.mini.renderer.drawing import draw
from tools.mini.renderer.geometry import CANVAS
from tools.mini.renderer.presenter import VALUES, Presenter

SIDE = 128
"""Of the pictures that are compared."""
CELL = 8
"""Pixels of a side of a patch, in a picture of 256."""
MOST_ROUNDS = 4
TOGETHER = (
    ("background",),
    ("skin",),
    ("suit",),
    ("hair", "hair_colour"),
    ("beard", "hair_colour"),
    ("accessory",),
    ("head",),
    ("eyes",),
    ("tie",),
    ("mood",),
)
"""Chosen together, since one shows no more of itself than the other lets it."""

Pixels = npt.NDArray[np.int16]


@dataclass(frozen=True, slots=True)
class Reading:
    """Who was read, and how many places of the picture show something else."""

    presenter: Presenter
    patches: int

    def shows(self, asked: Mapping[str, str]) -> dict[str, bool]:
        """Whether each attribute that was asked for has its word."""
        return {name: getattr(self.presenter, name) == word for name, word in asked.items()}


def read_by_drawing(picture: torch.Tensor) -> Reading:
    """Of a picture (3, S, S) in [-1, 1]; S is a multiple of 256.

    Words are changed as long as the drawing comes nearer, so equal drawings give the first word.
    """
    seen = _pixels(picture)
    found = Presenter(**{name: words[0] for name, words in VALUES.items()})
    for _ in range(MOST_ROUNDS):
        before = found
        for names in TOGETHER:
            found = min(_variants(found, names), key=lambda one: _distance(seen, one))
        if found == before:
            break
    return Reading(found, _patches(picture, found))


def _variants(presenter: Presenter, names: tuple[str, ...]) -> Iterator[Presenter]:
    """The presenter with each choice of words for some attributes."""
    for words in product(*(VALUES[name] for name in names)):
        yield replace(presenter, **dict(zip(names, words, strict=True)))


def _distance(seen: Pixels, presenter: Presenter) -> int:
    return int(np.abs(seen - _drawn(presenter)).sum(dtype=np.int64))


@lru_cache(maxsize=4096)
def _drawn(presenter: Presenter) -> Pixels:
    return draw(presenter, size=SIDE).astype(np.int16)


def _pixels(picture: torch.Tensor) -> Pixels:
    """int16 (128, 128, 3) of 0 to 255."""
    small = functional.interpolate(picture[None], size=(SIDE, SIDE), mode="area")[0]
    found: Pixels = ((small.clamp(-1, 1) + 1) * 127.5).round().permute(1, 2, 0).numpy().astype(np.int16)
    return found


def _patches(picture: torch.Tensor, presenter: Presenter) -> int:
    """Places of the picture whose mean colour is clearly another one than the drawing's."""
    drawn = torch.from_numpy(draw(presenter)).permute(2, 0, 1).float() / 127.5 - 1
    seen = functional.avg_pool2d(picture, picture.shape[-1] // CANVAS).clamp(-1, 1)
    apart = functional.avg_pool2d(drawn - seen, CELL).abs().amax(dim=0)
    return int((apart > MISTAKEN).sum())
