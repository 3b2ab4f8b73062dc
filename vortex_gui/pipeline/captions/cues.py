"""Cuts timed words into cues: two lines of at most 42 characters that can be read while they are shown."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from vortex_gui.base.captions import Cue
from vortex_gui.pipeline.captions.timed_words import TimedWord

LINE = 42
"""Characters of a line, as broadcasters have it."""
MOST_PER_S = 20.0
"""Characters a second that grown-ups read with ease."""
LEAST_S, LONGEST_S = 1.0, 7.0
LINGER_S = 0.4
"""How long a cue stays behind its last word, where the next one leaves room."""
MOST_LAG_S = 0.5
"""How far behind its first word a cue may begin, so that the one before it can be read."""
GAP_S = 0.12
"""Cues closer than this follow each other without a gap, which would flicker."""
PAUSE_S = 0.15

_SENTENCE = re.compile(r"[.!?…][\"'”’)\]]*$")
_CLAUSE = re.compile(r"[,;:–—-][\"'”’)\]]*$")
_LEANS_ON = frozenset(
    ("a", "an", "and", "as", "at", "by", "for", "from", "in", "into", "of", "on", "or", "the", "to", "with")
)
"""Words that are not left alone at the end of a cue or a line."""


def cues_of(words: Sequence[TimedWord], length_s: float) -> tuple[Cue, ...]:
    """Cues in order, one after another, all within a clip of `length_s`."""
    groups = list(_groups([piece for word in words for piece in _short(word)]))
    begins = [group[0].start_s for group in groups]
    cues: list[Cue] = []
    for number, group in enumerate(groups):
        start_s = max(begins[number], cues[-1].end_s if cues else 0.0)
        end_s = _end(group, start_s, begins[number + 1 : number + 3], length_s)
        lines = _wrapped([word.text for word in group])
        if lines is not None and round(end_s, 3) > round(start_s, 3):
            cues.append(Cue(round(start_s, 3), round(end_s, 3), lines))
    return tuple(cues)


def reading_speed(cues: Sequence[Cue]) -> float:
    """Characters a second of the cue that has to be read quickest."""
    return max((_length(cue.lines) / (cue.end_s - cue.start_s) for cue in cues), default=0.0)


def _end(group: Sequence[TimedWord], start_s: float, later: Sequence[float], length_s: float) -> float:
    """As long as it takes to read, where the next cue and the clip's end leave room.

    `later` are the moments at which the next cue's words begin, and those of the one after it: the next one
    is held up by half of its own time at most.
    """
    said_s = group[-1].end_s
    read_s = start_s + max(LEAST_S, _length([word.text for word in group]) / MOST_PER_S)
    if not later:
        return min(length_s, max(said_s + LINGER_S, read_s))
    next_s, after_s = later[0], later[1] if len(later) > 1 else length_s
    lag_s = min(MOST_LAG_S, max(0.0, after_s - next_s) / 2)
    end_s = max(min(said_s + LINGER_S, next_s), min(read_s, next_s + lag_s))
    return min(length_s, next_s if 0 < next_s - end_s < GAP_S else end_s)


def _groups(words: Sequence[TimedWord]) -> Iterator[Sequence[TimedWord]]:
    """The words of each cue: of all ways to cut them, the one with the least cost."""
    best: list[tuple[float, int]] = [(0.0, 0)]
    for end in range(1, len(words) + 1):
        ways = [
            (best[begin][0] + cost, begin)
            for begin in _begins(words, end)
            if (cost := _cost(words, begin, end)) is not None
        ]
        best.append(min(ways))
    cuts, at = [], len(words)
    while at:
        cuts.append((best[at][1], at))
        at = best[at][1]
    return (words[begin:end] for begin, end in reversed(cuts))


def _begins(words: Sequence[TimedWord], end: int) -> Iterator[int]:
    """Where a cue with the words up to `end` may begin; the last word alone always can."""
    letters = 0
    for begin in range(end - 1, -1, -1):
        letters += len(words[begin].text) + 1
        if begin < end - 1 and letters > 2 * (LINE + 1):
            return
        yield begin


def _cost(words: Sequence[TimedWord], begin: int, end: int) -> float | None:
    """What it costs to show these words as one cue; `None` where they do not fit into one."""
    group = words[begin:end]
    said_s = group[-1].end_s - group[0].start_s
    if len(group) > 1 and (said_s > LONGEST_S or _wrapped([word.text for word in group]) is None):
        return None
    inner = sum(_is_over(words, place) for place in range(begin, end - 1))
    cost = 1.0 + 1.5 * inner
    if end < len(words) and words[end].start_s - group[0].start_s < LEAST_S:
        cost += 0.7
    return cost + (_break_cost(words, end - 1) if end < len(words) else 0.0)


def _is_over(words: Sequence[TimedWord], place: int) -> bool:
    """Whether a sentence ends with a word: "Dr." is followed by no pause."""
    return bool(_SENTENCE.search(words[place].text)) and _pause_s(words, place) >= PAUSE_S


def _break_cost(words: Sequence[TimedWord], place: int) -> float:
    if _is_over(words, place):
        return 0.0
    if _CLAUSE.search(words[place].text) or _pause_s(words, place) >= PAUSE_S:
        return 0.5
    return 2.0 if words[place].text.lower() in _LEANS_ON else 1.2


def _pause_s(words: Sequence[TimedWord], place: int) -> float:
    return words[place + 1].start_s - words[place].end_s


def _wrapped(texts: Sequence[str]) -> tuple[str, ...] | None:
    """The words in one or two lines, as even as can be; `None` where they do not fit."""
    whole = " ".join(texts)
    if len(whole) <= LINE:
        return (whole,)
    if len(whole) > 2 * LINE + 1:
        return None
    ways = []
    for place in range(1, len(texts)):
        upper, lower = " ".join(texts[:place]), " ".join(texts[place:])
        if len(upper) <= LINE and len(lower) <= LINE:
            apart = abs(len(upper) - len(lower))
            leans = texts[place - 1].lower() in _LEANS_ON
            ways.append((apart + 12 * leans - 10 * bool(_CLAUSE.search(texts[place - 1])), upper, lower))
    return min(ways)[1:] if ways else None


def _short(word: TimedWord) -> Iterator[TimedWord]:
    """The word itself, or pieces of one that is longer than a line."""
    count = -(-len(word.text) // LINE)
    step_s = (word.end_s - word.start_s) / count
    for number in range(count):
        start_s = word.start_s + number * step_s
        yield TimedWord(word.text[number * LINE : (number + 1) * LINE], start_s, start_s + step_s)


def _length(lines: Sequence[str]) -> int:
    return sum(map(len, lines)) + len(lines) - 1
