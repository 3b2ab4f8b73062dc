"""Which columns the table shows, how wide, in which order, by what it is sorted; kept across restarts."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, QTimer
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHeaderView, QMenu, QTableView

from vortex_gui.base.words.translation import tr
from vortex_gui.console.parts.private_ini import keep, kept, private_ini
from vortex_gui.console.slots.columns import (
    AFTER_WORDS,
    ALWAYS,
    COLUMNS,
    LEAST_WIDTH,
    ORDER,
    READABLE,
    STEP_ASIDE,
    Column,
)

KEPT = "columns"
REST_MS = 400
"""What was changed is written once the operator rests so long."""
MOST_WIDTH = 2000


class ColumnChoice(QObject):
    """Dresses a table's header; without a `file` nothing is kept.

    In a narrow table the columns that matter least step aside, until the operator has chosen some himself.
    """

    def __init__(self, table: QTableView, file: Path | None) -> None:
        super().__init__(table)
        self._table = table
        self._file = private_ini(file) if file is not None else None
        self.fault = ""
        """What of the file cannot be used, in a sentence."""
        if file is not None and self._file is None:
            self.fault = tr(
                "{file} is not the window's own file, so the table starts with its default columns.",
                file=file,
            )
        self._sorted = (-1, Qt.SortOrder.AscendingOrder)
        self._wanted = set[Column]()
        self._widths = {column: facts.width for column, facts in COLUMNS.items()}
        self._is_chosen = False
        self._build()
        self.reset()
        self._restore()
        table.viewport().installEventFilter(self)
        self._resting = QTimer(self, singleShot=True, interval=REST_MS)
        self._resting.timeout.connect(self.keep)
        header = self._header
        for signal in (header.sectionMoved, header.sectionResized, header.sortIndicatorChanged):
            signal.connect(lambda *_: self._resting.start())

    @property
    def _header(self) -> QHeaderView:
        """Asked for each time: a kept wrapper of it was found deleted while the header lived."""
        return self._table.horizontalHeader()

    def _build(self) -> None:
        header = self._header
        header.setSectionsMovable(True)
        header.setSortIndicatorClearable(True)
        header.setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        self._table.setSortingEnabled(True)
        header.sortIndicatorChanged.connect(self._on_sorted)
        header.sectionResized.connect(self._on_resized)
        header.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        header.customContextMenuRequested.connect(self._open_menu)

    # ── choosing ─────────────────────────────────────────────────────────────────────────

    def shown(self) -> tuple[Column, ...]:
        """The columns in sight, from left to right."""
        places = (Column(self._header.logicalIndex(place)) for place in range(len(Column)))
        return tuple(column for column in places if not self._header.isSectionHidden(column))

    def show(self, column: Column, visible: bool) -> None:
        """Shows or hides a column; the slot's number stays."""
        self._wanted = (self._wanted | {column} if visible else self._wanted - {column}) | {ALWAYS}
        self._fit()

    def _choose(self, column: Column, visible: bool) -> None:
        """The operator wants this column, beside those in sight, whatever room there is."""
        if not self._is_chosen:
            self._is_chosen, self._wanted = True, set(self.shown())
        self.show(column, visible)

    def reset(self) -> None:
        """The columns as they are at first; the table is not sorted."""
        self._lay_out([COLUMNS[column].name for column in ORDER])
        self._is_chosen, self._wanted = False, {column for column in COLUMNS if COLUMNS[column].is_shown}
        self._fit()
        for column, facts in COLUMNS.items():
            self._resize(column, facts.width)
        self._fit()
        self._header.setSortIndicator(-1, Qt.SortOrder.AscendingOrder)

    def menu(self) -> QMenu:
        """A mark for each column, in the order of the table."""
        menu = QMenu(self._table)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for place in range(len(Column)):
            menu.addAction(self._mark(Column(self._header.logicalIndex(place)), menu))
        menu.addSeparator()
        again = menu.addAction(tr("Restore default columns"))
        again.triggered.connect(lambda _=False: self.reset())
        return menu

    def _mark(self, column: Column, menu: QMenu) -> QAction:
        action = QAction(COLUMNS[column].head, menu, checkable=True)
        action.setChecked(not self._header.isSectionHidden(column))
        action.setEnabled(column is not ALWAYS)
        action.toggled.connect(lambda visible: self._choose(column, visible))
        return action

    def _open_menu(self, where: QPoint) -> None:
        self.menu().popup(self._header.mapToGlobal(where))

    # ── room ─────────────────────────────────────────────────────────────────────────────

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize:
            self._fit()
        return super().eventFilter(watched, event)

    def _fit(self) -> None:
        """Shows what is wanted, as far as there is room for it."""
        shown = self._wanted if self._is_chosen else self._with_room(self._table.viewport().width())
        for column in Column:
            self._header.setSectionHidden(column, column not in shown)

    def _with_room(self, room: int) -> set[Column]:
        """The columns that never step aside, and of the others the most important that fit beside them."""
        shown = self._wanted - set(STEP_ASIDE)
        for column in STEP_ASIDE:
            needed = sum(self._widths[each] for each in (*shown, column))
            if column in AFTER_WORDS:
                needed += max(0, READABLE - self._widths[Column.SAYS])
            if column in self._wanted and needed <= room:
                shown.add(column)
        return shown

    def _on_resized(self, section: int, _: int, width: int) -> None:
        column = Column(section)
        if width and self._header.sectionResizeMode(column) is not QHeaderView.ResizeMode.Stretch:
            self._widths[column] = width

    # ── order ────────────────────────────────────────────────────────────────────────────

    def _on_sorted(self, section: int, order: Qt.SortOrder) -> None:
        """A click on a head that cannot be sorted leaves the order as it was."""
        if section >= 0 and COLUMNS[Column(section)].sort is None:
            self._header.setSortIndicator(*self._sorted)
        else:
            self._sorted = (section, order)

    def _lay_out(self, names: list[str]) -> None:
        """Puts the named columns first, in this order; the others follow as they stand."""
        by_name = {facts.name: column for column, facts in COLUMNS.items()}
        known = [by_name[name] for name in dict.fromkeys(names) if name in by_name]
        for place, column in enumerate(known):
            self._header.moveSection(self._header.visualIndex(column), place)

    def _resize(self, column: Column, width: int) -> None:
        if self._header.sectionResizeMode(column) is not QHeaderView.ResizeMode.Stretch:
            self._widths[column] = max(LEAST_WIDTH, min(width, MOST_WIDTH))
            self._header.resizeSection(column, self._widths[column])

    # ── across restarts ──────────────────────────────────────────────────────────────────

    def keep(self) -> None:
        """Writes what has changed since; called when it rests, and when the table goes."""
        self._resting.stop()
        keep(self._file, {KEPT: json.dumps(self._now())})

    def _now(self) -> dict[str, Any]:
        header, names = self._header, {column: facts.name for column, facts in COLUMNS.items()}
        section, order = self._sorted
        sort = [] if section < 0 else [names[Column(section)], order is Qt.SortOrder.DescendingOrder]
        return {
            "order": [names[Column(header.logicalIndex(place))] for place in range(len(Column))],
            "shown": [names[column] for column in sorted(self._wanted)],
            "chosen": self._is_chosen,
            "widths": {names[column]: self._widths[column] for column in sorted(self._wanted)},
            "sort": sort,
        }

    def _restore(self) -> None:
        """Takes over what an earlier sitting kept; what cannot be read is left as it is at first."""
        found = self._kept()
        order, shown, widths, sort = (found.get(name) for name in ("order", "shown", "widths", "sort"))
        if isinstance(order, list):
            self._lay_out([str(name) for name in order])
        if isinstance(shown, list) and isinstance(order, list):
            self._take_choice(shown, order, found.get("chosen"))
        for column, facts in COLUMNS.items():
            width = widths.get(facts.name) if isinstance(widths, dict) else None
            if isinstance(width, int):
                self._resize(column, width)
            if isinstance(sort, list) and sort[:1] == [facts.name] and facts.sort is not None:
                down = sort[1:] == [True]
                self._header.setSortIndicator(
                    column, Qt.SortOrder.DescendingOrder if down else Qt.SortOrder.AscendingOrder
                )

    def _take_choice(self, shown: list[Any], order: list[Any], chosen: object) -> None:
        """A column that the file does not know yet stays as it is at first."""
        at_first = self._wanted
        known = {column for column, facts in COLUMNS.items() if facts.name in order}
        self._wanted = {c for c in known if COLUMNS[c].name in shown} | (at_first - known) | {ALWAYS}
        self._is_chosen = chosen if isinstance(chosen, bool) else self._wanted != at_first
        self._fit()

    def _kept(self) -> dict[str, Any]:
        try:
            found = json.loads(str(kept(self._file, KEPT) or "{}"))
        except (ValueError, RecursionError):
            return {}
        return found if isinstance(found, dict) else {}
