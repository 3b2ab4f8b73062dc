"""The log dock: the newest records, filtered by level, slot and words; rows come in batches."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from heapq import nlargest
from itertools import islice

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, QTimer
from PySide6.QtGui import QColor, QShowEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QVBoxLayout,
    QWidget,
)

from vortex_gui.base.log.log_line import LEVELS, LogLine
from vortex_gui.base.words.translation import tr
from vortex_gui.console.log.lines import LinesTable, copy_tool, search_field
from vortex_gui.console.look import theme
from vortex_gui.console.parts.buttons.tool_button import tool_button
from vortex_gui.console.parts.editors.still import Choice
from vortex_gui.console.parts.labels.plain_text import PlainLabel, plain_tip, set_tip
from vortex_gui.console.state.console_state import ConsoleState
from vortex_gui.console.state.intents import Intents
from vortex_gui.console.state.messages import LOG_LINES_KEPT, LogTail

BATCH_MS = 120
"""New lines wait at most so long, and then come as one insertion."""
TRIM_AT = LOG_LINES_KEPT + 2_000
NAMED = 50
"""The newest slots by number have an entry in the filter."""
COLUMNS = ("time", "level", "slot", "logger", "message")
ROW_HEIGHT = 21
WIDTHS = (104, 76, 52, 132)
Index = QModelIndex | QPersistentModelIndex


class LogModel(QAbstractTableModel):
    """The lines of a `LogTail` that pass the filter; new ones are taken in by `take_in`."""

    def __init__(self, tail: LogTail, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._tail = tail
        self._rows: list[LogLine] = []
        self._waiting = 0
        self._lowest = LEVELS.index("INFO")
        self._slot_id: int | None = None
        self._words: tuple[str, ...] = ()
        tail.appended.connect(self._on_appended)
        tail.cleared.connect(self.reload)
        self.reload()

    @property
    def waiting(self) -> int:
        """Lines that have come and are not taken in yet."""
        return self._waiting

    def set_filter(self, level: str, slot_id: int | None, search: str) -> None:
        """Lines of `level` or more, of one slot if given, that hold every word of `search`."""
        fresh = (LEVELS.index(level), slot_id, tuple(search.casefold().split()))
        if fresh != (self._lowest, self._slot_id, self._words):
            self._lowest, self._slot_id, self._words = fresh
            self.reload()

    def reload(self) -> None:
        """Filters all lines again."""
        self.beginResetModel()
        self._rows = [line for line in self._tail.lines if self._passes(line)]
        self._waiting = 0
        self.endResetModel()

    def take_in(self) -> int:
        """Puts the lines that wait below the others, in one insertion; returns how many passed the filter."""
        count = min(self._waiting, len(self._tail.lines))
        self._waiting = 0
        newest = list(islice(reversed(self._tail.lines), count))
        fresh = [line for line in reversed(newest) if self._passes(line)]
        if fresh:
            first = len(self._rows)
            self.beginInsertRows(QModelIndex(), first, first + len(fresh) - 1)
            self._rows.extend(fresh)
            self.endInsertRows()
            self._trim()
        return len(fresh)

    def line(self, row: int) -> LogLine:
        return self._rows[row]

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  # Qt's own signature
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(COLUMNS)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            names = (tr("Time"), tr("Level"), tr("Slot"), tr("From"), tr("Message"))
            return names[section]
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        line, column = self._rows[index.row()], COLUMNS[index.column()]
        if role == Qt.ItemDataRole.DisplayRole:
            return _cell(line, column)
        if role == Qt.ItemDataRole.ForegroundRole:
            return _colour(line, column)
        if role == Qt.ItemDataRole.ToolTipRole and column == "time":
            return _day(line)
        if role == Qt.ItemDataRole.ToolTipRole and column == "message":
            has_fields = line.fields_json not in ("", "{}")
            return plain_tip(f"{line.message}\n{line.fields_json}" if has_fields else line.message)
        return None

    def _on_appended(self, count: int) -> None:
        self._waiting += count

    def _passes(self, line: LogLine) -> bool:
        if _rank(line.level) < self._lowest:
            return False
        if self._slot_id is not None and line.slot_id != self._slot_id:
            return False
        if not self._words:
            return True
        text = f"{line.logger} {line.message} {line.fields_json}".casefold()
        return all(word in text for word in self._words)

    def _trim(self) -> None:
        """Lets the oldest rows go, many at once, so that a full list does not shift with every line."""
        if len(self._rows) > TRIM_AT:
            over = len(self._rows) - LOG_LINES_KEPT
            self.beginRemoveRows(QModelIndex(), 0, over - 1)
            del self._rows[:over]
            self.endRemoveRows()


class LogView(QWidget):
    """Follows the newest line while scrolled to the end; filters change what is listed, not what is kept."""

    def __init__(self, state: ConsoleState, intents: Intents, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("logView")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._state = state
        self._intents = intents
        self.model = LogModel(state.log, self)
        self._batch = QTimer(self, interval=BATCH_MS, singleShot=True)
        self._batch.timeout.connect(self.take_in)
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.MARGIN, 6, theme.MARGIN, 6)
        column.setSpacing(6)
        self.head = self._filter_row()
        column.addLayout(self.head)
        self.table = self._make_table()
        column.addWidget(self.table, 1)
        state.log.appended.connect(self._on_appended)
        state.selection.changed.connect(lambda _: self._apply_filter())
        self._naming = QTimer(self, singleShot=True, interval=BATCH_MS)
        self._naming.timeout.connect(self._refresh_slot_filter)
        for rows in (state.slots.added, state.slots.many_changed):
            rows.connect(lambda _: self._name_soon())
        theme.notifier().changed.connect(self.table.viewport().update)
        self._refresh_slot_filter()
        self._apply_filter()

    def take_in(self) -> None:
        """Takes the lines in that wait, and follows them if the end was in view."""
        self.model.take_in()
        self._refresh_count()

    def copy(self) -> None:
        """Puts the chosen lines, or all listed ones, on the clipboard."""
        self.table.copy()

    def _filter_row(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(6)
        self.level = Choice()
        self.level.setAccessibleName(tr("Lowest level"))
        set_tip(self.level, tr("Lowest level to list"))
        names = (tr("Everything"), tr("Info and up"), tr("Warnings"), tr("Errors"))
        for level, name in zip(LEVELS, names, strict=True):
            self.level.addItem(name, level)
        self.level.setCurrentIndex(LEVELS.index("INFO"))
        self.slot = Choice()
        self.slot.setAccessibleName(tr("Slot"))
        set_tip(self.slot, tr("Lines of one slot only"))
        self.slot.setMinimumContentsLength(12)
        self.search = search_field()
        self._count = PlainLabel()
        self._count.setProperty("muted", True)
        for box in (self.level, self.slot):
            box.currentIndexChanged.connect(self._apply_filter)
            row.addWidget(box)
        self.search.textChanged.connect(self._apply_filter)
        row.addWidget(self.search, 1)
        row.addWidget(self._count)
        row.addWidget(copy_tool(lambda: self.table))
        clear = tr("Empty this list; the file on disk keeps everything")
        row.addWidget(tool_button("trash", clear, self._state.log.clear))
        return row

    def _make_table(self) -> LinesTable:
        table = LinesTable(
            tr("Log lines"),
            self.model,
            lambda row: _plain(self.model.line(row)),
            self._intents,
            row_height=ROW_HEIGHT,
            widths=WIDTHS,
        )
        table.setFont(theme.mono_font(8.5))
        table.setHorizontalScrollMode(LinesTable.ScrollMode.ScrollPerPixel)
        return table

    def _on_appended(self, count: int) -> None:
        if self.isVisible() and not self._batch.isActive():
            self._batch.start()

    def _name_soon(self) -> None:
        """Many come at once when a long queue opens: the list is made once for all of them."""
        if not self._naming.isActive():
            self._naming.start()

    def _refresh_slot_filter(self) -> None:
        """All slots, the one in the preview, and the newest by number."""
        chosen = self.slot.currentData()
        self.slot.blockSignals(True)
        self.slot.clear()
        self.slot.addItem(tr("All slots"), "all")
        self.slot.addItem(tr("Selected slot"), "selected")
        for slot_id in nlargest(NAMED, (slot.slot_id for slot in self._state.slots.all())):
            self.slot.addItem(tr("Slot {slot_id}", slot_id=slot_id), slot_id)
        self.slot.setCurrentIndex(max(0, self.slot.findData(chosen)))
        self.slot.blockSignals(False)

    def _apply_filter(self) -> None:
        chosen = self.slot.currentData()
        slot_id = self._state.selection.slot_id if chosen == "selected" else chosen
        self.model.set_filter(
            self.level.currentData(), slot_id if isinstance(slot_id, int) else None, self.search.text()
        )
        self.table.follow()
        self._refresh_count()

    def _refresh_count(self) -> None:
        listed, kept = self.model.rowCount(), len(self._state.log.lines)
        self._count.setText(
            tr("{listed} of {kept}", listed=listed, kept=kept) if listed != kept else f"{kept}"
        )

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.take_in()


def _rank(level: str) -> int:
    return LEVELS.index(level) if level in LEVELS else len(LEVELS) - 1


def _cell(line: LogLine, column: str) -> str:
    match column:
        case "time":
            return f"{datetime.fromtimestamp(line.at):%H:%M:%S.%f}"[:-3]
        case "level":
            return line.level
        case "slot":
            return "" if line.slot_id is None else str(line.slot_id)
        case "logger":
            return line.logger.removeprefix("vortex_gui.")
    return line.message.replace("\n", "  ⏎  ") if "\n" in line.message else line.message


def _day(line: LogLine) -> str:
    return f"{datetime.fromtimestamp(line.at):%Y-%m-%d}"


def _colour(line: LogLine, column: str) -> QColor:
    tones = theme.current()
    by_level = {"DEBUG": tones.muted, "INFO": tones.text, "WARNING": tones.warn}
    if column in ("message", "level"):
        colour = by_level.get(line.level, tones.bad)
        return tones.info if column == "level" and line.level == "INFO" else colour
    return tones.muted


def _plain(line: LogLine) -> str:
    cells: Sequence[str] = [_cell(line, column) for column in COLUMNS[:-1]]
    fields: Iterable[str] = [line.fields_json] if line.fields_json not in ("", "{}") else []
    return " ".join([_day(line), *filter(None, cells), line.message, *fields])
