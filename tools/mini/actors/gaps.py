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
    BEARDS,
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
COLOURED = ("hair_colour", "skin", "suit", "tie", "background")
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
HAIRY = "hair|haired|mohawk|bun|curls|spikes|beard|bearded|moustache|mustache"
HEAD_SHAPES = "round|circular|long|oval|narrow|square|boxy|pear|shaped"


def declared_gaps() -> list[Gap]:
    """In an order in which a filled gap closes those that it decides."""
    colours = "|".join(dict.fromkeys(word for name in COLOURED for word in _colours(name).split("|")))
    styled, coloured = _styled(colours), _coloured(colours)
    hairy = [*styled, *coloured, "hair"]
    return [
        _gap("hair", [*hairy, "hat"], [*_hair(tuple(STYLES)), "bald"]),
        _gap("hair", hairy, [*_hair(_under_a_hat()), "bald"]),
        _gap("hair", [*styled, "hat"], _uncoloured(tuple(STYLES))),
        _gap("hair", styled, _uncoloured(_under_a_hat())),
        _gap("hair colour", [*coloured, "no beard"], _shaded("a {} beard"), ["beard|bearded"]),
        _gap("hair colour", coloured, _shaded("a {} moustache"), ["moustache|mustache"]),
        _gap("hair colour", [*coloured, *BALD], _shaded("{} hair")),
        _gap("beard", ["beard|bearded|moustache|mustache|shaven", "no beard"], ["clean shaven"]),
        _gap("skin", ["skin|skinned", "pale|tan|tanned"], [f"{skin} skin" for skin in ORDINARY_SKINS]),
        _gap("head", [*_named("head|face|headed", HEAD_SHAPES), "wide jaw"], _first("head")),
        _gap("eyes", ["one|single|two|three|third eye|eyes|eyed", "pair of eyes", "cyclops"], ["two eyes"]),
        _gap("suit", [*_named("suit|jacket", colours), f"wearing {_colours('suit')}"], _all("suit")),
        _gap("tie", _named("tie|necktie", colours), _all("tie")),
        _gap("background", _named("background|backdrop|studio|wall", colours), _all("background")),
        _gap("accessory", [_nouns("accessory"), *PHRASES["accessory"]["none"]], ["no accessories"]),
        _gap("mood", [*_moods(), "smile", "mouth open"], ["neutral", "smiling"]),
    ]


def _styled(colours: str) -> list[str]:
    """What names the style of the hair; of a list of adjectives, the style may stand first or last."""
    lists = (f"short|long {between} {colours}" for between in ("", ",|and", "straight"))
    return [
        *STYLE_WORDS,
        "short|long hair|haired",
        "short|long straight hair",
        *(f"{words} hair" for words in lists),
        *(f"{colours} {between} short|long hair" for between in ("", ",|and")),
        "hair : short|long",
    ]


def _coloured(colours: str) -> list[str]:
    """What names the colour of hair and beard; "wearing red" is of the suit."""
    return [
        f"!wearing {colours} {HAIRY}|short|long|curly|spiky|full",
        f"!wearing {colours} ,|and short|long|curly|spiky {HAIRY}",
        f"{HAIRY} : {colours}",
        NAMED_ALONE,
    ]


def _named(nouns: str, words: str) -> list[str]:
    """A noun with one of the words before it, or behind a colon."""
    return [f"{words} {nouns}", f"{nouns} : {words}"]


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
        told |= {f"{shade} hair": {"hair_colour": shade}}
        told |= {f"a {shade} {beard}": {"hair_colour": shade, "beard": beard} for beard in BEARDS}
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


def _all(attribute: str) -> list[str]:
    return [f"{value} {attribute}" for value in VALUES[attribute]]


def _colours(attribute: str) -> str:
    synonyms = SYNONYMS.get(attribute, {})
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
