"""The messages dock: every message since the console started, newest first."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt, QTimer
from PySide6.QtGui import QGuiApplication, QHideEvent, QIcon, QKeySequence, QPaintEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QListView,
    QVBoxLayout,
    QWidget,
)

from vortex_gui.base.words.translation import tr
from vortex_gui.console.look import icons, theme
from vortex_gui.console.look.states import NOTICE
from vortex_gui.console.parts.buttons.tool_button import tool_button
from vortex_gui.console.parts.editors.still import Choice
from vortex_gui.console.parts.labels.plain_text import PlainLabel, plain_tip
from vortex_gui.console.state.console_state import ConsoleState
from vortex_gui.console.state.intents import Intents
from vortex_gui.console.state.messages import Notice, Notices
from vortex_gui.engine.facts.events import Severity

RANKS = (Severity.INFO, Severity.SUCCESS, Severity.WARNING, Severity.ERROR)


class MessagesModel(QAbstractListModel):
    """The messages of `notices` that pass the filter, newest first."""

    def __init__(self, notices: Notices, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._notices = notices
        self._least = 0
        self._rows: list[Notice] = []
        notices.posted.connect(lambda _: self.reload())
        notices.forgotten.connect(self.reload)
        self.reload()

    def show_from(self, severity: Severity) -> None:
        """Leaves out what matters less than this."""
        self._least = RANKS.index(severity)
        self.reload()

    def notice_at(self, row: int) -> Notice:
        return self._rows[row]

    def reload(self) -> None:
        self.beginResetModel()
        kept = reversed(self._notices.past)
        self._rows = [notice for notice in kept if RANKS.index(notice.severity) >= self._least]
        self.endResetModel()

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self._rows)

    def data(
        self, index: QModelIndex | QPersistentModelIndex, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        if not index.isValid():
            return None
        notice = self._rows[index.row()]
        look = NOTICE[notice.severity]
        if role == Qt.ItemDataRole.DisplayRole:
            return message_text(notice)
        if role == Qt.ItemDataRole.DecorationRole:
            return QIcon(icons.pixmap(look.icon, 16, look.colour))
        if role == Qt.ItemDataRole.ToolTipRole:
            return plain_tip(whole_text(notice))
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{look.word}: {message_text(notice)}"
        return None


class MessagesView(QWidget):
    """What is seen here counts as read."""

    def __init__(self, state: ConsoleState, intents: Intents, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._state = state
        self._intents = intents
        self.model = MessagesModel(state.notices, self)
        self._build()
        self.model.modelReset.connect(self._refresh)
        state.notices.posted.connect(lambda _: self._read())
        theme.notifier().changed.connect(self.model.reload)
        self._refresh()

    def _build(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.MARGIN, 6, theme.MARGIN, 6)
        column.setSpacing(6)
        row = QHBoxLayout()
        self.least = Choice()
        self.least.setAccessibleName(tr("Messages shown"))
        for severity, text in (
            (Severity.INFO, tr("All messages")),
            (Severity.WARNING, tr("Warnings and errors")),
            (Severity.ERROR, tr("Errors")),
        ):
            self.least.addItem(text, severity)
        self.least.currentIndexChanged.connect(lambda _: self.model.show_from(self.least.currentData()))
        self._count = PlainLabel()
        self._count.setProperty("muted", True)
        row.addWidget(self.least)
        row.addWidget(self._count)
        row.addStretch(1)
        self._copy = tool_button("copy", tr("Copy the selected messages, or all listed ones"), self.copy)
        self._forget = tool_button("trash", tr("Empty this list"), self._state.notices.forget)
        row.addWidget(self._copy)
        row.addWidget(self._forget)
        column.addLayout(row)
        self.list = QListView()
        self.list.setAccessibleName(tr("Messages"))
        self.list.setModel(self.model)
        self.list.setWordWrap(True)
        self.list.setResizeMode(QListView.ResizeMode.Adjust)
        self.list.setSpacing(2)
        self.list.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        column.addWidget(self.list, 1)
        copy = self.list.addAction(tr("Copy"), self.copy)
        copy.setShortcut(QKeySequence.StandardKey.Copy)
        copy.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        self.list.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)

    def copy(self) -> None:
        """Puts the chosen messages with their details, or all listed ones, on the clipboard."""
        rows = sorted(index.row() for index in self.list.selectionModel().selectedIndexes())
        rows = rows or list(range(self.model.rowCount()))
        texts = [whole_text(self.model.notice_at(row)) for row in rows]
        if texts:
            QGuiApplication.clipboard().setText("\n\n".join(texts))

    def _refresh(self) -> None:
        count = self.model.rowCount()
        self._count.setText(tr("No messages") if count == 0 else f"{count}")
        self._copy.setEnabled(count > 0)
        self._forget.setEnabled(bool(self._state.notices.past))

    def _read(self) -> None:
        if self.isVisible() and not self.visibleRegion().isEmpty():
            self._state.notices.read()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Painted is seen: a panel behind a tab counts as shown, too."""
        super().paintEvent(event)
        if self._state.notices.unread:
            QTimer.singleShot(0, self, self._state.notices.read)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.list.clearSelection()


def message_text(notice: Notice) -> str:
    """When, what, how often, and what to do, on a line or two."""
    count = f"  (× {notice.count})" if notice.count > 1 else ""
    told = f"{datetime.fromtimestamp(notice.at):%H:%M:%S}   {notice.text}{count}"
    return f"{told}\n{notice.remedy}" if notice.remedy else told


def whole_text(notice: Notice) -> str:
    """The message with its details."""
    return "\n".join(part for part in (message_text(notice), notice.details) if part)
