"""Settles words that are written alike and said otherwise, where the phonemiser settles them wrongly.

Its tagger learned from newspapers: in "we go live to the kitchen" it takes "live" for the verb of "they live
in London". Only what was heard wrong stands here.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

_ADJECTIVE = "JJ"
"""With this tag the lexicon reads "live" as in "live broadcast"."""

_ON_AIR = frozenset(
    {
        *("'m", "’m", "'re", "’re", "am", "are", "been", "being"),
        *("broadcast", "broadcasting", "coming", "cross", "crossed", "crosses", "crossing"),
        *("go", "goes", "going", "gone", "went", "report", "reporting", "reports"),
        *("stream", "streaming", "streams"),
    }
)
"""Directly before it: "we're live", "let us cross live to Paris"."""
_SEEN_BY = frozenset({"us", "them", "me", "him", "her", "it"})
"""Whom, or what, is seen live, unless someone lets or helps them live."""
_CAUSES = frozenset(
    {"help", "helped", "helping", "helps", "let", "lets", "letting", "made", "make", "makes", "making"}
)
_TOWARDS = frozenset({"to", "with", "for", "before"})
_PAUSES = frozenset({",", "—", "–", "-", "..."})


class Tagged(Protocol):
    """A word with the tag of its grammar."""

    text: str
    tag: str


def settle(tokens: Sequence[Tagged]) -> None:
    """Gives each "live" that means *on air* the tag of an adjective; called between tagging and reading."""
    words = [token.text.lower() for token in tokens]
    for place, word in enumerate(words):
        if word == "live" and _is_on_air(words[:place], words[place + 1 :]):
            tokens[place].tag = _ADJECTIVE


def _is_on_air(before: Sequence[str], after: Sequence[str]) -> bool:
    *_, earlier, last = "", "", *before
    if last in _ON_AIR:
        return True
    if last in _SEEN_BY:
        return earlier not in _CAUSES
    if last == "you":
        return earlier in _TOWARDS
    # "And now, live, the weather."
    return last in _PAUSES and list(after[:1]) == [","]
