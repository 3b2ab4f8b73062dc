"""The script as written gets the times of the words as they are spoken."""

from __future__ import annotations

from itertools import pairwise

import pytest

from vortex_gui.models.contracts import WordSpan
from vortex_gui.pipeline.captions.timed_words import TimedWord, timed_words


def spoken(*words: str, each_s: float = 0.5) -> list[WordSpan]:
    return [WordSpan(word, number * each_s, (number + 1) * each_s) for number, word in enumerate(words)]


def shown(text: str, *words: str, until_s: float = 60.0) -> list[tuple[str, float, float]]:
    found = timed_words(text, spoken(*words), until_s)
    return [(word.text, round(word.start_s, 3), round(word.end_s, 3)) for word in found]


def test_words_keep_their_punctuation() -> None:
    assert shown("“Good evening,” she said.", "Good", "evening", "she", "said") == [
        ("“Good", 0.0, 0.5),
        ("evening,”", 0.5, 1.0),
        ("she", 1.0, 1.5),
        ("said.", 1.5, 2.0),
    ]


def test_a_number_has_the_time_of_the_words_that_it_is_read_as() -> None:
    assert shown("It costs $5 now", "It", "costs", "five", "dollars", "now")[2] == ("$5", 1.0, 2.0)
    assert shown("It costs 5€ now", "It", "costs", "5", "euros", "now")[2] == ("5€", 1.0, 2.0)
    assert shown("3:15 pm sharp", "three", "fifteen", "p", "m", "sharp")[-1] == ("sharp", 2.0, 2.5)


def test_accents_case_and_split_words_are_the_same_words() -> None:
    assert [word for word, *_ in shown("Café DON'T re-open", "cafe", "do", "n't", "re", "open")] == [
        "Café",
        "DON'T",
        "re-open",
    ]


def test_what_the_voice_leaves_out_is_left_out_and_a_dash_stays_with_its_word() -> None:
    assert [word for word, *_ in shown("Hello – привет world", "Hello", "world")] == ["Hello –", "world"]
    assert shown("– Hello", "Hello") == [("Hello", 0.0, 0.5)]


def test_a_script_that_was_cut_ends_at_the_cut() -> None:
    script = "One two three four five six seven"
    assert shown(script, *script.split(), until_s=1.5) == [
        ("One", 0.0, 0.5),
        ("two", 0.5, 1.0),
        ("three", 1.0, 1.5),
    ]
    cut_in_five_dollars = shown("It costs $5 now", "It", "costs", "five", "dollars", "now", until_s=1.5)
    assert cut_in_five_dollars[-1] == ("$5", 1.0, 1.5)


@pytest.mark.parametrize("text", ["", "Hello there", "– …"])
def test_without_times_there_are_no_words(text: str) -> None:
    assert timed_words(text, [], 10.0) == []


def test_times_rise_and_lie_within_what_is_spoken() -> None:
    script = "a b c d e f " * 40
    found = timed_words(script, spoken(*["a", "b", "x", "d", "e", "f"] * 40, each_s=0.1), 60.0)
    assert all(isinstance(word, TimedWord) and word.start_s <= word.end_s for word in found)
    assert all(left.start_s <= right.start_s for left, right in pairwise(found))
