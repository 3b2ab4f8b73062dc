"""The models dock: the resident models, warm-up, cache clearing, and whether weights ever moved."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, QSize, Qt, QTimer
from PySide6.QtWidgets import (
    QHBoxLayout,
    QListView,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from vortex_gui.base.roles import ROLES, Role
from vortex_gui.base.words.translation import tr
from vortex_gui.console.look import icons, theme, words
from vortex_gui.console.look.labels import layer_label
from vortex_gui.console.models.delegate import MODEL_ROLE, ModelDelegate, load_texts, times_texts
from vortex_gui.console.models.residency import LOOKS
from vortex_gui.console.parts.buttons.cache_clearing import CacheClearing
from vortex_gui.console.parts.buttons.fitting_button import FittingButton
from vortex_gui.console.parts.buttons.worker_orders import not_ready, with_time
from vortex_gui.console.parts.labels.elided_label import ElidedLabel
from vortex_gui.console.parts.labels.plain_text import PlainLabel, plain_tip, set_tip
from vortex_gui.console.state.console_state import ConsoleState
from vortex_gui.console.state.intents import Intents
from vortex_gui.console.state.workers.worker_status import ModelState

LEAST_WIDTH = 300


class RolesModel(QAbstractListModel):
    """The roles in their order, from `WorkerStatus.models`."""

    def __init__(self, state: ConsoleState, delegate: ModelDelegate, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._worker = state.worker
        self._delegate = delegate
        state.worker.models_changed.connect(self._on_changed)

    def model_at(self, row: int) -> ModelState:
        return self._worker.models[ROLES[row]]

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self._worker.models)

    def data(
        self, index: QModelIndex | QPersistentModelIndex, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        model = self.model_at(index.row())
        if role == MODEL_ROLE:
            return model
        if role == Qt.ItemDataRole.DisplayRole:
            return f"{layer_label(model.role)}: {LOOKS[model.state].word}"
        if role == Qt.ItemDataRole.ToolTipRole:
            return plain_tip(self._details(model))
        if role == Qt.ItemDataRole.AccessibleDescriptionRole:
            return self._details(model)
        return None

    def _details(self, model: ModelState) -> str:
        info = model.info
        planned, measured = (info.planned_bytes, info.measured_bytes) if info else (None, None)
        lines = [
            f"{layer_label(model.role)} ({model.role}): {LOOKS[model.state].word}",
            tr(
                "Checkpoint {checkpoint}, {precision}", checkpoint=model.checkpoint, precision=model.precision
            ),
            tr(
                "Planned {planned}, measured {measured}",
                planned=words.size(planned),
                measured=words.size(measured),
            ),
            *(load_texts(model.load)[:1] if model.load is not None and model.load.bytes_total else ()),
            *times_texts(model)[:1],
        ]
        return "\n".join([*lines, model.fault] if model.fault else lines)

    def _on_changed(self) -> None:
        self.dataChanged.emit(self.index(0), self.index(self.rowCount() - 1))


class ModelsView(QWidget):
    """Each button is enabled, disabled with a reason in its tooltip, or busy with the time since."""

    def __init__(self, state: ConsoleState, intents: Intents, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("modelsView")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._state = state
        self._intents = intents
        self._clearing = CacheClearing(state, intents, self)
        self._clearing.changed.connect(self._refresh_clear)
        self._ticking = QTimer(self, interval=1000)
        self._ticking.timeout.connect(self._refresh)
        self._build()
        for signal in (
            state.worker.changed,
            state.worker.models_changed,
            state.operations.changed,
            state.slots.order_changed,
            state.read_only_changed,
            theme.notifier().changed,
        ):
            signal.connect(self._refresh)
        state.memory.appended.connect(lambda _: self._refresh_moves())
        state.settings_changed.connect(self._refresh_moves)
        self._refresh()
        self._refresh_moves()

    @property
    def armed(self) -> bool:
        """Whether the next press on Clear cache clears although a slot runs."""
        return self._clearing.armed

    def chosen(self) -> Role | None:
        """The role of the chosen row."""
        rows = self.list.selectionModel().selectedRows()
        return ROLES[rows[0].row()] if rows else None

    def _build(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 6, 0, 6)
        column.setSpacing(6)
        row = QHBoxLayout()
        row.setContentsMargins(theme.MARGIN, 0, theme.MARGIN, 0)
        row.setSpacing(6)
        self.warm_one = self._button("warm", self._warm_chosen)
        self.warm_all = self._button("warm", lambda: self._intents.warm_up(None))
        self.clear = self._button("clear", self._clearing.press)
        for button in (self.warm_one, self.warm_all, self.clear):
            row.addWidget(button)
        column.addLayout(row)
        delegate = ModelDelegate(self)
        self.list = QListView()
        self.list.setAccessibleName(tr("Resident models"))
        self.list.setModel(RolesModel(self._state, delegate, self))
        self.list.setItemDelegate(delegate)
        self.list.setMouseTracking(True)
        self.list.setUniformItemSizes(True)
        self.list.selectionModel().selectionChanged.connect(lambda *_: self._refresh())
        self.list.doubleClicked.connect(lambda _: self.warm_one.click())
        column.addWidget(self.list, 1)
        column.addLayout(self._foot())

    def minimumSizeHint(self) -> QSize:
        """Does not change with the buttons' words, so that the dock keeps still."""
        return QSize(LEAST_WIDTH, 130)

    def _foot(self) -> QHBoxLayout:
        foot = QHBoxLayout()
        foot.setContentsMargins(theme.MARGIN, 0, theme.MARGIN, 0)
        self._sum, self.freed, self.moves = ElidedLabel(), PlainLabel(), PlainLabel()
        self.freed.setProperty("muted", True)
        set_tip(self.moves, tr("Weights moved since the warm-up; a resident pipeline stays at 0"))
        for label in (self.freed, self.moves):
            label.setFont(theme.ui_font(8.5))
        foot.addWidget(self._sum, 1)
        foot.addWidget(self.freed)
        foot.addSpacing(10)
        foot.addWidget(self.moves)
        return foot

    def _button(self, drawing: str, pressed: Callable[[], None]) -> QPushButton:
        button = FittingButton()
        button.setProperty("tight", True)
        icons.dress(button, drawing)
        button.clicked.connect(lambda: pressed())
        return button

    # ── from state ───────────────────────────────────────────────────────────────────────────

    def _refresh(self) -> None:
        role = self.chosen()
        wait = not_ready(self._state)
        one_tip = tr("Run the selected model until its time is steady")
        self._offer(
            self.warm_one,
            f"warm_up:{role}",
            tr("Warm up"),
            one_tip,
            wait or (tr("Choose a model first.") if role is None else ""),
        )
        all_tip = tr("Run all models until their times are steady")
        self._offer(self.warm_all, "warm_up", tr("Warm up all"), all_tip, wait)
        self._refresh_clear()
        self._refresh_sum()
        self._refresh_freed()
        keys = ("warm_up", "clear_cache", *(f"warm_up:{name}" for name in ROLES))
        busy = any(self._state.operations.since(key) is not None for key in keys)
        if busy != self._ticking.isActive():
            (self._ticking.start if busy else self._ticking.stop)()

    def _refresh_clear(self) -> None:
        armed, text, tip = self.armed, self._clearing.text(), self._clearing.tip()
        self._offer(self.clear, "clear_cache", text, tip, not_ready(self._state))
        if self.clear.property("armed") != armed:
            self.clear.setProperty("armed", armed)
            self.clear.style().polish(self.clear)
            icons.dress(self.clear, "clear", "window" if armed else "text")

    def _refresh_sum(self) -> None:
        infos = [model.info for model in self._state.worker.models.values() if model.info is not None]
        measured = [info.measured_bytes for info in infos if info.measured_bytes is not None]
        planned = [info.planned_bytes for info in infos if info.planned_bytes is not None]
        text = tr("{resident} of {roles} resident", resident=len(infos), roles=len(self._state.worker.models))
        if measured:
            text += "  ·  " + words.size(sum(measured))
            if len(planned) == len(infos):  # else the sums are of different models
                text += " " + tr("(planned {planned})", planned=words.size(sum(planned)))
        self._sum.setText(text)

    def _refresh_freed(self) -> None:
        freed = self._state.worker.freed_bytes
        self.freed.setText("" if freed is None else tr("Freed {size}", size=words.size(freed)))
        set_tip(self.freed, tr("Memory freed by the last Clear cache"))

    def _refresh_moves(self) -> None:
        latest = self._state.memory.latest
        moves = latest.weight_moves if latest else None
        text = tr("Moves {moves}", moves=words.UNKNOWN if moves is None else moves)
        self.moves.setVisible(bool(moves) or self._state.settings.console.developer_figures)
        if text != self.moves.text():
            self.moves.setText(text)
            tones = theme.current()
            self.moves.setStyleSheet(f"color: {(tones.bad if moves else tones.muted).name()};")

    def _offer(self, button: QPushButton, key: str, text: str, tip: str, reason: str) -> None:
        text, reason = with_time(self._state, key, text, reason)
        button.setText(text)
        button.setAccessibleName(text)
        button.setEnabled(not reason)
        set_tip(button, f"{tip}\n{reason}" if reason else tip)

    # ── what is pressed ──────────────────────────────────────────────────────────────────────

    def _warm_chosen(self) -> None:
        role = self.chosen()
        if role is not None:
            self._intents.warm_up(role)
