"""Opens the window's dialogs; each is opened, never executed."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QMainWindow

from vortex_gui.base.words.translation import tr
from vortex_gui.console.shell.pages import help as help_pages
from vortex_gui.console.state.console_state import ConsoleState
from vortex_gui.console.state.intents import Intents


class WindowDialogs(QObject):
    """`settings_saved(Settings)` when the operator saved them; `plan_asked` for a machine's card.

    A dialog is imported as it is opened.
    """

    settings_saved = Signal(object)
    plan_asked = Signal()

    def __init__(self, state: ConsoleState, intents: Intents, window: QMainWindow) -> None:
        super().__init__(window)
        self._state = state
        self._intents = intents
        self._window = window

    def open_settings(self) -> None:
        from vortex_gui.console.dialogs.settings_dialog import SettingsDialog

        dialog = SettingsDialog(self._state.settings, self._window)
        dialog.saved.connect(self.settings_saved)
        dialog.open()

    def open_fetch(self) -> None:
        from vortex_gui.console.dialogs.fetch_dialog import FetchDialog

        FetchDialog(self._state, self._intents, self._window).open()

    def open_machines(self) -> None:
        from vortex_gui.console.machines.dialog import MachinesDialog

        dialog = MachinesDialog(self._state, self._intents, self._window)
        dialog.plan_asked.connect(self.plan_asked)
        dialog.open()

    def open_add_machine(self) -> None:
        from vortex_gui.console.machines.trial_dialog import TrialDialog

        TrialDialog(self._state, self._intents, self._window).open()

    def open_guide(self) -> None:
        from vortex_gui.console.shell.pages.guide import GuideDialog

        GuideDialog(self._window).open()

    def open_keys(self) -> None:
        """The keys of all menus, and of the player."""
        from vortex_gui.console.preview.playing.player_keys import sheet_of_player

        groups = [*help_pages.sheet_of(self._window.menuBar()), (tr("Player"), sheet_of_player())]
        help_pages.shortcuts_dialog(groups, self._window).open()

    def open_about(self) -> None:
        help_pages.AboutDialog(self._window).open()
