"""Name and line are set as large as they fit, in a font that has all their letters."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import ImageFont

from vortex_gui.base.files.given_file import GivenFileError
from vortex_gui.pipeline.composition import lettering
from vortex_gui.pipeline.composition.lettering import TextFault, fitted


def test_short_text_has_the_usual_size_and_long_text_a_smaller_one() -> None:
    assert fitted("Ann", 40, 400, None).size == 40
    text = "A name of some length"
    smaller = fitted(text, 40, 350, None)
    assert 28 <= smaller.size < 40
    assert smaller.getlength(text) <= 350


def test_text_that_does_not_fit_says_how_much_would() -> None:
    text = "word " * 30
    with pytest.raises(TextFault) as caught:
        fitted(text, 40, 350, None)
    count = int("".join(filter(str.isdigit, str(caught.value))))
    assert str(caught.value) == f"it is too long to fit; about {count} characters do"
    assert fitted(text[:count], 40, 350, None).size >= 28


def test_english_is_set_in_the_font_that_comes_with_pillow(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lettering, "SYSTEM_FONTS", ())
    text = "".join(map(chr, range(32, 127))) + "“Ann’s …”"
    assert (fitted(text, 40, 5000, None).getname()[0] or "").startswith("Aileron")


def test_other_letters_come_from_the_system_or_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = lettering.SYSTEM_FONTS
    monkeypatch.setattr(lettering, "SYSTEM_FONTS", ("no-such-font-anywhere.ttf",))
    with pytest.raises(TextFault, match="no font here has the letter '中'; name a font that has it"):
        fitted("中文", 40, 2000, None)
    try:
        ImageFont.truetype("DejaVuSans.ttf", 20)
    except OSError:
        pytest.skip("this system has no DejaVu Sans")
    monkeypatch.setattr(lettering, "SYSTEM_FONTS", asked)
    for text in ("Привет", "Søren Åström", "José Núñez", "Zoë Müller-Weiß", "Łukasz Žižek", "– €5 ½"):
        assert fitted(text, 40, 2000, None).getname()[0] == "DejaVu Sans"


def test_both_lines_have_one_font_where_one_has_all_their_letters(monkeypatch: pytest.MonkeyPatch) -> None:
    try:
        ImageFont.truetype("DejaVuSans.ttf", 20)
    except OSError:
        pytest.skip("this system has no DejaVu Sans")
    monkeypatch.setattr(lettering, "SYSTEM_FONTS", ("DejaVuSans.ttf",))

    def font(text: str, beside: str) -> str | None:
        return fitted(text, 40, 2000, None, beside=beside).getname()[0]

    assert font("Ann Lee", "Погода") == font("Погода", "Ann Lee") == "DejaVu Sans"
    assert font("Ann Lee", "Weather") == font("Ann Lee", "") == font("Ann Lee", "中文") != "DejaVu Sans"


def test_a_font_of_the_operators_own_is_taken_alone_or_refused(tmp_path: Path) -> None:
    wrong = tmp_path / "font.ttf"
    wrong.write_text("no font")
    with pytest.raises(GivenFileError, match=r"font\.ttf: it is no TrueType or OpenType font"):
        fitted("Ann", 40, 2000, str(wrong))
    with pytest.raises(GivenFileError, match="no such file"):
        fitted("Ann", 40, 2000, str(tmp_path / "none.ttf"))
    try:
        found = ImageFont.truetype("DejaVuSans.ttf", 20).path
    except OSError:
        pytest.skip("this system has no DejaVu Sans")
    assert fitted("Привет", 40, 2000, str(found)).getname()[0] == "DejaVu Sans"
    with pytest.raises(TextFault, match="the font has no letter '中'; name another font"):
        fitted("中文", 40, 2000, str(found))
