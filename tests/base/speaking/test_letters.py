"""Letters become plain ones where that changes no word; others are named by their alphabet."""

from __future__ import annotations

from vortex_gui.base.speaking.letters import alphabet_of, plain_letters, without_unread_signs


def test_letters_become_plain_ones() -> None:
    assert plain_letters("“Ａ” cafe\u0301 Ⅷ ⓐ ™") == '"A" café VIII a ™'


def test_an_alphabet_has_its_name() -> None:
    assert [alphabet_of(word) for word in ("café", "мир", "ᏣᎳᎩ")] == [None, "Cyrillic", "Cherokee"]


def test_signs_that_the_voice_reads_stay() -> None:
    assert without_unread_signs("© 20° № 5 + 3") == ("© 20° № 5 + 3", [])
