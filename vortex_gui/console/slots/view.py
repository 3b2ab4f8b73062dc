"""The queue and the history in one table, with filter, reorder and what can be done with a slot."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Set
from dataclasses import replace
from itertools import chain, islice
from pathlib import Path
from typing import Any

from PySide6.QtCore import QItemSelection, QItemSelectionModel, QItemSelectionRange, QPoint, Qt, QTimer
from PySide6.QtGui import QAction, QHideEvent, QShowEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QMenu,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from vortex_gui.base.words.translation import tr
from vortex_gui.console.look import icons, theme
from vortex_gui.console.parts.buttons.menu_button import watch_mouse
from vortex_gui.console.parts.buttons.tool_button import action_button
from vortex_gui.console.parts.clip_drag import DraggedClips
from vortex_gui.console.parts.editors.filter_line import FilterLine
from vortex_gui.console.parts.editors.still import Choice
from vortex_gui.console.parts.labels.elided_label import ElidedLabel
from vortex_gui.console.parts.turn_timer import Turn, TurnTimer
from vortex_gui.console.slots.actions import MOST, SlotActions
from vortex_gui.console.slots.column_choice import ColumnChoice
from vortex_gui.console.slots.columns import Column
from vortex_gui.console.slots.model import SlotsModel, clips_of
from vortex_gui.console.slots.state_choices import state_choices
from vortex_gui.console.slots.table import SlotsTable
from vortex_gui.console.slots.tagging import SlotTagging
from vortex_gui.console.state.console_state import ConsoleState
from vortex_gui.console.state.intents import Intents
from vortex_gui.console.state.slots.slot_pages import TableFilter
from vortex_gui.engine.facts.events import Severity
from vortex_gui.engine.facts.slots import SlotRow

FILTER_WAIT_MS = 180
"""The history is asked when typing rests so long."""


class SlotsView(QWidget):
    """The table; the current row is the slot that the preview shows."""

    def __init__(
        self,
        state: ConsoleState,
        intents: Intents,
        parent: QWidget | None = None,
        *,
        columns_file: Path | None = None,
    ) -> None:
        """`columns_file` keeps the columns across restarts."""
        super().__init__(parent)
        self.setObjectName("panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._state = state
        self._intents = intents
        self._chosen: set[int] = set()
        self._chosen_past: list[tuple[int, int]] = []
        """First and last of each stretch of the history that is chosen and too long to know its slots."""
        self._picked: int | None = None
        """The slot that the operator's own click or key made the current one, be it chosen or not."""
        self._restoring = False
        self.model = SlotsModel(state, intents, self)
        self.table = SlotsTable(self)
        self.table.setModel(self.model)
        self._dragged = DraggedClips(self)
        self.columns = ColumnChoice(self.table, columns_file)
        self._had_several = False
        state.workers.begun.connect(self._on_workers)
        if fault := self.columns.fault:
            intents.notify(Severity.WARNING, fault, key="table")
        self.actions_for_slots = SlotActions(state, intents, self)
        self.addActions(self.actions_for_slots.all())
        self._tagging = SlotTagging(self, self.columns, intents)
        self.actions_for_slots.tagging.connect(lambda: self._tagging.ask(self.chosen_rows()))
        self._build()
        self._ticking = TurnTimer(Turn.TABLE, self, period_ms=1000)
        self._ticking.timeout.connect(self.model.tick)
        self.model.rearranging.connect(self._hold_selection)
        self.model.rearranged.connect(self._restore_selection)
        self.model.rearranged.connect(self._show_counts)
        self.table.selectionModel().selectionChanged.connect(self._on_selection)
        self.table.selectionModel().currentRowChanged.connect(self._on_current)
        self.table.customContextMenuRequested.connect(self._open_menu)
        self.table.clips_dragged.connect(self._drag_clips)
        state.selection.changed.connect(self._restore_selection)
        outlook = state.outlook.changed
        for signal in (state.slots.order_changed, state.pages.counted, state.figures.changed, outlook):
            signal.connect(self._show_counts)
        state.slots.changed.connect(self._on_slot_changed)
        state.slots.many_changed.connect(self._on_slots_changed)
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
        hints = tr("Filter by number, script, prompt or tag (Ctrl+F)"), tr("Filter (Ctrl+F)"), tr("Filter")
        self.search = FilterLine(hints)
        self._typing = QTimer(self, singleShot=True, interval=FILTER_WAIT_MS)
        self._typing.timeout.connect(self._apply_filter)
        self.search.textChanged.connect(lambda _: self._typing.start())
        self.states = Choice()
        self.states.setAccessibleName(tr("States shown"))
        for label, wish in state_choices():
            self.states.addItem(label, wish)
        self.states.currentIndexChanged.connect(lambda _: self._apply_filter())
        self._counts = ElidedLabel()
        row.addWidget(self.search, 1)
        row.addWidget(self.states)
        row.addSpacing(theme.GAP)
        row.addWidget(self._counts)
        row.addSpacing(theme.GAP)
        row.addStretch()
        buttons = QHBoxLayout()
        buttons.setSpacing(0)
        for action in self.actions_for_slots.buttons():
            buttons.addWidget(action_button(action))
        buttons.addWidget(self._columns_button())
        row.addLayout(buttons)
        return row

    def _columns_button(self) -> QToolButton:
        choose = QAction(tr("Choose columns …"), self)
        icons.dress(choose, "columns")
        button = action_button(choose)
        choose.triggered.connect(lambda _=False: self._open_columns(button))
        return button

    def _open_columns(self, button: QToolButton) -> None:
        menu = self.columns.menu()
        watch_mouse(button, menu)
        menu.popup(button.mapToGlobal(QPoint(0, button.height())))

    # ── selection ────────────────────────────────────────────────────────────────────────

    def chosen_rows(self) -> list[SlotRow]:
        """The selected rows that are here, from top to bottom: of the history only the first."""
        live, past = self._chosen_places()
        rows = (self.model.peek(place) for place in chain(live, islice(past, MOST)))
        return [row for row in rows if row is not None]

    def _chosen_places(self) -> tuple[Iterator[int], Iterator[int]]:
        """The selected places of live rows, and of the history's."""
        ranges, first = sorted((part.top(), part.bottom()) for part in self._ranges()), self.model.live_count
        live = (range(top, min(bottom, first - 1) + 1) for top, bottom in ranges)
        past = (range(max(top, first), bottom + 1) for top, bottom in ranges)
        return chain.from_iterable(live), chain.from_iterable(past)

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
            first = self.model.live_count
            past = [(max(part.top(), first), part.bottom()) for part in self._ranges()]
            past = [(top - first, bottom - first) for top, bottom in past if top <= bottom]
            too_many = sum(bottom - top + 1 for top, bottom in past) > MOST
            self._chosen_past = past if too_many else []
            self._chosen = {
                row.slot_id for row in self.chosen_rows() if not (too_many and row.state.is_final)
            }
        self._refresh_actions()

    def _on_current(self, *_: object) -> None:
        if self._restoring:
            return
        row = self.model.row_at(self.table.currentIndex().row())
        if row is not None:
            self._picked = row.slot_id
            self._intents.select(row.slot_id)

    def _hold_selection(self) -> None:
        """Qt drops the choice of the last rows when the table becomes shorter; it is not what was chosen."""
        self._restoring = True

    def _restore_selection(self, *_: object) -> None:
        """Rows are places: after they moved, the chosen slots are found again.

        Of very many those that are over are chosen no more: the history has most of them on other pages.
        A slot that was selected elsewhere is chosen alone. One that was picked here is left to Qt, which
        makes a row the current one before it adds it to the choice or, with Ctrl, takes it out.
        """
        if len(self._chosen) > MOST:
            self._chosen = {slot_id for slot_id in self._chosen if self.model.is_live(slot_id)}
        selected = self._state.selection.slot_id
        if selected != self._picked:
            self._picked = None
            if selected is not None and selected not in self._chosen and not self._chosen_past:
                self._chosen = {selected}
        flags = QItemSelectionModel.SelectionFlag
        current = self.model.row_of(selected)
        self._restoring = True
        chooser = self.table.selectionModel()
        if current is not None:
            chooser.setCurrentIndex(self.model.index(current, 0), flags.NoUpdate)
        else:
            chooser.clearCurrentIndex()
        chooser.select(self._chosen_selection(), flags.ClearAndSelect)
        self._restoring = False
        self._refresh_actions()

    def _chosen_selection(self) -> QItemSelection:
        rows = (self.model.row_of(slot_id) for slot_id in self._chosen)
        first, end = self.model.live_count, self.model.rowCount() - 1
        past = [(first + top, min(first + bottom, end)) for top, bottom in self._chosen_past]
        selection, last = QItemSelection(), len(Column) - 1
        for top, bottom in (*_stretches(row for row in rows if row is not None), *past):
            selection.select(self.model.index(top, 0), self.model.index(bottom, last))
        return selection

    def _on_workers(self) -> None:
        """Shows who made a slot once there are several; the operator may hide it again."""
        if self._state.workers.are_several and not self._had_several:
            self.columns.show(Column.WORKER, True)
        self._had_several = self._state.workers.are_several

    def _on_slot_changed(self, slot_id: int) -> None:
        self._on_slots_changed({slot_id})

    def _on_slots_changed(self, slot_ids: Set[int]) -> None:
        if not self._chosen.isdisjoint(slot_ids):
            self._refresh_actions()

    # ── the running slot ─────────────────────────────────────────────────────────────────

    def go_live(self) -> None:
        """Selects and shows the running slot; of several, the one after that which is shown."""
        running = [slot.slot_id for slot in self._state.slots.running()]
        if not running:
            return
        shown = self._state.selection.slot_id
        place = running.index(shown) + 1 if shown in running else 0
        if self.model.row_of(running[place % len(running)]) is None:
            self.show_all()
        self._intents.select(running[place % len(running)])
        self.table.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def show_all(self) -> None:
        """Takes the filter away."""
        self.search.clear()
        self.states.setCurrentIndex(0)
        self._apply_filter()

    # ── small things ─────────────────────────────────────────────────────────────────────

    def _apply_filter(self) -> None:
        self._typing.stop()
        self._state.pages.set_filter(replace(self.states.currentData(), text=self.search.text().strip()))

    def _show_counts(self) -> None:
        """Of the whole queue and history; of what the filter found, where there is one."""
        self._show_placeholder()
        if self._state.pages.filter != TableFilter():
            self._counts.setText(tr("{count} found", count=f"{self.model.rowCount():,}"))
            return
        self._counts.setText(*self._count_words())

    def _count_words(self) -> tuple[str, ...]:
        """Says nothing of what is still being read; the fullest wording first."""
        waiting, over = self._state.figures.queued, self._state.pages.total
        if waiting is None:
            return ("",)
        if not self._state.read_only:  # else this console has no queue, and the history counts it
            waiting = len(self._state.slots.queue)
        queued = tr("{queued} queued", queued=f"{waiting:,}")
        if not self._state.pages.is_read:
            return (queued,)
        counts = tr("{queued} queued · {finished} finished", queued=f"{waiting:,}", finished=f"{over:,}")
        warnings = list[str]()
        if late := len(self._state.outlook.late):
            warnings.append(tr("{count} will be late", count=f"{late:,}"))
        if doubtful := self._state.figures.not_passed:
            warnings.append(tr("{count} not passed", count=f"{doubtful:,}"))
        whole, shorter = " · ".join((counts, *warnings)), " · ".join((queued, *warnings))
        return whole, shorter, " · ".join(warnings) or queued, warnings[0] if warnings else queued

    def _show_placeholder(self) -> None:
        text = tr("No slots here. Choose a preset in the recipe form and press Generate.")
        if self._state.pages.filter != TableFilter():
            text = tr("No slot matches the filter.")
        if self._state.figures.queued is None:
            text = tr("Reading the queue and the history …")
        self.table.show_placeholder(text)

    def _drag_clips(self) -> None:
        if clips := clips_of(self.chosen_rows()):
            self._dragged.drag_out(clips)

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
        self.columns.keep()


def _stretches(rows: Iterable[int]) -> list[tuple[int, int]]:
    """First and last of each run of neighbours: Qt selects a stretch as fast as a row."""
    found: list[tuple[int, int]] = []
    for row in sorted(rows):
        if found and found[-1][1] == row - 1:
            found[-1] = (found[-1][0], row)
        else:
            found.append((row, row))
    return found
