"""Colours, spacing and the style sheet of the window: light, dark and high contrast."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from typing import Literal

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontDatabase, QPalette
from PySide6.QtWidgets import QApplication

from vortex_gui.shipped import RESOURCES

ThemeName = Literal["system", "light", "dark", "contrast"]

GAP = 8
"""Points between neighbours; halves and doubles of it are used too."""
MARGIN = 10
RADIUS = 5
ROW_HEIGHT = 30

FAMILIES = ("Inter", "Segoe UI", "SF Pro Text", "Noto Sans", "DejaVu Sans")
MONO_FAMILIES = ("JetBrains Mono", "Cascadia Mono", "SF Mono", "Noto Sans Mono", "DejaVu Sans Mono")


def _colours(**names: str) -> dict[str, QColor]:
    return {name: QColor(value) for name, value in names.items()}


@dataclass(frozen=True)
class Tones:
    """The colours of one theme, by what they are for."""

    name: str
    window: QColor
    panel: QColor
    raised: QColor
    sunken: QColor
    line: QColor
    text: QColor
    muted: QColor
    faint: QColor
    accent: QColor
    on_accent: QColor
    selection: QColor
    good: QColor
    warn: QColor
    bad: QColor
    info: QColor
    idle: QColor
    soft: QColor
    hard: QColor
    buffers: QColor
    working: QColor
    others: QColor
    free: QColor
    stages: dict[str, QColor] = field(default_factory=dict)
    roles: dict[str, QColor] = field(default_factory=dict)

    @property
    def dark(self) -> bool:
        return self.window.lightness() < 128


def _dark() -> Tones:
    return Tones(
        name="dark",
        **_colours(
            window="#12151b",
            panel="#191d25",
            raised="#232934",
            sunken="#0e1116",
            line="#2f3744",
            text="#e7eaf0",
            muted="#9aa5b6",
            faint="#5c6676",
            accent="#5b8def",
            on_accent="#ffffff",
            selection="#27426f",
            good="#45bd8d",
            warn="#f0ac45",
            bad="#f0685a",
            info="#6aa5f5",
            idle="#7d8899",
            soft="#f0ac45",
            hard="#f0685a",
            buffers="#5c6f8f",
            working="#3dbfae",
            others="#4a4f5c",
            free="#1d222b",
        ),
        stages=_colours(
            speech="#f0ac45", actor="#a98bf5", animation="#3dbfae", verification="#6aa5f5", output="#e07fae"
        ),
        roles=_colours(
            flux="#8f74e8", liveportrait="#35a597", kokoro="#d99a3a", clip_b="#5a92e0", clip_l="#3f6fb8"
        ),
    )


def _light() -> Tones:
    return Tones(
        name="light",
        **_colours(
            window="#eceff3",
            panel="#ffffff",
            raised="#f4f6f9",
            sunken="#f7f8fa",
            line="#ccd3dd",
            text="#1a202b",
            muted="#566173",
            faint="#a2abb9",
            accent="#2b62cf",
            on_accent="#ffffff",
            selection="#cfdffa",
            good="#1c8a5f",
            warn="#a76400",
            bad="#c8382b",
            info="#2b62cf",
            idle="#6b7686",
            soft="#c47a08",
            hard="#c8382b",
            buffers="#8f9fb8",
            working="#27a595",
            others="#b4bac4",
            free="#f1f3f6",
        ),
        stages=_colours(
            speech="#d98a14", actor="#7f5fe0", animation="#159485", verification="#2f74d8", output="#c4548a"
        ),
        roles=_colours(
            flux="#8a6ee6", liveportrait="#2aa092", kokoro="#dd9a35", clip_b="#5590e6", clip_l="#3566b4"
        ),
    )


def _contrast() -> Tones:
    return Tones(
        name="contrast",
        **_colours(
            window="#000000",
            panel="#000000",
            raised="#1a1a1a",
            sunken="#000000",
            line="#ffffff",
            text="#ffffff",
            muted="#e0e0e0",
            faint="#9a9a9a",
            accent="#ffd500",
            on_accent="#000000",
            selection="#0050c8",
            good="#40ff9a",
            warn="#ffd500",
            bad="#ff7a6b",
            info="#6fd0ff",
            idle="#e0e0e0",
            soft="#ffd500",
            hard="#ff7a6b",
            buffers="#8fb4ff",
            working="#20e0d0",
            others="#7a7a7a",
            free="#101010",
        ),
        stages=_colours(
            speech="#ffb000", actor="#c9a6ff", animation="#20e0d0", verification="#6fd0ff", output="#ff8fc8"
        ),
        roles=_colours(
            flux="#c9a6ff", liveportrait="#20e0d0", kokoro="#ffb000", clip_b="#6fd0ff", clip_l="#3f8fff"
        ),
    )


class ThemeNotifier(QObject):
    """Tells that the colours changed: `changed`, after palette and style sheet are set."""

    changed = Signal()


_current: list[Tones] = []


def current() -> Tones:
    """The colours in use; dark before `apply` was called."""
    return _current[0] if _current else _by_name("dark")


@cache
def notifier() -> ThemeNotifier:
    """The one notifier; widgets that paint by themselves connect to its `changed`."""
    return ThemeNotifier()


def apply(app: QApplication, name: ThemeName) -> None:
    """Sets style, font, palette and style sheet; `system` follows the desktop."""
    tones = _by_name(_system() if name == "system" else name)
    if _current and _current[0] is tones:
        return
    _current[:] = [tones]
    if app.style().objectName().lower() != "fusion":
        app.setStyle("Fusion")
    app.setFont(ui_font())
    app.setPalette(_palette(tones))
    app.setStyleSheet(_sheet(tones))
    notifier().changed.emit()


def ui_font(points: float = 9.5, *, bold: bool = False) -> QFont:
    """The window's font; `points` scale with the screen."""
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


def blend(below: QColor, above: QColor, share: float) -> QColor:
    """`share` (0 to 1) of the colour `above` over `below`."""
    keep = 1 - share
    return QColor(
        round(below.red() * keep + above.red() * share),
        round(below.green() * keep + above.green() * share),
        round(below.blue() * keep + above.blue() * share),
    )


def track() -> QColor:
    """The ground of a bar that fills: in high contrast, where lines are white, it must not look filled."""
    tones = current()
    return blend(tones.panel, tones.line, 0.25 if tones.name == "contrast" else 0.7)


@cache
def _by_name(name: str) -> Tones:
    return {"light": _light, "dark": _dark, "contrast": _contrast}[name]()


@cache
def _present(families: tuple[str, ...]) -> tuple[str, ...]:
    installed = set(QFontDatabase.families())
    return tuple(family for family in families if family in installed) or families[-1:]


def _system() -> ThemeName:
    scheme = QApplication.styleHints().colorScheme()
    return "light" if scheme == Qt.ColorScheme.Light else "dark"


def _palette(tones: Tones) -> QPalette:
    roles = QPalette.ColorRole
    palette = QPalette()
    for role, colour in {
        roles.Window: tones.window,
        roles.WindowText: tones.text,
        roles.Base: tones.panel,
        roles.AlternateBase: tones.sunken,
        roles.ToolTipBase: tones.raised,
        roles.ToolTipText: tones.text,
        roles.Text: tones.text,
        roles.PlaceholderText: tones.faint,
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
        palette.setColor(role, colour)
    for role in (roles.WindowText, roles.Text, roles.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, role, tones.faint)
    return palette


def _sheet(tones: Tones) -> str:
    icons = (RESOURCES / "icons").as_posix()
    hover = blend(tones.raised, tones.text, 0.08).name()
    pressed = blend(tones.raised, tones.accent, 0.25).name()
    accent_hover = blend(tones.accent, tones.on_accent, 0.12).name()
    quiet = blend(tones.panel, tones.raised, 0.5).name()
    seam = blend(tones.window, tones.line, 0.45 if tones.name == "contrast" else 0.0).name()
    names = {key: value.name() for key, value in vars(tones).items() if isinstance(value, QColor)}
    return f"""
QMainWindow, QDialog {{ background: {names["window"]}; }}
QMainWindow::separator {{ background: {seam}; width: 5px; height: 5px; }}
QMainWindow::separator:hover {{ background: {names["accent"]}; }}
QToolTip {{ background: {names["raised"]}; color: {names["text"]}; border: 1px solid {names["line"]};
  padding: 5px 7px; }}

QMenuBar {{ background: {names["window"]}; padding: 2px 6px; }}
QMenuBar::item {{ padding: 4px 9px; border-radius: 4px; background: transparent; }}
QMenuBar::item:selected {{ background: {names["raised"]}; }}
QMenu {{ background: {names["raised"]}; border: 1px solid {names["line"]}; padding: 5px; }}
QMenu::item {{ padding: 5px 26px 5px 8px; border-radius: 4px; }}
QMenu::item:selected {{ background: {names["selection"]}; }}
QMenu::item:disabled {{ color: {names["faint"]}; }}
QMenu::icon {{ padding-left: 6px; }}
QMenu::separator {{ height: 1px; background: {names["line"]}; margin: 5px 4px; }}

QToolBar {{ background: {names["window"]}; border: none; padding: 4px 8px 6px 8px; spacing: 4px; }}
QToolBar::separator {{ background: {names["line"]}; width: 1px; margin: 5px 5px; }}
QToolButton {{ border: 1px solid transparent; border-radius: {RADIUS}px; padding: 5px 9px;
  color: {names["text"]}; background: transparent; }}
QToolButton:hover {{ background: {hover}; }}
QToolButton:pressed {{ background: {pressed}; }}
QToolButton:checked {{ background: {names["selection"]}; border-color: {names["accent"]}; }}
QToolButton:focus {{ border-color: {names["accent"]}; }}
QToolButton:disabled {{ color: {names["faint"]}; }}
QToolButton[primary="true"] {{ background: {names["accent"]}; color: {names["on_accent"]}; font-weight: 600;
  padding: 5px 13px; }}
QToolButton[primary="true"]:hover {{ background: {accent_hover}; }}
QToolButton[primary="true"]:disabled {{ background: {quiet}; color: {names["faint"]}; }}
QToolButton::menu-indicator {{ image: none; }}
QToolButton[tight="true"], QPushButton[tight="true"] {{ padding: 5px 6px; }}

QToolButton#fold {{ padding: 2px 4px 2px 0; font-weight: 600; color: {names["muted"]};
  background: transparent; border-color: transparent; }}
QDialog QListWidget {{ border: 1px solid {names["line"]}; border-radius: {RADIUS}px; padding: 4px; }}
QDialog QListWidget::item {{ padding: 3px 6px; border-radius: 4px; color: {names["text"]}; }}
QDialog QListWidget::item:selected {{ background: {names["selection"]}; color: {names["text"]}; }}
QToolButton#fold:hover {{ color: {names["text"]}; }}
QToolButton#fold:focus {{ color: {names["accent"]}; }}
QPushButton#chip {{ padding: 3px 9px; border-radius: 11px; }}

QDockWidget {{ color: {names["muted"]}; titlebar-close-icon: none; titlebar-normal-icon: none; }}
QDockWidget > QWidget {{ background: {names["panel"]}; }}
QWidget#dockTitle {{ background: {names["panel"]}; border-bottom: 1px solid {names["line"]}; }}
QWidget#panel, QWidget#centre {{ background: {names["panel"]}; }}
QFrame#rule {{ background: {names["line"]}; border: none; }}
QToolButton#dockButton {{ padding: 3px; }}
QLabel#dockTitleText {{ color: {names["muted"]}; font-weight: 600; }}
QLabel[muted="true"] {{ color: {names["muted"]}; }}
QLabel[fault="true"] {{ color: {names["bad"]}; }}
QLabel[heading="true"] {{ font-size: 15pt; font-weight: 600; }}
QLabel[section="true"] {{ color: {names["muted"]}; font-weight: 600; }}

QTabBar {{ background: transparent; qproperty-drawBase: 0; }}
QTabBar::tab {{ background: {names["window"]}; color: {names["muted"]}; padding: 6px 14px;
  border: none; border-top: 2px solid transparent; }}
QTabBar::tab:selected {{ background: {names["panel"]}; color: {names["text"]};
  border-top: 2px solid {names["accent"]}; }}
QTabBar::tab:hover:!selected {{ color: {names["text"]}; }}
QTabBar::tab:focus {{ color: {names["accent"]}; }}
QTabWidget::pane {{ border: 1px solid {names["line"]}; background: {names["panel"]}; }}

QPushButton {{ background: {names["raised"]}; border: 1px solid {names["line"]}; border-radius: {RADIUS}px;
  padding: 5px 12px; color: {names["text"]}; }}
QPushButton:hover {{ background: {hover}; }}
QPushButton:pressed {{ background: {pressed}; }}
QPushButton:checked {{ background: {names["selection"]}; border-color: {names["accent"]}; }}
QPushButton:focus {{ border-color: {names["accent"]}; }}
QPushButton:disabled {{ color: {names["faint"]}; background: {quiet}; }}
QPushButton[primary="true"] {{ background: {names["accent"]}; color: {names["on_accent"]};
  border-color: {names["accent"]}; font-weight: 600; }}
QPushButton[primary="true"]:hover {{ background: {accent_hover}; }}
QPushButton[primary="true"]:disabled {{ background: {quiet}; color: {names["faint"]};
  border-color: {names["line"]}; }}
QPushButton[armed="true"] {{ background: {names["warn"]}; color: {names["window"]};
  border-color: {names["warn"]}; }}

QLineEdit, QPlainTextEdit, QTextEdit, QTextBrowser, QAbstractSpinBox, QComboBox {{
  background: {names["sunken"]}; border: 1px solid {names["line"]}; border-radius: {RADIUS}px;
  padding: 4px 6px; color: {names["text"]}; selection-background-color: {names["selection"]};
  selection-color: {names["text"]}; }}
QAbstractSpinBox, QComboBox, QLineEdit {{ min-height: 19px; }}
QLineEdit:focus, QPlainTextEdit:focus, QTextEdit:focus, QTextBrowser:focus, QAbstractSpinBox:focus,
QComboBox:focus {{ border-color: {names["accent"]}; }}
QLineEdit:disabled, QPlainTextEdit:disabled, QAbstractSpinBox:disabled, QComboBox:disabled {{
  color: {names["faint"]}; background: {quiet}; }}
*[wrong="true"] {{ border: 1px solid {names["bad"]}; }}
QComboBox::drop-down {{ border: none; width: 22px; }}
QComboBox::down-arrow {{ image: url({icons}/style-chevron-down.svg); width: 13px; height: 13px; }}
QComboBox QAbstractItemView {{ background: {names["raised"]}; border: 1px solid {names["line"]};
  padding: 3px; outline: none; }}
QAbstractSpinBox {{ padding: 4px 18px 4px 8px; }}
QAbstractSpinBox QLineEdit {{ border: none; background: transparent; padding: 0 0 0 5px; min-height: 0; }}
QAbstractSpinBox::up-button, QAbstractSpinBox::down-button {{ border: none; background: transparent;
  width: 18px; }}
QAbstractSpinBox::up-button {{ subcontrol-position: top right; }}
QAbstractSpinBox::down-button {{ subcontrol-position: bottom right; }}
QAbstractSpinBox::up-arrow {{ image: url({icons}/style-chevron-up.svg); width: 10px; height: 10px; }}
QAbstractSpinBox::down-arrow {{ image: url({icons}/style-chevron-down.svg); width: 10px; height: 10px; }}
QCheckBox, QRadioButton {{ spacing: 7px; }}
QDialogButtonBox {{ dialogbuttonbox-buttons-have-icons: 0; }}
QListView::indicator {{ width: 15px; height: 15px; border: 1px solid {names["muted"]}; border-radius: 4px;
  background: {names["sunken"]}; }}
QListView::indicator:checked {{ background: {names["accent"]}; border-color: {names["accent"]};
  image: url({icons}/style-check.svg); }}
QCheckBox::indicator {{ width: 15px; height: 15px; border: 1px solid {names["muted"]}; border-radius: 4px;
  background: {names["sunken"]}; }}
QCheckBox::indicator:checked {{ background: {names["accent"]}; border-color: {names["accent"]};
  image: url({icons}/style-check.svg); }}
QCheckBox::indicator:focus {{ border-color: {names["accent"]}; }}
QCheckBox::indicator:disabled {{ border-color: {names["line"]}; background: {quiet}; }}

QTableView, QTreeView, QListView {{ background: {names["panel"]}; alternate-background-color: {quiet};
  border: none; outline: none; gridline-color: {names["line"]};
  selection-background-color: {names["selection"]}; selection-color: {names["text"]}; }}
QHeaderView {{ background: {names["panel"]}; border: none; }}
QHeaderView::section {{ background: {names["panel"]}; color: {names["muted"]}; border: none;
  border-bottom: 1px solid {names["line"]}; padding: 5px 8px; font-weight: 600; }}
QTableCornerButton::section {{ background: {names["panel"]}; border: none; }}

QScrollBar:vertical {{ background: transparent; width: 11px; margin: 0; }}
QScrollBar:horizontal {{ background: transparent; height: 11px; margin: 0; }}
QScrollBar::handle {{ background: {names["line"]}; border-radius: 4px; margin: 2px; }}
QScrollBar::handle:vertical {{ min-height: 28px; }}
QScrollBar::handle:horizontal {{ min-width: 28px; }}
QScrollBar::handle:hover {{ background: {names["faint"]}; }}
QScrollBar::add-line, QScrollBar::sub-line {{ width: 0; height: 0; }}
QScrollBar::add-page, QScrollBar::sub-page {{ background: transparent; }}
QAbstractScrollArea::corner {{ background: transparent; }}
QScrollArea {{ border: none; background: transparent; }}
QScrollArea > QWidget > QWidget#panel {{ background: {names["panel"]}; }}

QSlider::groove:horizontal {{ height: 4px; background: {names["line"]}; border-radius: 2px; }}
QSlider::sub-page:horizontal {{ background: {names["accent"]}; border-radius: 2px; }}
QSlider::handle:horizontal {{ width: 14px; height: 14px; margin: -5px 0; border-radius: 7px;
  background: {names["text"]}; }}
QSlider::handle:horizontal:focus {{ background: {names["accent"]}; }}
QSlider::handle:horizontal:disabled, QSlider::sub-page:horizontal:disabled {{ background: {names["faint"]}; }}

QProgressBar {{ background: {names["sunken"]}; border: 1px solid {names["line"]}; border-radius: 4px;
  text-align: center; min-height: 14px; }}
QProgressBar::chunk {{ background: {names["accent"]}; border-radius: 3px; }}
QStatusBar {{ background: {names["window"]}; color: {names["muted"]}; }}
QStatusBar::item {{ border: none; }}
QSplitter::handle {{ background: {names["line"]}; }}
QGroupBox {{ border: 1px solid {names["line"]}; border-radius: {RADIUS}px;
  margin-top: 14px; padding-top: 6px; }}
QGroupBox::title {{ subcontrol-origin: margin; left: 9px; color: {names["muted"]}; }}
QFrame[notice="true"] {{ background: {names["raised"]}; border: 1px solid {names["line"]};
  border-radius: {RADIUS}px; }}
"""
