"""What a caption must not leave open, as the mini painter's `actor.json` declares it, and what fills it.

Public names
    declared_gaps() -> list of {"name", "closed_by", "phrases"} and, where it counts only beside some words,
        "opened_by"; in the order in which they are filled
    meanings() -> phrase -> what it asks for, as the grammar of captions tells it

A caption that leaves something open is painted as a mixture: a second eye shines through, a line crosses the
face. So what is open is drawn in words. The draws are of an ordinary presenter: two eyes, a human skin, no
beard and no accessories, since nobody names what is not there; who wants the others asks for them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from tools.mini.captions import (
    BACKGROUND_WORDS,
    HAIR_COLOUR_WORDS,
    PHRASES,
    SKIN_WORDS,
    SUIT_WORDS,
)
from tools.mini.renderer.presenter import HIDDEN_BY_HAT, VALUES

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
COLOURED_PARTS = ("{} hair", "a {} beard", "a {} moustache")
"""One colour is named with any of them."""
BALD = ("bald", "hairless", "no hair")
STYLE_WORDS = (
    *("mohawk", "bun", "curls", "spikes", "curly", "spiky", *BALD, "hair cut short"),
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
    long = [f"short|long {between} hair" for between in ("", shades, f", {shades}")]
    styled = [*STYLE_WORDS, *long, f"{shades} short|long hair"]
    coloured = [f"{shades} {HAIRY}|short|long|curly|spiky|full", NAMED_ALONE]
    hairy = [*styled, *coloured, "hair"]
    return [
        _gap("hair", [*hairy, "hat"], [*_hair(tuple(STYLES)), "bald"]),
        _gap("hair", hairy, [*_hair(_under_a_hat()), "bald"]),
        _gap("hair", [*styled, "hat"], _uncoloured(tuple(STYLES))),
        _gap("hair", styled, _uncoloured(_under_a_hat())),
        _gap("hair colour", [*coloured, "no beard"], _shaded("a {} beard"), ["beard|bearded"]),
        _gap("hair colour", coloured, _shaded("a {} moustache"), ["moustache|mustache"]),
        _gap("hair colour", [*coloured, *BALD], _shaded("{} hair")),
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


def meanings() -> Mapping[str, Mapping[str, str]]:
    """What each phrase that fills a gap asks for: attribute -> word."""
    told: dict[str, dict[str, str]] = {"bald": {"hair": "bald"}, "clean shaven": {"beard": "none"}}
    told |= {"two eyes": {"eyes": "two"}, "no accessories": {"accessory": "none"}}
    told |= {"neutral": {"mood": "neutral"}, "smiling": {"mood": "happy"}}
    told |= {
        phrase: {"hair": style} for style, phrase in zip(STYLES, _uncoloured(tuple(STYLES)), strict=True)
    }
    for shade in ORDINARY_HAIR:
        told |= {STYLES[style].format(c=shade): {"hair": style, "hair_colour": shade} for style in STYLES}
        told |= {part.format(shade): {"hair_colour": shade} for part in COLOURED_PARTS}
    told |= {phrases[0]: {"head": head} for head, phrases in PHRASES["head"].items()}
    told |= {f"{skin} skin": {"skin": skin} for skin in ORDINARY_SKINS}
    for name in ("suit", "tie", "background"):
        told |= {f"{value} {name}": {name: value} for value in VALUES[name]}
    return told


def _gap(name: str, closed_by: Sequence[str], phrases: Sequence[str], opened_by: Sequence[str] = ()) -> Gap:
    gap: Gap = {"name": name, "closed_by": [*closed_by], "phrases": [*phrases]}
    return gap | {"opened_by": [*opened_by]} if opened_by else gap


def _shaded(phrase: str) -> list[str]:
    return [phrase.format(shade) for shade in ORDINARY_HAIR]


def _hair(styles: tuple[str, ...]) -> list[str]:
    return [STYLES[style].format(c=shade) for style in styles for shade in ORDINARY_HAIR]


def _uncoloured(styles: tuple[str, ...]) -> list[str]:
    """For hair whose colour the prompt tells, with a beard or by itself."""
    return [" ".join(STYLES[style].format(c="").split()) for style in styles]


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
