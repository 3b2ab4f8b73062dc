"""The bar that holds the strip of workers, and whom the operator's orders go to; there with several alone."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QCheckBox, QMainWindow, QToolBar, QWidgetAction

from vortex_gui.base.words.translation import tr
from vortex_gui.console.parts.labels.plain_text import set_tip
from vortex_gui.console.shell.status.workers_strip import WorkersStrip
from vortex_gui.console.state.console_state import ConsoleState


class WorkersBar(QToolBar):
    """Hidden while a worker is alone and no other machine is known."""

    def __init__(self, state: ConsoleState, window: QMainWindow) -> None:
        super().__init__(tr("Workers"), window)
        self.setObjectName("workersBar")
        self.setMovable(False)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.PreventContextMenu)
        self.toggleViewAction().setVisible(False)
        self._state = state
        self.strip = WorkersStrip(state)
        self.strip.chosen.connect(state.workers.choose)
        self.addWidget(self.strip)
        self.all = QCheckBox(tr("Ask all"))
        set_tip(
            self.all, tr("Warm-up, clearing the cache and restart go to every worker, not to the chosen one")
        )
        self.all.toggled.connect(state.workers.ask_all)
        self._asking = QWidgetAction(self)  # our own: of what addWidget makes PySide may lose sight
        self._asking.setDefaultWidget(self.all)
        self.addAction(self._asking)
        state.workers.begun.connect(self.refresh)
        state.machines.changed.connect(self.refresh)
        self.refresh()

    def offer(self, action: QAction) -> None:
        """Puts an action at its end, within the round of Tab."""
        self.addAction(action)
        self.widgetForAction(action).setFocusPolicy(Qt.FocusPolicy.TabFocus)

    def refresh(self) -> None:
        """Shows it where there are several, or other machines."""
        self._asking.setVisible(self._state.workers.are_several)
        self.setVisible(self._state.workers.are_several or bool(self._state.machines.known))
