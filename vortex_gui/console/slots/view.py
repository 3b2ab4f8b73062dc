"""The queue and the history in one table, with filter, reorder and what can be done with a slot."""

from __future__ import annotations

from itertools import chain, islice
from typing import Any

from PySide6.QtCore import QItemSelection, QItemSelectionModel, QItemSelectionRange, QPoint, QSize, Qt, QTimer
from PySide6.QtGui import QAction, QHideEvent, QKeyEvent, QPainter, QPaintEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QLineEdit,
    QMenu,
    QTableView,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from vortex_gui.base.translation import tr
from vortex_gui.console.look import theme
from vortex_gui.console.slots.actions import MOST, SlotActions
from vortex_gui.console.slots.delegate import SlotsDelegate
from vortex_gui.console.slots.model import Column, SlotsModel
from vortex_gui.console.state.console_state import ConsoleState
from vortex_gui.console.state.intents import Intents
from vortex_gui.console.state.slot_pages import TableFilter
from vortex_gui.engine.facts.slots import SlotRow, SlotState

FILTER_WAIT_MS = 180
"""The history is asked when typing rests so long."""
WIDTHS = {
    Column.SLOT: 78,
    Column.STATE: 112,
    Column.PROGRESS: 210,
    Column.LEFT: 92,
    Column.DEADLINE: 118,
    Column.SCORES: 112,
    Column.TOOK: 78,
}
LEAST_SAYS = 140
"""Width of the script's column in a narrow window, which then shows progress and time left."""


class SlotsView(QWidget):
    """The table; the current row is the slot that the preview shows."""

    def __init__(self, state: ConsoleState, intents: Intents, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._state = state
        self._intents = intents
        self._chosen: set[int] = set()
        self._restoring = False
        self.model = SlotsModel(state, intents, self)
        self.table = SlotsTable(self)
        self.table.setModel(self.model)
        self.actions_for_slots = SlotActions(state, intents, self)
        self.addActions(self.actions_for_slots.all())
        self._build()
        self._ticking = QTimer(self, interval=1000)
        self._ticking.timeout.connect(self.model.tick)
        self.model.rearranged.connect(self._restore_selection)
        self.model.rearranged.connect(self._show_counts)
        self.table.selectionModel().selectionChanged.connect(self._on_selection)
        self.table.selectionModel().currentRowChanged.connect(self._on_current)
        self.table.customContextMenuRequested.connect(self._open_menu)
        state.selection.changed.connect(self._restore_selection)
        state.slots.order_changed.connect(self._show_counts)
        state.pages.counted.connect(self._show_counts)
        state.slots.changed.connect(self._on_slot_changed)
        theme.notifier().changed.connect(self.table.viewport().update)
        self._show_counts()

    # ── building ─────────────────────────────────────────────────────────────────────────

    def _build(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(self._top_row())
        column.addWidget(self.table, 1)

    def _top_row(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setContentsMargins(theme.MARGIN, 6, theme.MARGIN, 6)
        row.setSpacing(4)
        self.search = QLineEdit()
        self.search.setPlaceholderText(tr("Filter by number, script or prompt (Ctrl+F)"))
        self.search.setAccessibleName(tr("Filter"))
        self.search.setClearButtonEnabled(True)
        self.search.setMinimumWidth(96)
        self.search.setMaximumWidth(330)
        self._typing = QTimer(self, singleShot=True, interval=FILTER_WAIT_MS)
        self._typing.timeout.connect(self._apply_filter)
        self.search.textChanged.connect(lambda _: self._typing.start())
        self.states = QComboBox()
        self.states.setAccessibleName(tr("States shown"))
        for label, states in self._state_choices():
            self.states.addItem(label, states)
        self.states.currentIndexChanged.connect(lambda _: self._apply_filter())
        self._counts = QLabel()
        self._counts.setProperty("muted", True)
        row.addWidget(self.search, 2)
        row.addWidget(self.states)
        row.addSpacing(theme.GAP)
        row.addWidget(self._counts)
        row.addStretch(1)
        for action in self.actions_for_slots.all():
            row.addWidget(_button(action))
        return row

    def _state_choices(self) -> tuple[tuple[str, frozenset[SlotState]], ...]:
        return (
            (tr("All"), frozenset(SlotState)),
            (tr("Queue"), frozenset((SlotState.QUEUED, SlotState.RUNNING))),
            (tr("Done"), frozenset((SlotState.DONE,))),
            (tr("Failed"), frozenset((SlotState.FAILED, SlotState.SET_ASIDE))),
            (tr("Missed"), frozenset((SlotState.MISSED,))),
            (tr("Cancelled"), frozenset((SlotState.CANCELLED,))),
        )

    # ── selection ────────────────────────────────────────────────────────────────────────

    def chosen_rows(self) -> list[SlotRow]:
        """The selected rows that are here, from top to bottom; of very many only the first."""
        ranges = sorted(self._ranges(), key=lambda part: part.top())
        places = chain.from_iterable(range(part.top(), part.bottom() + 1) for part in ranges)
        rows = (self.model.peek(place) for place in islice(places, MOST))
        return [row for row in rows if row is not None]

    def chosen_count(self) -> int:
        """How many rows are selected, here or not."""
        return sum(part.height() for part in self._ranges())

    def _ranges(self) -> list[QItemSelectionRange]:
        """The selected stretches of rows; asking Qt for each row of 100,000 would take long."""
        selection: Any = self.table.selectionModel().selection()  # a list, which the stubs do not know
        return list(selection)

    def _refresh_actions(self) -> None:
        self.actions_for_slots.refresh(self.chosen_rows(), self.chosen_count())

    def _on_selection(self, *_: object) -> None:
        if not self._restoring:
            self._chosen = {row.slot_id for row in self.chosen_rows()}
        self._refresh_actions()

    def _on_current(self, *_: object) -> None:
        if self._restoring:
            return
        row = self.model.row_at(self.table.currentIndex().row())
        if row is not None:
            self._intents.select(row.slot_id)

    def _restore_selection(self, *_: object) -> None:
        """Rows are places: after they moved, the chosen slots are found again, unless they are too many."""
        if self.chosen_count() > MOST:
            return
        selected = self._state.selection.slot_id
        if selected is not None and selected not in self._chosen:
            self._chosen = {selected}
        flags = QItemSelectionModel.SelectionFlag
        selection, last = QItemSelection(), len(Column) - 1
        for slot_id in self._chosen:
            row = self.model.row_of(slot_id)
            if row is not None:
                selection.select(self.model.index(row, 0), self.model.index(row, last))
        current = self.model.row_of(selected)
        self._restoring = True
        chooser = self.table.selectionModel()
        if current is not None:
            chooser.setCurrentIndex(self.model.index(current, 0), flags.NoUpdate)
        else:
            chooser.clearCurrentIndex()
        chooser.select(selection, flags.ClearAndSelect)
        self._restoring = False
        self._refresh_actions()

    def _on_slot_changed(self, slot_id: int) -> None:
        if slot_id in self._chosen:
            self._refresh_actions()

    # ── small things ─────────────────────────────────────────────────────────────────────

    def _apply_filter(self) -> None:
        self._typing.stop()
        self._state.pages.set_filter(TableFilter(self.search.text().strip(), self.states.currentData()))

    def _show_counts(self) -> None:
        """Of the whole queue and history; of what the filter found, where there is one."""
        if self._state.pages.filter != TableFilter():
            self._counts.setText(tr("{count} found", count=f"{self.model.rowCount():,}"))
            return
        waiting, over = len(self._state.slots.queue), self._state.pages.total
        self._counts.setText(
            tr("{queued} queued · {finished} finished", queued=f"{waiting:,}", finished=f"{over:,}")
        )

    def _open_menu(self, where: QPoint) -> None:
        self._menu().popup(self.table.viewport().mapToGlobal(where))

    def _menu(self) -> QMenu:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.setToolTipsVisible(True)  # the reasons why something is disabled
        menu.addActions(self.actions_for_slots.all())
        return menu

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._ticking.start()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._ticking.stop()


class SlotsTable(QTableView):
    """A table of whole rows that says what to do while it is empty."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(tr("Slots"))
        self.setItemDelegate(SlotsDelegate(self))
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.setDragDropMode(QAbstractItemView.DragDropMode.InternalMove)
        self.setDragDropOverwriteMode(False)
        self.setDropIndicatorShown(True)
        self.setTabKeyNavigation(False)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setMouseTracking(True)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.verticalHeader().hide()
        # Fixed heights: asking 100,000 rows for theirs would take seconds.
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.verticalHeader().setDefaultSectionSize(theme.ROW_HEIGHT)
        self.horizontalHeader().setHighlightSections(False)
        self.horizontalHeader().setDefaultAlignment(
            Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        )
        self.horizontalHeader().setMinimumSectionSize(60)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Qt lets a stretched column keep its width where there is no room for it at all."""
        super().resizeEvent(event)
        header = self.horizontalHeader()
        others = header.length() - header.sectionSize(Column.SAYS)
        if self.model() is not None and self.viewport().width() <= others:
            header.resizeSection(Column.SAYS, LEAST_SAYS)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Alt moves slots: where it cannot, it does not move the choice to another one instead."""
        if event.modifiers() & Qt.KeyboardModifier.AltModifier:
            event.ignore()
        else:
            super().keyPressEvent(event)

    def setModel(self, model: SlotsModel) -> None:  # type: ignore[override]  # no other model
        super().setModel(model)
        header = self.horizontalHeader()
        for column, width in WIDTHS.items():
            header.resizeSection(column, width)
        header.setSectionResizeMode(Column.SAYS, QHeaderView.ResizeMode.Stretch)
        # The table's own would have the header ask each of 100,000 chosen rows whether it may be chosen.
        header.setSelectionModel(QItemSelectionModel(model, header))

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self.model() is not None and self.model().rowCount() == 0:
            painter = QPainter(self.viewport())
            painter.setPen(theme.current().muted)
            painter.drawText(
                self.viewport().rect(),
                int(Qt.AlignmentFlag.AlignCenter),
                tr("No slots here. Choose a preset in the recipe form and press Generate."),
            )
            painter.end()


def _button(action: QAction) -> QToolButton:
    button = QToolButton()
    button.setDefaultAction(action)
    button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonIconOnly)
    button.setAccessibleName(action.text())
    button.setProperty("tight", True)
    button.setIconSize(QSize(18, 18))
    return button
