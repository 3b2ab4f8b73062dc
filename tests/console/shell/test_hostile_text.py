"""A recipe, a path or an error full of HTML is shown as it was written, wherever the window shows it."""

from __future__ import annotations

import ast
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QModelIndex, QObject, Qt
from PySide6.QtGui import QAction, QTextDocument
from PySide6.QtGui import Qt as Gui
from PySide6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QLabel,
    QListWidget,
    QMessageBox,
    QTableView,
    QWidget,
)
from pytestqt.qtbot import QtBot

from tests.console.asking import Asked
from tests.console.plan.reports import PLAN
from tests.console.preview.showing import report_of
from tests.console.rows import put
from tests.narrowing import present
from vortex_gui.base.fetch_lines import FetchFile, FetchSizes
from vortex_gui.base.log.log_line import LogLine
from vortex_gui.base.recipe.recipe import Recipe
from vortex_gui.base.settings.pipeline_settings import PipelineSettings
from vortex_gui.base.settings.settings import Settings
from vortex_gui.console.dialogs.fetch_dialog import FetchDialog
from vortex_gui.console.dialogs.settings_dialog import SettingsDialog
from vortex_gui.console.parts.labels.plain_text import WORD_JOINER
from vortex_gui.console.shell.main_window import MainWindow
from vortex_gui.console.state.console_state import ConsoleState
from vortex_gui.console.state.figures.fetch_state import FetchPhase
from vortex_gui.console.state.messages import Notice
from vortex_gui.console.state.workers.worker_status import Residency
from vortex_gui.engine.facts.events import Severity, WorkerState
from vortex_gui.engine.facts.slots import SlotState

CONSOLE = Path(__file__).parents[3] / "vortex_gui" / "console"
HOSTILE = '<h1>Zz</h1><b>bold</b><img src="/usr/share/pixmaps/x.png">'
MARK = "<h1>Zz"
"""Where this is read, the text was not taken for HTML."""


def hostile_recipe(recipe: Recipe) -> Recipe:
    audio = recipe.audio_track.model_copy(update={"script": HOSTILE})
    visual = recipe.visual_track.model_copy(update={"prompt": HOSTILE, "negative_prompt": HOSTILE})
    return recipe.model_copy(update={"audio_track": audio, "visual_track": visual})


def is_read(text: str, text_format: Qt.TextFormat) -> bool:
    """Whether the operator reads the hostile words in it, if they are in it at all."""
    if "Zz" not in text:
        return True
    rich = text_format == Qt.TextFormat.RichText or (
        text_format == Qt.TextFormat.AutoText and Gui.mightBeRichText(text)
    )
    if not rich:
        return True
    document = QTextDocument()
    document.setHtml(text)
    return MARK in document.toPlainText()


def texts(root: QWidget) -> Iterator[tuple[str, str, Qt.TextFormat]]:
    """Everything below the widget that Qt may take for HTML: where, what, and how it is looked at."""
    guess = Qt.TextFormat.AutoText
    for each in (root, *root.findChildren(QObject)):
        where = f"{type(each).__name__} {each.objectName()}"
        if isinstance(each, QLabel | QMessageBox):
            yield where, each.text(), each.textFormat()
        if isinstance(each, QWidget | QAction):
            yield f"{where}: tooltip", each.toolTip(), guess
            yield f"{where}: what's this", each.whatsThis(), guess
        if isinstance(each, QListWidget):
            for row in range(each.count()):
                yield f"{where}: item", each.item(row).toolTip(), guess
        elif isinstance(each, QAbstractItemView) and each.model() is not None:
            yield from cells(each, where)


def cells(view: QAbstractItemView, where: str) -> Iterator[tuple[str, str, Qt.TextFormat]]:
    model = view.model()
    top = QModelIndex()
    for row in range(model.rowCount(top)):
        for column in range(model.columnCount(top) if isinstance(view, QTableView) else 1):
            tip = model.data(model.index(row, column), Qt.ItemDataRole.ToolTipRole)
            yield f"{where} ({row}, {column})", str(tip or ""), Qt.TextFormat.AutoText


def fill(state: ConsoleState, recipe: Recipe, folder: Path) -> None:
    """Hostile words wherever the console takes words from."""
    raw = hostile_recipe(recipe).to_json()
    put(state, 1, SlotState.RUNNING, recipe_json=raw, submitted_at=time.time())
    put(state, 2, SlotState.QUEUED, 0, recipe_json=raw)
    put(state, 3, SlotState.FAILED, recipe_json=raw, error=HOSTILE, remedy=HOSTILE)
    put(state, 4, SlotState.DONE, recipe_json=raw, output_dir=str(folder / HOSTILE))
    state.slots.set_queue((2,), paused=False)
    failed = present(state.slots.get(3)).row
    state.pages.put(0, (failed, present(state.slots.get(4)).row), 2)
    report = report_of(folder, hostile_recipe(recipe), warnings=[HOSTILE], rung=HOSTILE)
    state.slots.put_report(4, replace(report, slot_id=4))
    state.worker.update(state=WorkerState.READY, sentence=HOSTILE, device=HOSTILE)
    role, model = next(iter(state.worker.models.items()))
    state.worker.put_model(
        replace(model, role=role, checkpoint=HOSTILE, state=Residency.FAILED, fault=HOSTILE)
    )
    state.notices.post(Notice("n", Severity.ERROR, HOSTILE, HOSTILE, HOSTILE))
    state.log.extend([LogLine(time.time(), "ERROR", HOSTILE, HOSTILE, 1, "{}")])


@pytest.fixture
def hostile(window: MainWindow, state: ConsoleState, recipe: Recipe, tmp_path: Path) -> MainWindow:
    fill(state, recipe, tmp_path)
    window.form.set_recipe(hostile_recipe(recipe))
    return window


@pytest.mark.parametrize("selected", [1, 2, 3, 4])
@pytest.mark.parametrize("fits", [True, False])
def test_the_whole_window_shows_hostile_words_as_they_are(
    hostile: MainWindow, state: ConsoleState, qtbot: QtBot, selected: int, fits: bool
) -> None:
    state.selection.select(selected)
    plan = replace(PLAN, profile=HOSTILE, gpu=HOSTILE, rung=HOSTILE, advice=(HOSTILE,), fits=fits)
    state.plan.put(plan if fits else None, HOSTILE)
    QApplication.processEvents()
    found = list(texts(hostile))
    assert [where for where, text, form in found if not is_read(text, form)] == []
    assert sum("Zz" in text for _, text, _ in found) > 10, "the words are shown somewhere"


def test_the_dialogs_show_hostile_words_as_they_are(
    qtbot: QtBot, state: ConsoleState, asked: Asked, tmp_path: Path
) -> None:
    file = FetchFile("flux", HOSTILE, HOSTILE, 10, False)
    state.fetch.update(
        profile="rtx3060",
        phase=FetchPhase.FAILED,
        fault=HOSTILE,
        remedy=HOSTILE,
        sizes=FetchSizes("rtx3060", (file,), (f"kokoro: {HOSTILE}",), HOSTILE, 10, 10, 0, 100, 10),
    )
    fetch = FetchDialog(state, asked)
    settings = SettingsDialog(Settings(pipeline=PipelineSettings(profile=HOSTILE)))
    for dialog in (fetch, settings):
        qtbot.addWidget(dialog)
        dialog.show()
        QApplication.processEvents()
        found = list(texts(dialog))
        assert [where for where, text, form in found if not is_read(text, form)] == []
        assert any("Zz" in text for _, text, _ in found), type(dialog).__name__


def test_the_form_reads_hostile_words_back_as_they_were(hostile: MainWindow) -> None:
    assert hostile.form.editors.script.toPlainText() == HOSTILE
    assert WORD_JOINER not in str(hostile.form.draft())


def test_one_place_makes_labels_and_tooltips() -> None:
    """Qt guesses in `QLabel`, in a tooltip and in a message box; only `plain_text` may make or set one."""
    guessing = []
    for path in sorted(CONSOLE.rglob("*.py")):
        if path.name != "plain_text.py":
            calls = ast.walk(ast.parse(path.read_text(encoding="utf-8")))
            lines = [node.lineno for node in calls if isinstance(node, ast.Call) and guesses(node)]
            guessing += [f"{path.relative_to(CONSOLE)}:{line}" for line in lines]
    assert guessing == []


def guesses(call: ast.Call) -> bool:
    """Whether Qt would look for HTML in the text that this call hands over."""
    name = ast.unparse(call.func)
    if name == "QToolTip.showText":
        return not ast.unparse(call.args[1]).startswith("plain_tip(")
    return name in ("QLabel", "QMessageBox") or name.endswith((".setToolTip", ".setWhatsThis"))
