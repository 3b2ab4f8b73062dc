"""The parts that both lists of the log page have: a table that follows its end, a search field, buttons."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QAbstractItemModel, Qt
from PySide6.QtGui import QAction, QGuiApplication, QKeySequence
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QLineEdit, QTableView, QToolButton

from vortex_gui.base.words.translation import tr
from vortex_gui.console.parts.buttons.tool_button import tool_button
from vortex_gui.console.state.intents import Intents
from vortex_gui.engine.facts.events import Severity


class LinesTable(QTableView):
    """Whole rows of one line; follows the newest while it is scrolled to the end.

    `plain` gives the text of a row for the clipboard. The last column takes the rest of the width.
    """

    def __init__(
        self,
        name: str,
        model: QAbstractItemModel,
        plain: Callable[[int], str],
        intents: Intents,
        *,
        row_height: int,
        widths: Sequence[int],
    ) -> None:
        super().__init__()
        self._plain = plain
        self._intents = intents
        self._follows = True
        self.setModel(model)
        self.setAccessibleName(name)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setTabKeyNavigation(False)  # Tab leaves the table; the arrow keys go from row to row
        self.setShowGrid(False)
        self.setStyleSheet("QTableView::item { padding-left: 5px; }")  # as far in as the headings
        self.setWordWrap(False)
        self._dress_headers(row_height, widths)
        self._add_copy()
        bar = self.verticalScrollBar()
        bar.rangeChanged.connect(lambda *_: self.scrollToBottom() if self._follows else None)
        bar.valueChanged.connect(self._on_scrolled)

    def follow(self) -> None:
        """Goes to the newest line, and stays with it."""
        self._follows = True
        self.scrollToBottom()

    def copy(self) -> None:
        """Puts the chosen lines, or all listed ones, on the clipboard."""
        rows = sorted({index.row() for index in self.selectionModel().selectedRows()})
        rows = rows or list(range(self.model().rowCount()))
        if rows:
            QGuiApplication.clipboard().setText("\n".join(map(self._plain, rows)))
            text = tr("Copied {count} log lines.", count=len(rows))
            self._intents.notify(Severity.INFO, text, key="log copy")

    def _dress_headers(self, row_height: int, widths: Sequence[int]) -> None:
        rows, heads = self.verticalHeader(), self.horizontalHeader()
        rows.hide()
        rows.setDefaultSectionSize(row_height)
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        heads.setHighlightSections(False)
        heads.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        for column, width in enumerate(widths):
            self.setColumnWidth(column, width)
        heads.setStretchLastSection(True)

    def _add_copy(self) -> None:
        copy = QAction(tr("Copy"), self)
        copy.setShortcut(QKeySequence.StandardKey.Copy)
        copy.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        copy.triggered.connect(lambda: self.copy())
        self.addAction(copy)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)

    def _on_scrolled(self, value: int) -> None:
        bar = self.verticalScrollBar()
        if value != bar.maximum() or bar.maximum() > 0:
            self._follows = value >= bar.maximum() - 1


def search_field() -> QLineEdit:
    """Words that a listed line must hold."""
    field = QLineEdit()
    field.setPlaceholderText(tr("Search the log"))
    field.setAccessibleName(tr("Search the log"))
    field.setClearButtonEnabled(True)
    return field


def copy_tool(table: Callable[[], LinesTable]) -> QToolButton:
    """The button that copies lines; the table may be made after it."""
    return tool_button("copy", tr("Copy the selected lines, or all listed ones"), lambda: table().copy())
