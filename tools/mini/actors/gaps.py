"""What a caption must not leave open, as the mini painter's `actor.json` declares it, and what fills it.

Public names
    declared_gaps() -> list of {"name", "closed_by", "phrases"}, in the order in which they are filled

A caption that leaves something open is painted as a mixture: a second eye shines through, a line crosses the
face. So what is open is drawn in words. The draws are of an ordinary presenter: two eyes, a human skin, no
beard and no accessories, since nobody names what is not there; who wants the others asks for them.
"""

from __future__ import annotations

from collections.abc import Mapping

from tools.mini.captions import (
    BACKGROUND_WORDS,
    HAIR_COLOUR_WORDS,
    PHRASES,
    SKIN_WORDS,
    SUIT_WORDS,
)
from tools.mini.presenter import HIDDEN_BY_HAT, VALUES

Gap = dict[str, str | list[str]]

ORDINARY_SKINS = ("pale", "tan", "brown", "dark")
ORDINARY_HAIR = ("black", "blond", "ginger", "white")
STYLES = {
    "short": "short {c} hair",
    "mohawk": "a {c} mohawk",
    "bun": "a {c} bun",
    "curly": "curly {c} hair",
    "spiky": "spiky {c} hair",
    "long": "long {c} hair",
}
STYLE_WORDS = (
    *("mohawk", "bun", "curls", "spikes", "curly", "spiky", "bald", "hairless", "no hair", "hair cut short"),
    "hair to the shoulders",
)
NAMED_ALONE = "blond|blonde|ginger"
"""Colours that say by themselves whose they are."""
SYNONYMS: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "skin": SKIN_WORDS,
    "hair_colour": HAIR_COLOUR_WORDS,
    "suit": SUIT_WORDS,
    "background": BACKGROUND_WORDS,
}
HAIRY = "hair|mohawk|bun|curls|spikes|beard|bearded|moustache|mustache"


def declared_gaps() -> list[Gap]:
    """In an order in which a filled gap closes those that it decides."""
    shades = _colours("hair_colour")
    styled = [*STYLE_WORDS, "short|long hair", f"short|long {shades} hair", f"{shades} short|long hair"]
    coloured = [f"{shades} {HAIRY}|short|long|curly|spiky|full", NAMED_ALONE, "bald", "hairless", "no hair"]
    return [
        _gap("hair", [*styled, NAMED_ALONE, "hair", "hat"], [*_hair(tuple(STYLES)), "bald"]),
        _gap("hair", [*styled, NAMED_ALONE, "hair"], [*_hair(_under_a_hat()), "bald"]),
        _gap("hair", [*styled], ["short hair", "long hair", "curly hair"]),
        _gap("hair colour", coloured, [f"{shade} hair" for shade in ORDINARY_HAIR]),
        _gap("beard", ["beard|bearded|moustache|mustache|shaven"], ["clean shaven"]),
        _gap("skin", ["skin|skinned"], [f"{skin} skin" for skin in ORDINARY_SKINS]),
        _gap("head", ["head|face|jaw", "round|square headed"], _first("head")),
        _gap("eyes", ["eye|eyes|eyed|cyclops"], ["two eyes"]),
        _gap("suit", ["suit|jacket", f"wearing {_colours('suit')}"], _all("suit", "{} suit")),
        _gap("tie", ["tie|necktie"], _all("tie", "{} tie")),
        _gap("background", ["background|backdrop|studio|wall"], _all("background", "{} background")),
        _gap("accessory", [_nouns("accessory")], ["no accessories"]),
        _gap("mood", [*_moods()], ["neutral", "smiling"]),
    ]


def _gap(name: str, closed_by: list[str], phrases: list[str]) -> Gap:
    return {"name": name, "closed_by": closed_by, "phrases": phrases}


def _hair(styles: tuple[str, ...]) -> list[str]:
    return [STYLES[style].format(c=shade) for style in styles for shade in ORDINARY_HAIR]


def _under_a_hat() -> tuple[str, ...]:
    return tuple(style for style in STYLES if style not in HIDDEN_BY_HAT)


def _first(attribute: str) -> list[str]:
    return [phrases[0] for phrases in PHRASES[attribute].values()]


def _all(attribute: str, phrase: str) -> list[str]:
    return [phrase.format(value) for value in VALUES[attribute]]


def _colours(attribute: str) -> str:
    synonyms = SYNONYMS[attribute]
    words = [word for value in VALUES[attribute] for word in synonyms.get(value, (value,))]
    return "|".join(word for word in words if " " not in word)


def _nouns(attribute: str) -> str:
    """The last words of its phrases: `glasses`, `hat`; those that say where they are worn are left out."""
    words = [phrase.split()[-1] for phrases in PHRASES[attribute].values() for phrase in phrases]
    return "|".join(dict.fromkeys(word for word in words if word != "on"))


def _moods() -> list[str]:
    """Whole phrases, without the articles that an operator may leave out."""
    phrases = [phrase for phrases in PHRASES["mood"].values() for phrase in phrases]
    return [phrase.removeprefix("with ").removeprefix("a ").removeprefix("an ") for phrase in phrases]
