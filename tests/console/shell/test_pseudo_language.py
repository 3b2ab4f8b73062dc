"""In a language that accents every sentence, nothing that the window shows stays plain English."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import get_args

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QComboBox,
    QDockWidget,
    QGroupBox,
    QHeaderView,
    QLabel,
    QLineEdit,
    QMenu,
    QTabBar,
    QWidget,
)
from pytestqt.qtbot import QtBot

from tests.console.asking import Asked
from tests.console.shell.running import run
from tools.translations import extract, pseudo, sentences
from vortex_gui.base.profile import Precision, load_profile, profile_names
from vortex_gui.base.recipe.composition import SIDES
from vortex_gui.base.recipe.recipe import EMOTIONS, EXPRESSIONS, Recipe
from vortex_gui.base.settings.settings import Settings
from vortex_gui.base.words.translation import use_catalogue
from vortex_gui.console.parts.editors.late_section import LateSection
from vortex_gui.console.recipe.draft.presets import preset_paths, preset_title
from vortex_gui.console.shell.main_window import MainWindow
from vortex_gui.console.state.console_state import ConsoleState

PLAIN_WORDS = re.compile(r"[A-Za-z]{3,}")
CUT = re.compile(r"([A-Za-z]+)…$")
"""The last word of data that had no room."""
TAGS = re.compile(r"<[^>]*>|&\w+;")
TRANSLATED = re.compile(r"⟦[^⟧]*⟧")
NAMES = {
    *(
        "Vortex",
        "Console",
        "Ctrl",
        "Shift",
        "Alt",
        "Home",
        "End",
        "Del",
        "Esc",
        "Space",
        "Return",
        "Left",
        "Right",
        "Down",
    ),
    *(
        "mini",
        "fps",
        "MiB",
        "OVER",
        "Flux",
        "LivePortrait",
        "Kokoro",
        "libx",
        "yaml",
        "DEBUG",
        "INFO",
        "WARNING",
        "ERROR",
    ),
}
"""Names, keys and units: the same in every language."""


@pytest.fixture(scope="module")
def catalogue(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    found = sentences(extract(tmp_path_factory.mktemp("words") / "vortex.ts"))
    return {sentence: pseudo(sentence) for sentence in found}


@pytest.fixture
def accented(qtbot: QtBot, asked: Asked, catalogue: dict[str, str], tmp_path: Path) -> Iterator[MainWindow]:
    """A filled window in the pseudo-language, with all docks shown and a running slot."""
    use_catalogue(catalogue)
    state = ConsoleState(Settings(), load_profile("mini"))
    window = MainWindow(state, asked, tmp_path / "window.ini")
    window.show()
    window.fill()
    yield window
    use_catalogue({})
    window.leave()
    window.deleteLater()
    state.deleteLater()


def texts_of(widget: QWidget) -> Iterator[str]:
    """Everything that a widget says by itself: text, tool tip, names for those who do not see it."""
    yield from (widget.toolTip(), widget.statusTip(), widget.whatsThis(), widget.windowTitle())
    yield from (widget.accessibleName(), widget.accessibleDescription())
    match widget:
        case QLabel() | QAbstractButton():
            yield widget.text()
        case QLineEdit():
            yield widget.placeholderText()
        case QGroupBox() | QMenu():
            yield widget.title()
        case QTabBar():
            yield from (widget.tabText(tab) for tab in range(widget.count()))
        case QDockWidget():
            yield widget.windowTitle()
        case QComboBox() if not widget.isEditable():
            yield from (widget.itemText(item) for item in range(widget.count()))
        case QHeaderView() if widget.orientation() is Qt.Orientation.Horizontal:
            yield from headers_of(widget)


def headers_of(header: QHeaderView) -> Iterator[str]:
    for column in range(header.count()):
        for role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            yield str(header.model().headerData(column, header.orientation(), role) or "")


def plain_of(text: str, data: set[str]) -> list[str]:
    """Words that are neither translated nor data."""
    rest = TAGS.sub(" ", TRANSLATED.sub(" ", text))
    cut = CUT.search(rest)
    if cut and any(word.startswith(cut[1]) for word in data):
        rest = rest[: cut.start()]
    return [word for word in PLAIN_WORDS.findall(rest) if word not in NAMES | data]


def test_nothing_in_the_window_stays_plain(accented: MainWindow, recipe: Recipe) -> None:
    state = accented._state
    accented.resize(2560, 1440)  # where no script is cut in the middle of a word
    run(state, recipe, 1)
    state.selection.select(1)
    for name in ("recipe", "slots", "log", "plan", "memory", "models", "messages"):
        accented.dock(name).show()
    for section in accented.form.findChildren(LateSection):
        section.unfold()
    QApplication.processEvents()
    written = (recipe.to_json(), *map(preset_title, preset_paths()), *EMOTIONS, *EXPRESSIONS)
    chosen = (*state.profile.voices, *profile_names(), *get_args(Precision), *SIDES)
    data = set(PLAIN_WORDS.findall(" ".join((*written, *chosen))))
    widgets = [accented, *accented.findChildren(QWidget)]
    said = [(type(widget).__name__, text) for widget in widgets for text in texts_of(widget) if text]
    for action in accented.findChildren(QAction):
        if type(action.parent()).__module__.startswith("pyqtgraph"):
            continue  # the library's own menus, which the memory graph never opens
        said += [(f"action {action.objectName()}", text) for text in (action.text(), action.toolTip())]
    plain = {(where, text) for where, text in said if plain_of(text, data)}
    assert plain == set()
