"""How Qt's own widgets look in a theme's colours: their palette and their style sheet."""

from __future__ import annotations

from PySide6.QtGui import QColor, QPalette

from vortex_gui.base.shipped import RESOURCES
from vortex_gui.console.look.tones import Tones, blend

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
        found.setColor(role, colour)
    for role in (roles.WindowText, roles.Text, roles.ButtonText):
        found.setColor(QPalette.ColorGroup.Disabled, role, tones.faint)
    return found


def style_sheet(tones: Tones) -> str:
    """Everything that the palette cannot say: borders, corners, hover, focus."""
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
