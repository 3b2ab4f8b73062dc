"""The toolbar: what an operator presses most, and the tally between."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMainWindow, QToolBar, QToolButton

from vortex_gui.base.words.translation import tr
from vortex_gui.console.shell.actions.window_actions import WindowActions
from vortex_gui.console.shell.notices.message_bell import MessageBell
from vortex_gui.console.shell.status.tally_row import TallyRow
from vortex_gui.console.state.console_state import ConsoleState
from vortex_gui.console.state.intents import Intents

NARROW, NARROW_ON_AIR = 1240, 2200
"""Below this width the toolbar's buttons have no words beside their icons: alone, and beside the strip."""


class MainToolBar(QToolBar):
    """`fit` is called with the window's size at each resize."""

    def __init__(
        self, actions: WindowActions, state: ConsoleState, intents: Intents, window: QMainWindow
    ) -> None:
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
        self._first = actions.generate
        self._button(self._first).setProperty("primary", True)
        self.addSeparator()
        self.middle = TallyRow(state, intents)
        self.middle.shown_changed.connect(lambda: self.fit(self.window().size()))
        self.middle.tally.clicked.connect(actions.live.trigger)
        self.addWidget(self.middle)
        self.addSeparator()
        last = (worker.restart, actions.settings, actions.guide)
        self.addActions(last)
        self._wordless = (actions.clear_queue, *last)
        self.addWidget(MessageBell(state, actions.open_messages))
        for button in self.findChildren(QToolButton):
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # Qt leaves toolbars out of the round of Tab
        self.fit(window.size())

    def fit(self, size: QSize) -> None:
        """Words beside the icons where there is room; some buttons are known by their icon alone."""
        self.middle.fit(size.height())
        narrow = NARROW if self.middle.strip.isHidden() else NARROW_ON_AIR
        style = Qt.ToolButtonStyle
        self.setToolButtonStyle(
            style.ToolButtonIconOnly if size.width() < narrow else style.ToolButtonTextBesideIcon
        )
        self._button(self._first).setToolButtonStyle(
            style.ToolButtonIconOnly if size.width() < NARROW else style.ToolButtonTextBesideIcon
        )
        for action in self._wordless:
            self._button(action).setToolButtonStyle(style.ToolButtonIconOnly)

    def _button(self, action: QAction) -> QToolButton:
        button = self.widgetForAction(action)
        assert isinstance(button, QToolButton)
        return button
