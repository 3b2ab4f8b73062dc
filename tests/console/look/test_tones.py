"""Every theme's colours can be told apart."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QColor

from vortex_gui.console.look.style_sheet import tokens
from vortex_gui.console.look.tones import blend, tones_of
from vortex_gui.console.preview.details.timeline import OVER, RUNNING


@pytest.mark.parametrize("name", ["light", "dark", "contrast"])
def test_text_can_be_read_in_every_theme(name: str) -> None:
    """WCAG: 4.5 to 1 for text, 3 to 1 for signs; measured against every ground they stand on."""
    tones = tones_of(name)
    for ground in (tones.window, tones.panel, tones.raised, tones.sunken, tones.selection):
        assert contrast(tones.text, ground) >= 4.5
    for ground in (tones.window, tones.panel):
        assert contrast(tones.muted, ground) >= 4.5
        for sign in (tones.good, tones.warn, tones.bad, tones.doubt, tones.info, tones.accent):
            assert contrast(sign, ground) >= 3
    assert contrast(tones.muted, tones.sunken) >= 4.5, "hints in empty fields"
    assert contrast(tones.on_accent, tones.accent) >= 4.5
    assert contrast(tones.on_accent, QColor(tokens(tones)["accent_hover"])) >= 4.5


@pytest.mark.parametrize("name", ["light", "dark", "contrast"])
def test_marks_are_seen_and_words_on_them_can_be_read_in_every_theme(name: str) -> None:
    tones = tones_of(name)
    marks = [*tones.stages.values(), *tones.roles.values(), tones.working, tones.buffers, tones.context]
    for mark in marks:
        assert contrast(mark, tones.panel) >= 3, mark.name()
    for stage in tones.stages.values():
        words = tones.sunken if tones.dark else tones.text
        assert contrast(words, blend(tones.panel, stage, OVER)) >= 4.5, stage.name()
        assert contrast(tones.text, blend(tones.panel, stage, RUNNING)) >= 4.5, stage.name()


@pytest.mark.parametrize("name", ["light", "dark", "contrast"])
def test_signs_in_words_can_be_read_also_in_a_chosen_row(name: str) -> None:
    tones = tones_of(name)
    signs = (tones.good, tones.warn, tones.bad, tones.doubt, tones.info)
    for sign in (*signs, tones.soft, tones.hard):
        assert contrast(sign, tones.panel) >= 4.5, sign.name()
    for sign in signs:
        assert contrast(sign, tones.selection) >= 4.2, sign.name()
    assert contrast(tones.muted, tones.selection) >= 4.5
    assert contrast(tones.selection, tones.panel) >= 1.2, "a chosen row is seen"


def contrast(one: QColor, other: QColor) -> float:
    """WCAG's contrast ratio of two colours."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def luminance(colour: QColor) -> float:
    parts = [
        part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4
        for part in (colour.redF(), colour.greenF(), colour.blueF())
    ]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]
