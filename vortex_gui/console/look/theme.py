"""The theme in use: its colours, fonts and spacing, set for the whole window and told when they change."""

from __future__ import annotations

from functools import cache

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontDatabase
from PySide6.QtWidgets import QApplication

from vortex_gui.base.settings.settings import ThemeName
from vortex_gui.console.look.style_sheet import palette, style_sheet
from vortex_gui.console.look.tones import Tones, blend, tones_of

GAP = 8
"""Points between neighbours; halves and doubles of it are used too."""
MARGIN = 10
ROW_HEIGHT = 30

FAMILIES = ("Inter", "Segoe UI", "SF Pro Text", "Noto Sans", "DejaVu Sans")
MONO_FAMILIES = ("JetBrains Mono", "Cascadia Mono", "SF Mono", "Noto Sans Mono", "DejaVu Sans Mono")


class ThemeNotifier(QObject):
    """Tells that the colours changed: `changed`, after palette and style sheet are set."""

    changed = Signal()


_current: list[Tones] = []


def current() -> Tones:
    """The colours in use; dark before `apply` was called."""
    return _current[0] if _current else tones_of("dark")


@cache
def notifier() -> ThemeNotifier:
    """The one notifier; widgets that paint by themselves connect to its `changed`."""
    return ThemeNotifier()


def apply(app: QApplication, name: ThemeName) -> None:
    """Sets style, font, palette and style sheet; `system` follows the desktop."""
    tones = tones_of(_system() if name == "system" else name)
    if _current and _current[0] is tones:
        return
    _current[:] = [tones]
    if app.style().objectName().lower() != "fusion":
        app.setStyle("Fusion")
    app.setFont(ui_font())
    app.setPalette(palette(tones))
    app.setStyleSheet(style_sheet(tones))
    notifier().changed.emit()


def ui_font(points: float = 9.5, *, bold: bool = False) -> QFont:
    """The window's font; `points` scale with the screen."""
    return QFont(_ui_font(points, bold))


@cache
def _ui_font(points: float, bold: bool) -> QFont:
    """Made once: a paint of sixteen workers asks for some hundred."""
    font = QFont()
    font.setFamilies(list(_present(FAMILIES)))
    font.setPointSizeF(points)
    font.setWeight(QFont.Weight.DemiBold if bold else QFont.Weight.Normal)
    return font


def mono_font(points: float = 9.0) -> QFont:
    """The font of logs and figures in columns."""
    font = QFont()
    font.setFamilies(list(_present(MONO_FAMILIES)))
    font.setPointSizeF(points)
    font.setStyleHint(QFont.StyleHint.Monospace)
    return font


def track() -> QColor:
    """The ground of a bar that fills: in high contrast, where lines are white, it must not look filled."""
    tones = current()
    return blend(tones.panel, tones.line, 0.25 if tones.name == "contrast" else 0.7)


@cache
def _present(families: tuple[str, ...]) -> tuple[str, ...]:
    installed = set(QFontDatabase.families())
    return tuple(family for family in families if family in installed) or families[-1:]


def _system() -> ThemeName:
    scheme = QApplication.styleHints().colorScheme()
    return "light" if scheme == Qt.ColorScheme.Light else "dark"
