"""The rundown's panel: its rows with their times, and what can be done with them."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QItemSelection, QItemSelectionModel, QPoint, QSize, Qt, QTimer
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import (
    QComboBox,
    QDoubleSpinBox,
    QHBoxLayout,
    QMenu,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from vortex_gui.base.words.translation import tr
from vortex_gui.console.look import icons, theme
from vortex_gui.console.parts.buttons.menu_button import give_menu
from vortex_gui.console.parts.buttons.tool_button import action_button
from vortex_gui.console.parts.editors.fields import inset
from vortex_gui.console.parts.editors.still import Choice, DecimalNumber
from vortex_gui.console.parts.labels.elided_label import ElidedLabel
from vortex_gui.console.parts.labels.plain_text import set_tip
from vortex_gui.console.rundown.actions import RundownActions
from vortex_gui.console.rundown.model import RundownModel
from vortex_gui.console.rundown.table import RundownTable
from vortex_gui.console.state.console_state import ConsoleState
from vortex_gui.console.state.intents import Intents
from vortex_gui.console.state.rundown.rundown import LONGEST_BEAT_S, Pace

BEAT_WIDTH = 80


class RundownView(QWidget):
    """Rows as the rundown has them; the chosen ones are found again after they moved."""

    def __init__(
        self,
        state: ConsoleState,
        intents: Intents,
        actions: RundownActions,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._state = state
        self._intents = intents
        self._chosen: frozenset[int] = frozenset()
        self._restoring = False
        self.model = RundownModel(state, intents.rundown, self)
        self.table = RundownTable(self.model, self)
        self.actions_for_rows = actions
        self.addActions(actions.panel_keys())
        self._build()
        self._ticking = QTimer(self, interval=1000)
        self._ticking.timeout.connect(self._tick)
        self.model.modelAboutToBeReset.connect(self._hold_choice)
        self.model.modelReset.connect(self._restore_choice)
        self.table.selectionModel().selectionChanged.connect(self._on_selection)
        self.table.customContextMenuRequested.connect(self._open_menu)
        self.table.doubleClicked.connect(lambda _: self.actions_for_rows.show_slot.trigger())
        state.rundown.changed.connect(self._refresh)
        theme.notifier().changed.connect(self.table.viewport().update)
        self._refresh()

    def chosen(self) -> tuple[int, ...]:
        """The chosen rows' items, from top to bottom."""
        return tuple(number for number in self.model.item_ids() if number in self._chosen)

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
        for action in self.actions_for_rows.on_air():
            row.addWidget(action_button(action))
        row.addSpacing(theme.GAP)
        self._told = ElidedLabel()
        row.addWidget(self._told, 1)
        row.addWidget(self._pace_choice())
        row.addWidget(self._beat_field())
        row.addWidget(self._menu_button("plus", tr("Add"), tr("Add to the rundown"), self._adding_menu()))
        rows = self.actions_for_rows
        for action in (rows.skip, rows.queue, rows.remove):
            row.addWidget(action_button(action))
        row.addWidget(self._menu_button("folder", "", tr("Open or save the rundown"), self._file_menu()))
        return row

    def _adding_menu(self) -> QMenu:
        self.add_menu = QMenu(self)
        self.add_menu.setToolTipsVisible(True)
        for way in self.actions_for_rows.adding:
            self.add_menu.addMenu(way) if isinstance(way, QMenu) else self.add_menu.addAction(way)
        return self.add_menu

    def _file_menu(self) -> QMenu:
        menu = QMenu(self)
        menu.addActions([self.actions_for_rows.open, self.actions_for_rows.save])
        return menu

    def _menu_button(self, icon: str, text: str, name: str, menu: QMenu) -> QToolButton:
        button = QToolButton()
        icons.dress(button, icon)
        button.setText(text)
        button.setAccessibleName(name)
        set_tip(button, name)
        style = Qt.ToolButtonStyle
        button.setToolButtonStyle(style.ToolButtonTextBesideIcon if text else style.ToolButtonIconOnly)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.setProperty("tight", True)
        button.setIconSize(QSize(18, 18))
        give_menu(button, menu)
        return button

    def _pace_choice(self) -> QComboBox:
        self.pace = Choice()
        self.pace.setAccessibleName(tr("Pace"))
        set_tip(
            self.pace, tr("Back to back: each row as long as its clip. On a beat: one row every so often.")
        )
        self.pace.addItem(tr("Back to back"), Pace.CLIPS)
        self.pace.addItem(tr("On a beat"), Pace.BEAT)
        self.pace.activated.connect(lambda _: self._ask_pace())
        return self.pace

    def _beat_field(self) -> QDoubleSpinBox:
        self.beat = DecimalNumber()
        self.beat.setAccessibleName(tr("Beat"))
        self.beat.setRange(1.0, LONGEST_BEAT_S)
        self.beat.setDecimals(1)
        self.beat.setSuffix(" s")
        tip = tr(
            "On a beat, one row begins every so often. Slots are queued two beats before they are due; "
            "a beat is skipped while three slots are queued."
        )
        set_tip(self.beat, tip)
        inset(self.beat)
        self.beat.setFixedWidth(BEAT_WIDTH)
        self.beat.setKeyboardTracking(False)
        self.beat.valueChanged.connect(lambda _: self._ask_pace())
        return self.beat

    # ── the choice ───────────────────────────────────────────────────────────────────────

    def _on_selection(self, *_: object) -> None:
        if not self._restoring:
            rows = {index.row() for index in self.table.selectionModel().selectedRows()}
            self._chosen = frozenset(self.model.item_id(row) for row in rows)
        self.actions_for_rows.choose(self.chosen())

    def _hold_choice(self) -> None:
        self._restoring = True

    def _restore_choice(self) -> None:
        flags, chooser = QItemSelectionModel.SelectionFlag, self.table.selectionModel()
        rows = [row for row, number in enumerate(self.model.item_ids()) if number in self._chosen]
        self._chosen = frozenset(self.model.item_id(row) for row in rows)
        if rows:
            chooser.setCurrentIndex(self.model.index(rows[0], 0), flags.NoUpdate)
        chooser.select(self._selection(rows), flags.ClearAndSelect | flags.Rows)
        self._restoring = False
        self.actions_for_rows.choose(self.chosen())

    def _selection(self, rows: Iterable[int]) -> QItemSelection:
        selection = QItemSelection()
        for row in rows:
            selection.select(self.model.index(row, 0), self.model.index(row, self.model.columnCount() - 1))
        return selection

    # ── from state ───────────────────────────────────────────────────────────────────────

    def _refresh(self) -> None:
        value = self._state.rundown.value
        self.pace.setCurrentIndex(self.pace.findData(value.pace))
        if self.beat.value() != value.beat_s:
            self.beat.blockSignals(True)
            self.beat.setValue(value.beat_s)
            self.beat.blockSignals(False)
        self._told.setText(self._words())

    def _words(self) -> str:
        value = self._state.rundown.value
        if not value.on_air:
            return tr("{count} rows", count=len(value.items)) if len(value.items) != 1 else tr("1 row")
        if value.hold:
            return tr("On hold")
        told = tr("On air") if value.current is not None else tr("Waiting for the next row")
        if value.left_out:
            told += " · " + tr("beats skipped: {count}", count=value.left_out)
        return told

    def _ask_pace(self) -> None:
        self._intents.rundown.set_pace(Pace(self.pace.currentData()), self.beat.value())

    def _tick(self) -> None:
        self.model.refresh()

    def _open_menu(self, where: QPoint) -> None:
        self.menu().popup(self.table.viewport().mapToGlobal(where))

    def menu(self) -> QMenu:
        """What can be done with the chosen rows."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.setToolTipsVisible(True)
        menu.addActions(self.actions_for_rows.for_rows())
        return menu

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._ticking.start()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._ticking.stop()
