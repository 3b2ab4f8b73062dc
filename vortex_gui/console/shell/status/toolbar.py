"""The toolbar: what an operator presses most, and the tally between."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QMainWindow, QToolBar, QToolButton

from vortex_gui.base.words.translation import tr
from vortex_gui.console.shell.actions.window_actions import WindowActions
from vortex_gui.console.shell.notices.message_bell import MessageBell
from vortex_gui.console.shell.status.tally import Tally
from vortex_gui.console.state.console_state import ConsoleState

NARROW = 1240
"""Below this width the toolbar's buttons have no words beside their icons."""


class MainToolBar(QToolBar):
    """`fit` is called with the window's width at each resize."""

    def __init__(self, actions: WindowActions, state: ConsoleState, window: QMainWindow) -> None:
        super().__init__(tr("Main"), window)
        self.setObjectName("toolbar")
        self.setMovable(False)
        self.setIconSize(QSize(20, 20))
        worker = actions.worker
        for action in (
            actions.generate,
            worker.cancel,
            worker.pause,
            actions.clear_queue,
            None,
            worker.warm_up,
            worker.clear_cache,
        ):
            self.addAction(action) if action else self.addSeparator()
        self.widgetForAction(actions.generate).setProperty("primary", True)
        self.addSeparator()
        self.tally = Tally(state)
        self.tally.clicked.connect(actions.live.trigger)
        self.addWidget(self.tally)
        self.addSeparator()
        last = (worker.restart, actions.settings, actions.guide)
        self.addActions(last)
        self._wordless = (actions.clear_queue, *last)
        self.addWidget(MessageBell(state, actions.open_messages))
        for button in self.findChildren(QToolButton):
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # Qt leaves toolbars out of the round of Tab
        self.fit(window.width())

    def fit(self, width: int) -> None:
        """Words beside the icons where there is room; some buttons are known by their icon alone."""
        style = Qt.ToolButtonStyle
        self.setToolButtonStyle(
            style.ToolButtonIconOnly if width < NARROW else style.ToolButtonTextBesideIcon
        )
        for action in self._wordless:
            button = self.widgetForAction(action)
            if isinstance(button, QToolButton):
                button.setToolButtonStyle(style.ToolButtonIconOnly)
