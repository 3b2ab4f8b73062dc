"""The grammar of captions: many ways to ask for a presenter, with the truth of what was asked for.

Public names
    Caption(text, asked): the words, and attribute -> word for what they name
    write_caption(presenter, rng, keep=0.8, leave_out=()) -> Caption: synonyms, any order, attributes dropped
    full_caption(presenter, rng) -> Caption: every visible attribute named
    change_one(presenter, rng, names=None) -> Presenter: the same with one visible attribute changed
    held_out(presenter) -> bool: belongs to the test split, by its combination of four attributes
    sample_split(rng, held=False) -> Presenter: a presenter of the training or of the test split
    vocabulary() -> tuple[str, ...]: every word the grammar can write, in lower case
All text is lower case words and commas.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

import numpy as np

from tools.mini.renderer.presenter import (
    HIDDEN_BY_HAT,
    VALUES,
    Presenter,
    sample_presenter,
    visible_attributes,
)

STYLE = "vortex-mini"
"""The name of the renderer's style, which the checkpoints that were trained on it declare."""
WHO = (
    "a presenter",
    "a cartoon presenter",
    "a news anchor",
    "a tv host",
    "a talk show host",
    "a news reader",
    "portrait of a presenter",
    "a cartoon news anchor",
    "a weather reporter",
    "",
)
SKIN_WORDS = {
    "pale": ("pale", "light", "fair"),
    "tan": ("tan", "tanned", "beige"),
    "brown": ("brown",),
    "dark": ("dark", "very dark"),
    "green": ("green",),
    "blue": ("blue",),
    "purple": ("purple", "violet"),
}
HAIR_COLOUR_WORDS = {
    "black": ("black", "dark"),
    "blond": ("blond", "blonde", "golden"),
    "ginger": ("ginger", "red", "orange"),
    "pink": ("pink",),
    "blue": ("blue",),
    "white": ("white", "silver"),
}
SUIT_WORDS = {"grey": ("grey", "gray")}
BACKGROUND_WORDS = {"purple": ("purple", "violet"), "teal": ("teal", "turquoise")}
PHRASES: Mapping[str, Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "head": {
            "round": ("round head", "a round face", "round headed", "a circular head"),
            "long": ("long head", "a long face", "an oval face", "a narrow head"),
            "square": ("square head", "a square face", "a boxy head", "square headed"),
            "pear": ("pear shaped head", "a pear head", "a pear face", "a wide jaw"),
        },
        "eyes": {
            "one": ("one eye", "a single eye", "one eyed", "a cyclops"),
            "two": ("two eyes", "a pair of eyes", "two eyed"),
            "three": ("three eyes", "three eyed", "a third eye"),
        },
        "accessory": {
            "none": ("no accessories", "no hat", "no glasses"),
            "glasses": ("glasses", "wearing glasses", "with spectacles", "in eyeglasses"),
            "hat": ("a hat", "wearing a hat", "a top hat", "in a tall hat"),
            "headphones": ("headphones", "wearing headphones", "a headset", "with headphones on"),
            "earrings": ("earrings", "wearing earrings", "gold earrings", "with big earrings"),
        },
        "mood": {
            "neutral": ("neutral", "a serious look", "calm", "serious", "straight faced"),
            "happy": ("happy", "smiling", "cheerful", "with a big smile", "grinning"),
            "sad": ("sad", "gloomy", "frowning", "unhappy", "with a sad mouth"),
            "surprised": ("surprised", "amazed", "shocked", "open mouthed", "with an open mouth"),
        },
    }
)
HAIR_STYLES = {
    "short": ("short {c} hair", "{c} short hair", "{c} hair cut short"),
    "mohawk": ("a {c} mohawk", "{c} mohawk", "mohawk of {c} hair"),
    "bun": ("a {c} bun", "{c} hair in a bun", "{c} hair bun"),
    "curly": ("curly {c} hair", "{c} curls", "{c} curly hair"),
    "spiky": ("spiky {c} hair", "{c} spikes", "{c} spiky hair"),
    "long": ("long {c} hair", "{c} long hair", "{c} hair to the shoulders"),
}
BALD = ("bald", "bald headed", "no hair", "hairless")
BEARDS = {
    "beard": ("a {c} beard", "a full {c} beard", "{c} bearded", "{c} beard"),
    "moustache": ("a {c} moustache", "a {c} mustache", "{c} moustache"),
}
SHAVEN = ("clean shaven", "no beard", "shaven")
COLOURED = {
    "skin": ("{c} skin", "{c} skinned", "with {c} skin"),
    "suit": ("{c} suit", "a {c} jacket", "in a {c} suit", "wearing {c}"),
    "tie": ("{c} tie", "a {c} necktie", "with a {c} tie", "wearing a {c} tie"),
    "background": (
        "{c} background",
        "on a {c} background",
        "in a {c} studio",
        "in front of a {c} wall",
        "{c} backdrop",
    ),
}
JOINTS = (", ", ", ", ", ", " and ", " ")
SPLIT_KEYS = ("skin", "head", "hair", "accessory")
HELD_OUT_SHARE = 10


@dataclass(frozen=True, slots=True)
class Caption:
    """The words and what they ask for: attribute -> word of `VALUES`; what is not named is free."""

    text: str
    asked: Mapping[str, str]


def write_caption(
    presenter: Presenter, rng: np.random.Generator, *, keep: float = 0.8, leave_out: Collection[str] = ()
) -> Caption:
    """One of the many ways to ask for this presenter; each attribute is named with probability `keep`."""
    named = [n for n in visible_attributes(presenter) if n not in leave_out and rng.random() < keep]
    asked: dict[str, str] = {}
    phrases = []
    for name in ("hair", "beard"):
        if name in named:
            phrases.append(_hairy_phrase(presenter, name, "hair_colour" in named, asked, rng))
    for name in ("skin", "suit", "tie", "background"):
        if name in named:
            colour = _colour_word(name, getattr(presenter, name), rng)
            phrases.append(_pick(COLOURED[name], rng).format(c=colour))
            asked[name] = getattr(presenter, name)
    for name, words in PHRASES.items():
        value = getattr(presenter, name)
        # Nobody asks for what is not there, so its absence is mostly left unsaid.
        if name in named and (value != "none" or rng.random() < 0.3):
            phrases.append(_pick(words[value], rng))
            asked[name] = value
    return Caption(_join(phrases, rng), MappingProxyType(asked))


def full_caption(presenter: Presenter, rng: np.random.Generator) -> Caption:
    """A caption that names all the attributes which the picture shows, but for what is absent."""
    return write_caption(presenter, rng, keep=1.1)


def change_one(
    presenter: Presenter, rng: np.random.Generator, names: Collection[str] | None = None
) -> Presenter:
    """The same presenter with one visible attribute (of `names`, if given) changed to another word."""
    candidates = [n for n in visible_attributes(presenter) if names is None or n in names]
    name = _pick(candidates, rng)
    words = [word for word in VALUES[name] if word != getattr(presenter, name)]
    if name == "hair" and presenter.accessory == "hat":
        words = [word for word in words if word not in HIDDEN_BY_HAT]
    if name == "accessory" and presenter.hair in HIDDEN_BY_HAT:
        words = [word for word in words if word != "hat"]
    return replace(presenter, **{name: _pick(words, rng)})


def held_out(presenter: Presenter) -> bool:
    """Whether this combination of skin, head, hair and accessory is kept from all training (one in ten)."""
    key = "/".join(getattr(presenter, name) for name in SPLIT_KEYS)
    return zlib.crc32(key.encode()) % HELD_OUT_SHARE == 0


def sample_split(rng: np.random.Generator, *, held: bool = False) -> Presenter:
    """A presenter of the training split, or of the held-out one."""
    while True:
        presenter = sample_presenter(rng)
        if held_out(presenter) == held:
            return presenter


def vocabulary() -> tuple[str, ...]:
    """Every word that a caption can have, sorted."""
    texts = [*WHO, *BALD, *SHAVEN, *JOINTS, "a", "an", "the", "in", "on", "of"]
    texts += [phrase for words in PHRASES.values() for phrases in words.values() for phrase in phrases]
    texts += [
        phrase for group in (HAIR_STYLES, BEARDS, COLOURED) for words in group.values() for phrase in words
    ]
    texts += [word for words in VALUES.values() for word in words]
    for synonyms in (SKIN_WORDS, HAIR_COLOUR_WORDS, SUIT_WORDS, BACKGROUND_WORDS):
        texts += [word for words in synonyms.values() for word in words]
    return tuple(sorted({word for text in texts for word in re.findall(r"[a-z]+", text.replace("{c}", " "))}))


def _hairy_phrase(
    presenter: Presenter, name: str, coloured: bool, asked: dict[str, str], rng: np.random.Generator
) -> str:
    """The phrase for hair or beard, whose colour is one and is named with either."""
    value = getattr(presenter, name)
    if value in ("bald", "none"):
        if value == "none" and rng.random() > 0.3:
            return ""
        asked[name] = value
        return _pick(BALD if value == "bald" else SHAVEN, rng)
    asked[name] = value
    colour = ""
    if coloured and ("hair_colour" not in asked or rng.random() < 0.5):
        colour = _colour_word("hair_colour", presenter.hair_colour, rng)
        asked["hair_colour"] = presenter.hair_colour
    phrase = _pick((HAIR_STYLES if name == "hair" else BEARDS)[value], rng).format(c=colour)
    return " ".join(phrase.split())


def _colour_word(name: str, value: str, rng: np.random.Generator) -> str:
    synonyms: Mapping[str, Mapping[str, tuple[str, ...]]] = {
        "skin": SKIN_WORDS,
        "hair_colour": HAIR_COLOUR_WORDS,
        "suit": SUIT_WORDS,
        "background": BACKGROUND_WORDS,
    }
    return _pick(synonyms.get(name, {}).get(value, (value,)), rng)


def _join(phrases: list[str], rng: np.random.Generator) -> str:
    """The phrases in any order; who it is stands first four times in five."""
    phrases = [phrase for phrase in phrases if phrase]
    order = [phrases[i] for i in rng.permutation(len(phrases))]
    who = _pick(WHO, rng)
    if who:
        order.insert(0 if rng.random() < 0.8 else len(order), who)
    text = order[0] if order else "a presenter"
    for phrase in order[1:]:
        text += _pick(JOINTS, rng) + phrase
    return text


def _pick(options: Collection[str], rng: np.random.Generator) -> str:
    chosen = list(options)
    return chosen[int(rng.integers(len(chosen)))]
