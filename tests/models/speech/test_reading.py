"""A script in words with phonemes: numbers, odd characters, long sentences, and what cannot be read."""

from __future__ import annotations

import pytest
from hibari.g2p import G2P

from vortex_gui.models.speech.hibari import HibariSpeaker
from vortex_gui.models.speech.reading import (
    _MAX_PHONEMES,
    Reader,
    Word,
    _parts,
    is_length,
    is_mark,
    is_sound,
)


@pytest.fixture(scope="module")
def reader() -> Reader:
    return HibariSpeaker()._reader


def texts(reader: Reader, script: str) -> list[list[str]]:
    sentences, _ = reader.read(script)
    return [[word.text for word in sentence] for sentence in sentences]


def test_sentences_are_read_one_by_one_in_their_words(reader: Reader) -> None:
    assert texts(reader, "Good evening. It rains.") == [["Good", "evening", "."], ["It", "rains", "."]]
    sentences, dropped = reader.read("Good evening.")
    assert dropped == []
    assert all(word.phonemes.strip() for word in sentences[0][:2])


def test_a_number_of_many_places_is_read_digit_by_digit(reader: Reader) -> None:
    (sentence,) = texts(reader, "1234567890123456")
    assert len([word for word in sentence if word.strip()]) >= 16


def test_control_characters_are_gaps_and_silence_alone_is_no_sentence(reader: Reader) -> None:
    assert texts(reader, "Good\x00evening") == [["Good", "evening"]]
    assert reader.read("... !!") == ([], [])


def test_what_the_voice_has_no_sound_for_is_told(reader: Reader) -> None:
    _, dropped = reader.read("Good 漢字 evening.")
    assert dropped
    assert set("".join(dropped)) <= set("漢字")


def test_signs_are_told_from_sounds() -> None:
    assert [symbol for symbol in "aˈː .ə" if is_sound(symbol)] == ["a", "ə"]
    assert is_mark("ˈ")
    assert is_length("ː")


def test_a_sentence_is_cut_where_a_word_ends_and_a_word_that_is_too_long_by_itself() -> None:
    words = [Word("a", "x" * 150) for _ in range(5)]
    parts = list(_parts(words))
    assert [len(part) for part in parts] == [2, 2, 1]
    ((huge,),) = _parts([Word("b", "y" * (_MAX_PHONEMES + 50))])
    assert len(huge.phonemes) == _MAX_PHONEMES
    assert list(_parts([])) == []


def test_a_reader_reads_with_any_phonemiser_of_that_kind() -> None:
    found = Reader(G2P(), "p")
    sentences, _ = found.read("Papa.")
    assert set("".join(word.phonemes for word in sentences[0])) == {"p"}
