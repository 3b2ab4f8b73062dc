"""Cues: short lines, cut where it reads well, shown as long as it takes to read them."""

from __future__ import annotations

import random
from itertools import pairwise

import pytest

from vortex_gui.base.captions import Cue
from vortex_gui.pipeline.captions.cues import LINE, LONGEST_S, MOST_LAG_S, MOST_PER_S, cues_of, reading_speed
from vortex_gui.pipeline.captions.timed_words import TimedWord

SCRIPT = (
    "Good evening. The committee on tiny oceans met at noon, and it found that every bathtub in the county "
    "is rising by one inch a year. Dr. Sock disagrees. He says that the rubber ducks are to blame!"
)


def said(script: str, *, letter_s: float = 0.06, pause_s: float = 0.4) -> list[TimedWord]:
    """Words as a voice speaks them: a pause behind each sentence but for a title."""
    words, at_s = [], 0.1
    for text in script.split():
        end_s = at_s + letter_s * len(text)
        words.append(TimedWord(text, at_s, end_s))
        at_s = end_s + (pause_s if text[-1] in ".!?" and text != "Dr." else 0.03)
    return words


def cues(script: str, **how: float) -> tuple[Cue, ...]:
    words = said(script, **how)
    return cues_of(words, words[-1].end_s + 0.35)


def test_lines_are_short_and_nothing_is_lost_or_repeated() -> None:
    found = cues(SCRIPT)
    assert all(len(cue.lines) <= 2 and max(map(len, cue.lines)) <= LINE for cue in found)
    assert " ".join(line for cue in found for line in cue.lines) == SCRIPT


def test_sentences_are_not_run_together_and_a_title_is_no_sentence() -> None:
    texts = [" ".join(cue.lines) for cue in cues(SCRIPT)]
    assert texts[0] == "Good evening."
    assert "Dr. Sock disagrees." in texts


def test_no_line_ends_in_a_word_that_leans_on_the_next() -> None:
    for cue in cues(SCRIPT)[:-1]:
        assert cue.lines[-1].split()[-1].lower() not in ("the", "a", "and", "of", "in")


def test_cues_follow_one_another_within_the_clip_and_stay_to_be_read() -> None:
    words = said(SCRIPT)
    found = cues_of(words, 12.0)
    assert all(0 <= cue.start_s < cue.end_s <= 12.0 for cue in found)
    assert all(left.end_s <= right.start_s for left, right in pairwise(found))
    assert reading_speed(found) <= MOST_PER_S
    first = {word.text: word.start_s for word in words}
    for cue in found:
        assert -0.001 <= cue.start_s - first[cue.lines[0].split()[0]] <= MOST_LAG_S + 0.001


def test_a_short_cry_is_shown_for_a_second_where_there_is_room() -> None:
    found = cues("No! That was all that he said about it.", pause_s=1.5)
    assert found[0].lines == ("No!",)
    assert found[0].end_s - found[0].start_s >= 0.99


def test_speech_that_no_one_can_read_along_is_told_by_its_speed() -> None:
    assert reading_speed(cues(SCRIPT, letter_s=0.02, pause_s=0.0)) > MOST_PER_S
    assert reading_speed(()) == 0.0


@pytest.mark.parametrize("seed", range(20))
def test_any_words_make_cues_that_keep_the_rules(seed: int) -> None:
    chance = random.Random(seed)
    words, at_s = [], 0.0
    for _ in range(chance.randrange(1, 200)):
        text = "w" * chance.choice((1, 3, 8, 20, 41, 42, 43, 130)) + chance.choice(("", "", ",", "."))
        end_s = at_s + chance.uniform(0.0, 1.0)
        words.append(TimedWord(text, at_s, end_s))
        at_s = end_s + chance.choice((0.0, 0.1, 2.0))
    length_s = at_s + chance.choice((0.0, 1.0))
    found = cues_of(words, length_s)
    assert all(len(line) <= LINE for cue in found for line in cue.lines)
    assert all(len(cue.lines) <= 2 for cue in found)
    assert all(cue.start_s < cue.end_s <= length_s + 0.001 for cue in found)
    assert all(left.end_s <= right.start_s + 0.001 for left, right in pairwise(found))
    assert all(cue.end_s - cue.start_s <= LONGEST_S + MOST_LAG_S + 5 for cue in found)


def test_without_words_there_are_no_cues() -> None:
    assert cues_of([], 10.0) == ()
