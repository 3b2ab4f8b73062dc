"""Who is drawn: the attributes of a presenter, their words and colours, and how presenters are sampled.

Public names
    Presenter(skin, head, eyes, hair, hair_colour, suit, tie, background, accessory, beard, mood)
    VALUES: attribute name -> its words, in a fixed order (the class numbers of every reader)
    sample_presenter(rng): a presenter whose every attribute can be seen in the picture
    visible_attributes(presenter): those that the picture shows (a bald, shaven one has no hair colour)
    SKINS, HAIR_COLOURS, SUITS, TIES, BACKGROUNDS: word -> colour; HEADS: word -> measures
    HIDDEN_BY_HAT: the hair styles that a hat hides
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from types import MappingProxyType

import numpy as np
import numpy.typing as npt

SKINS = {
    "pale": "#fbe3d2",
    "tan": "#dfa26c",
    "brown": "#96592f",
    "dark": "#643c25",
    "green": "#7cc95a",
    "blue": "#5ea6ee",
    "purple": "#ab74d8",
}
HAIR_COLOURS = {
    "black": "#33333f",
    "blond": "#f4d04e",
    "ginger": "#cc4a1c",
    "pink": "#fa78bc",
    "blue": "#2f55cc",
    "white": "#f3f3f6",
}
SUITS = {
    "red": "#d42c34",
    "blue": "#2c58cc",
    "green": "#2d9a54",
    "white": "#f0f0f5",
    "black": "#2a2b34",
    "grey": "#888c98",
    "orange": "#f38a27",
}
TIES = {"red": "#d42c34", "blue": "#2f60dc", "yellow": "#fbd23a", "black": "#26262e", "green": "#2d9a54"}
BACKGROUNDS = {
    "purple": "#8a45bc",
    "teal": "#22a5ab",
    "orange": "#f98a22",
    "blue": "#2c5fe0",
    "yellow": "#f5cf2e",
    "red": "#da2b33",
    "green": "#3aa34a",
}
# Half-widths at crown and jaw, half-height; the eyes and the mouth of every head are at the same places.
HEADS = {
    "round": (57.0, 57.0, 57.0),
    "long": (43.0, 43.0, 63.0),
    "square": (53.0, 53.0, 54.0),
    "pear": (38.0, 60.0, 58.0),
}

VALUES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "skin": tuple(SKINS),
        "head": tuple(HEADS),
        "eyes": ("one", "two", "three"),
        "hair": ("bald", "short", "mohawk", "bun", "curly", "spiky", "long"),
        "hair_colour": tuple(HAIR_COLOURS),
        "suit": tuple(SUITS),
        "tie": tuple(TIES),
        "background": tuple(BACKGROUNDS),
        "accessory": ("none", "glasses", "hat", "headphones", "earrings"),
        "beard": ("none", "beard", "moustache"),
        "mood": ("neutral", "happy", "sad", "surprised"),
    }
)
# A hat hides these, so the sampler never joins them.
HIDDEN_BY_HAT = ("mohawk", "bun", "spiky")


@dataclass(frozen=True, slots=True)
class Presenter:
    """Who is drawn: one word of `VALUES` for each attribute; raises ValueError for another word."""

    skin: str
    head: str
    eyes: str
    hair: str
    hair_colour: str
    suit: str
    tie: str
    background: str
    accessory: str
    beard: str
    mood: str

    def __post_init__(self) -> None:
        for name, words in VALUES.items():
            if getattr(self, name) not in words:
                raise ValueError(f"{name} must be one of {', '.join(words)}, not {getattr(self, name)!r}")

    def labels(self) -> dict[str, int]:
        """The class number of each attribute, for readers."""
        return {name: words.index(getattr(self, name)) for name, words in VALUES.items()}


def _reaching(shares: Sequence[float]) -> npt.NDArray[np.float64]:
    """The shares added up to 1, as `rng.choice` does: where a number in [0, 1) falls is what it draws."""
    sums = np.cumsum(shares)
    reached: npt.NDArray[np.float64] = sums / sums[-1]
    return reached


_BEARDS = _reaching([0.5, 0.25, 0.25])
_HAIR = _reaching([0.1, *([0.15] * 6)])


def sample_presenter(rng: np.random.Generator) -> Presenter:
    """A presenter of the training distribution; a hat never hides the hair style that was drawn."""
    drawn = {name: one_of(words, rng) for name, words in VALUES.items()}
    drawn["beard"] = VALUES["beard"][int(_BEARDS.searchsorted(rng.random(), side="right"))]
    drawn["hair"] = VALUES["hair"][int(_HAIR.searchsorted(rng.random(), side="right"))]
    if drawn["accessory"] == "hat" and drawn["hair"] in HIDDEN_BY_HAT:
        drawn["hair"] = one_of([style for style in VALUES["hair"] if style not in HIDDEN_BY_HAT], rng)
    return Presenter(**drawn)


def one_of(words: Sequence[str], rng: np.random.Generator) -> str:
    """The word that `rng.choice` would draw, without the array that it makes of the words first."""
    return words[int(rng.integers(len(words)))]


def visible_attributes(presenter: Presenter) -> tuple[str, ...]:
    """The attributes that the picture shows."""
    hairless = presenter.hair == "bald" and presenter.beard == "none"
    hidden = {"hair_colour"} if hairless else set()
    if presenter.accessory == "hat" and presenter.hair in HIDDEN_BY_HAT:
        hidden.add("hair")
    return tuple(field.name for field in fields(presenter) if field.name not in hidden)
