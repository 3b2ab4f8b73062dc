"""The bar that holds the on-air strip below the toolbar: it comes with the first slot or rundown."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMainWindow, QToolBar

from vortex_gui.base.words.translation import tr
from vortex_gui.console.shell.status.on_air import has_content
from vortex_gui.console.shell.status.on_air_strip import OnAirStrip
from vortex_gui.console.state.console_state import ConsoleState
from vortex_gui.console.state.intents import Intents


class OnAirBar(QToolBar):
    """Once it was shown it stays for the sitting, so that the panels below do not jump.

    The setting says whether it comes with a rundown, or always, which costs the panels its height.
    """

    def __init__(self, state: ConsoleState, intents: Intents, window: QMainWindow) -> None:
        super().__init__(tr("On-air strip"), window)
        self.setObjectName("onAirBar")
        self.setMovable(False)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.PreventContextMenu)
        self.toggleViewAction().setVisible(False)
        self._state = state
        self._was_wanted = False
        self.strip = OnAirStrip(state)
        self.strip.chosen.connect(intents.select)
        self.addWidget(self.strip)
        for signal in (state.rundown.changed, state.slots.order_changed, state.settings_changed):
            signal.connect(self.refresh)
        for rows in (state.slots.added, state.slots.changed):
            rows.connect(lambda _: self.refresh())
        self.refresh()

    def refresh(self) -> None:
        """Shows it where there is something to show and the operator wants it."""
        wish = self._state.settings.console.on_air_strip
        wanted = wish == "always" and has_content(self._state)
        self._was_wanted = self._was_wanted or wanted or bool(self._state.rundown.items)
        self.setVisible(self._was_wanted and wish != "never")
