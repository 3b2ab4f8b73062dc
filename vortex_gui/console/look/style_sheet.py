"""How Qt's own widgets look in a theme's colours: their palette and their style sheet."""

from __future__ import annotations

from functools import cache
from string import Template

from PySide6.QtGui import QColor, QPalette

from vortex_gui.base.files.shipped import RESOURCES
from vortex_gui.console.look.tones import Tones, blend

TEMPLATE = RESOURCES / "look" / "window.qss"
"""What the palette cannot say: borders, corners, hover, focus; its `$names` are the keys of `tokens`."""
RADIUS = 5


def palette(tones: Tones) -> QPalette:
    """Qt's colour roles; what is disabled is faint."""
    roles = QPalette.ColorRole
    found = QPalette()
    for role, colour in {
        roles.Window: tones.window,
        roles.WindowText: tones.text,
        roles.Base: tones.panel,
        roles.AlternateBase: tones.sunken,
        roles.ToolTipBase: tones.raised,
        roles.ToolTipText: tones.text,
        roles.Text: tones.text,
        roles.PlaceholderText: tones.muted,
        roles.Button: tones.raised,
        roles.ButtonText: tones.text,
        roles.BrightText: tones.bad,
        roles.Link: tones.accent,
        roles.Highlight: tones.selection,
        roles.HighlightedText: tones.text,
        roles.Accent: tones.accent,
        roles.Light: blend(tones.raised, tones.text, 0.06),
        roles.Midlight: tones.raised,
        roles.Mid: tones.line,
        roles.Dark: tones.line,
        roles.Shadow: tones.sunken,
    }.items():
        found.setColor(role, colour)
    for role in (roles.WindowText, roles.Text, roles.ButtonText):
        found.setColor(QPalette.ColorGroup.Disabled, role, tones.faint)
    return found


def style_sheet(tones: Tones) -> str:
    """The template in a theme's colours; raises `KeyError` for a name in it that is not known."""
    return _template().substitute(tokens(tones))


def tokens(tones: Tones) -> dict[str, str]:
    """The theme's colours by name, the shades made of them, and the measures of the template."""
    colours = {name: colour for name, colour in vars(tones).items() if isinstance(colour, QColor)}
    colours |= {
        "hover": blend(tones.raised, tones.text, 0.08),
        "pressed": blend(tones.raised, tones.accent, 0.25),
        "accent_hover": blend(tones.accent, tones.on_accent, 0.08),
        "quiet": blend(tones.panel, tones.raised, 0.5),
        "seam": blend(tones.window, tones.line, 0.45 if tones.name == "contrast" else 0.0),
    }
    measures = {"radius": str(RADIUS), "icons": (RESOURCES / "icons").as_posix()}
    return measures | {name: colour.name() for name, colour in colours.items()}


@cache
def _template() -> Template:
    return Template(TEMPLATE.read_text(encoding="utf-8"))
