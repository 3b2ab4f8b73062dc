"""Text that a phonemiser would misread is rewritten, text it cannot read is left out; warnings name both."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vortex_gui.base.reading_aloud import read_aloud


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("The price is €29,99 today.", "The price is €29.99 today."),
        ("1.000,50 €", "€1000.50"),
        ("1 234 567,89", "1234567.89"),
        ("1'234'567", "1234567"),
        ("1.234.567", "1234567"),
        ("€1.234,56", "€1234.56"),
        ("0,999", "0.999"),
        ("3,14159", "3.14159"),
        ("1,5 million", "1.5 million"),
        ("5€ and 6 EUR", "€5 and €6"),
        (".5 EUR and .5 m", "€0.5 and 0.5 meters"),
        ("It costs...5 EUR", "It costs...€5"),
        ("USD 5, GBP 7", "$5, £7"),
        ("€5bn", "€5 billion"),
        ("$1.2 bn", "$1.2 billion"),
        ("$100K", "$100 thousand"),
        ("£5m", "£5 million"),
        ("28.11.2026", "28 November 2026"),
        ("10 km/h", "10 kilometers an hour"),
        ("9.8 m/s", "9.8 meters a second"),
        ("30 m²", "30 square meters"),
        ("1,5 l", "1.5 liters"),
        ("24/7", "twenty-four seven"),
    ],
)
def test_numbers_money_dates_and_units_are_read_right_and_told(written: str, read: str) -> None:
    found = read_aloud(written)
    assert found.text == read
    (warning,) = found.warnings
    assert warning.startswith("The speech reads ")


@pytest.mark.parametrize(
    "plain",
    [
        "Good evening. 1,234 people paid $3.50 at 12:30 on 2026-11-28.",
        "1,234,567.5 and 1,2,3",
        "Version 1.2.3 at 192.168.1.1",
        "Room A, 5 A players, 10 K",
        "11/28/2026 and 1/2 cup",
        "32.13.2026",
        "3 < 4 > 2",
        "naïve łódź straße",
        "line one\nline two",
    ],
)
def test_what_the_voice_reads_right_stays(plain: str) -> None:
    assert read_aloud(plain) == read_aloud(plain).__class__(plain)


@pytest.mark.parametrize(
    ("written", "alphabet", "left"),
    [
        ("Привет world", "Cyrillic", "world"),
        ("α and β", "Greek", "and"),
        ("שלום friends", "Hebrew", "friends"),
        ("नमस्ते friends", "Devanagari", "friends"),
        ("مرحبا friends", "Arabic", "friends"),
        ("日本 friends", "Chinese", "friends"),
        ("ひらがな friends", "Japanese", "friends"),
        ("한국 friends", "Korean", "friends"),
    ],
)
def test_other_alphabets_are_left_out_and_named(written: str, alphabet: str, left: str) -> None:
    found = read_aloud(written)
    assert found.text.split()[-1] == left.split()[-1]
    assert any(f"leaves out words in {alphabet} letters" in warning for warning in found.warnings)


def test_markup_is_left_out_and_told() -> None:
    found = read_aloud('<speak>Good <break time="500ms"/> evening &amp; welcome.</speak>')
    assert found.text == "Good evening & welcome."
    assert found.warnings == ('The voice leaves out markup: "<speak>", "<break time="500ms"/>", "</speak>".',)


def test_accents_that_stand_alone_join_their_letters() -> None:
    assert read_aloud("The cafe\u0301 is open.") == read_aloud("The café is open.")


def test_typographic_marks_are_read_as_plain_ones() -> None:
    assert read_aloud("it’s −5 “degrees”").text == 'it\'s -5 "degrees"'


def test_many_changes_are_told_by_a_few_examples() -> None:
    (warning,) = read_aloud("1,5 2,5 3,5 4,5 5,5").warnings
    assert warning == 'The speech reads "1,5" as "1.5", "2,5" as "2.5", "3,5" as "3.5" and 2 more.'


def test_a_number_beside_another_alphabet_is_read_as_any_other() -> None:
    assert read_aloud("Ͱ 12V").text == "12 volts"


@given(st.text(max_size=200))
def test_any_text_comes_out_in_latin_letters(script: str) -> None:
    spoken = read_aloud(script).text
    other = [c for c in spoken if c.isalpha() and c > "ª" and "LATIN" not in unicodedata.name(c, "")]
    assert set(other) <= {"º", "µ"}


@pytest.mark.timeout(30)
@pytest.mark.parametrize("piece", ["1,", "1.", "1,,", "123'", "123 ", "1,\u0661"])
def test_a_long_run_of_digits_is_read_at_once(piece: str) -> None:
    """250 KB of "1,1,1,…" is one word to a recipe, and was minutes to the rules."""
    read_aloud(piece * (100_000 // len(piece)) + " EUR")


def test_digits_of_other_alphabets_keep_their_value() -> None:
    assert (
        read_aloud("\u0661.\u0662\u0663\u0664.\u0665\u0666\u0667 and \uff13,\uff15 km").text
        == "1234567 and 3.5 km"
    )
