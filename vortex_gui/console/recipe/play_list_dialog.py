"""The play-list's dialog: which recipes, in which order, at which beat; it may stay open."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import QSize, Qt, QTimer
from PySide6.QtGui import QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QDoubleSpinBox,
    QFileDialog,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from vortex_gui.base.process.clock import steady_now
from vortex_gui.base.words.translation import tr
from vortex_gui.console.look import icons, theme, words
from vortex_gui.console.parts.fields import Field, inset
from vortex_gui.console.parts.plain_text import PlainLabel, set_tip
from vortex_gui.console.parts.screens import room_for
from vortex_gui.console.recipe.presets import preset_paths, preset_title
from vortex_gui.console.state.console_state import ConsoleState
from vortex_gui.console.state.intents import Intents
from vortex_gui.console.state.play_list import PlayList

PATH_ROLE = Qt.ItemDataRole.UserRole
LONGEST_BEAT_S = 3600.0


class PlayListDialog(QDialog):
    """Starts and stops the play-list; drag the recipes into their order, untick those to leave out."""

    def __init__(self, state: ConsoleState, intents: Intents, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._state = state
        self._intents = intents
        self.setWindowTitle(tr("Play-list"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.resize(room_for(QSize(440, 560)))
        self._build()
        self._ticking = QTimer(self, interval=500)
        self._ticking.timeout.connect(self._refresh)
        self._ticking.start()
        if state.play_list is not None:
            self._show_playing(state.play_list)
        state.play_list_changed.connect(self._refresh)
        self._refresh()

    def chosen(self) -> tuple[Path, ...]:
        """The ticked recipes in their order."""
        items = (self._list.item(row) for row in range(self._list.count()))
        return tuple(
            Path(item.data(PATH_ROLE)) for item in items if item.checkState() == Qt.CheckState.Checked
        )

    def _build(self) -> None:
        about = PlainLabel(
            tr(
                "Generates one recipe after the other, each due by the end of the next beat, then starts "
                "over. A beat is skipped while three slots are queued. Drag a recipe to its place, or "
                "move it with Alt+Up and Alt+Down."
            )
        )
        about.setWordWrap(True)
        about.setProperty("muted", True)
        self._list = QListWidget()
        self._list.setAccessibleName(tr("Recipes in their order"))
        self._list.setSpacing(2)
        self._list.setDragDropMode(QAbstractItemView.DragDropMode.InternalMove)
        self._list.itemChanged.connect(lambda _: self._refresh())
        for key, places in (("Alt+Up", -1), ("Alt+Down", 1)):
            shortcut = QShortcut(QKeySequence(key), self._list)
            shortcut.setContext(Qt.ShortcutContext.WidgetShortcut)
            shortcut.activated.connect(partial(self._move, places))
        for path in preset_paths():
            self._add(path)
        self._beat = QDoubleSpinBox()
        self._beat.setRange(1.0, LONGEST_BEAT_S)
        self._beat.setDecimals(1)
        self._beat.setSuffix(" s")
        self._beat.setValue(45.0)
        inset(self._beat)
        self._told = PlainLabel()
        self._told.setWordWrap(True)
        column = QVBoxLayout(self)
        column.setSpacing(theme.GAP)
        column.addWidget(about)
        column.addWidget(self._list, 1)
        column.addWidget(Field(tr("Beat: one slot every"), self._beat))
        column.addWidget(self._told)
        column.addLayout(self._buttons())

    def _buttons(self) -> QHBoxLayout:
        row = QHBoxLayout()
        add = QPushButton(tr("Add recipes …"))
        icons.dress(add, "plus")
        add.setAutoDefault(False)
        add.clicked.connect(self._ask_files)
        self._toggle = QPushButton()
        self._toggle.setProperty("primary", True)
        self._toggle.clicked.connect(self._on_toggle)
        row.addWidget(add)
        row.addStretch()
        row.addWidget(self._toggle)
        return row

    def _add(self, path: Path, ticked: Qt.CheckState = Qt.CheckState.Checked) -> None:
        item = QListWidgetItem(preset_title(path))
        item.setData(PATH_ROLE, str(path))
        set_tip(item, str(path))
        item.setCheckState(ticked)
        self._list.addItem(item)

    def _move(self, places: int) -> None:
        row = self._list.currentRow()
        target = row + places
        if row >= 0 and 0 <= target < self._list.count():
            self._list.insertItem(target, self._list.takeItem(row))
            self._list.setCurrentRow(target)

    def _show_playing(self, playing: PlayList) -> None:
        """What was started stands first in its order, ticked; the rest is left out."""
        self._list.clear()
        for path in playing.recipes:
            self._add(path)
        for path in preset_paths():
            if path not in playing.recipes:
                self._add(path, Qt.CheckState.Unchecked)
        self._beat.setValue(playing.beat_s)

    def _add_files(self, names: list[str]) -> None:
        for name in names:
            self._add(Path(name))

    def _ask_files(self) -> None:
        dialog = QFileDialog(self, tr("Add recipes"), "", tr("Recipes (*.yaml *.yml *.json)"))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
        dialog.filesSelected.connect(self._add_files)
        dialog.open()

    def _on_toggle(self) -> None:
        if self._state.play_list is None:
            self._intents.start_play_list(self.chosen(), self._beat.value())
        else:
            self._intents.stop_play_list()

    def _refresh(self) -> None:
        playing = self._state.play_list
        self._toggle.setText(tr("Stop") if playing else tr("Start"))
        icons.dress(self._toggle, "stop" if playing else "play", "on_accent")
        reason = "" if playing or self.chosen() else tr("Tick at least one recipe.")
        self._toggle.setEnabled(not reason)
        set_tip(self._toggle, reason)
        self._list.setEnabled(playing is None)
        self._beat.setEnabled(playing is None)
        self._told.setText(self._words() if playing else "")

    def _words(self) -> str:
        playing = self._state.play_list
        if playing is None:
            return ""
        return tr(
            "Slots queued: {begun}. Beats skipped: {out}. Next in {time}.",
            begun=playing.begun,
            out=playing.left_out,
            time=words.clock(playing.next_at - steady_now()),
        )

    def showEvent(self, event: QShowEvent) -> None:
        """Rows measured before they had their style would move at the first click."""
        super().showEvent(event)
        self._list.scheduleDelayedItemsLayout()
