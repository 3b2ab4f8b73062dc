"""The window's style sheet: its template and the names that a theme fills in."""

from __future__ import annotations

import re
from pathlib import Path
from string import Template

import pytest
from PySide6.QtGui import QPalette

from vortex_gui.console.look.style_sheet import TEMPLATE, palette, style_sheet, tokens
from vortex_gui.console.look.tones import tones_of

THEMES = ("light", "dark", "contrast")


@pytest.mark.parametrize("theme", THEMES)
def test_every_name_in_the_template_is_filled_in(theme: str) -> None:
    sheet = style_sheet(tones_of(theme))
    assert "$" not in sheet
    assert sheet.count("{") == sheet.count("}") > 50
    assert f"QMainWindow, QDialog {{ background: {tones_of(theme).window.name()}; }}" in sheet


def test_a_name_that_no_theme_has_is_refused() -> None:
    with pytest.raises(KeyError, match="wndow"):
        Template("QDialog { background: $wndow; }").substitute(tokens(tones_of("dark")))


def test_the_template_holds_no_colour_of_its_own() -> None:
    text = TEMPLATE.read_text(encoding="utf-8")
    assert re.findall(r":[^;{]*#[0-9a-f]{3,6}", text) == []


def test_the_drawings_that_the_sheet_names_are_there() -> None:
    named = re.findall(r"url\(([^)]+)\)", style_sheet(tones_of("dark")))
    assert named
    assert all(Path(path).is_file() for path in named)


@pytest.mark.parametrize("theme", THEMES)
def test_what_is_disabled_is_faint(theme: str) -> None:
    tones = tones_of(theme)
    found = palette(tones)
    assert found.color(QPalette.ColorGroup.Disabled, QPalette.ColorRole.Text) == tones.faint
    assert found.color(QPalette.ColorGroup.Active, QPalette.ColorRole.Text) == tones.text
