"""Saves changed settings, and says which of them wait for a restart of the console."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from vortex_gui.base.files.standing import why
from vortex_gui.base.settings.at_once import needs_restart
from vortex_gui.base.settings.settings import Settings, save_settings, user_settings_path
from vortex_gui.base.words.translation import tr
from vortex_gui.console.control.shift.shift_words import settings_words
from vortex_gui.console.state.console_state import ConsoleState
from vortex_gui.console.state.messages import Notice, NoticeButton
from vortex_gui.console.state.shift_log import Did
from vortex_gui.engine.facts.events import Severity
from vortex_gui.engine.read_only import ReadOnlyEngine


class SettingsChange:
    """`restart` starts the console again when the operator presses the notice's button."""

    def __init__(
        self,
        state: ConsoleState,
        file: Path | None,
        engine: Callable[[], ReadOnlyEngine],
        did: Did,
        restart: Callable[[], None],
    ) -> None:
        self._state = state
        self._file = file
        self._engine = engine
        self._did = did
        self._restart = restart

    def keep(self, settings: Settings) -> None:
        """Writes the settings and applies those that take effect at once."""
        try:
            save_settings(settings, self._file)
        except OSError as error:
            path = self._file or user_settings_path()
            text = tr("The settings were not saved: {path}: {why}.", path=path, why=why(error))
            self._tell(Severity.ERROR, text)
            return
        before = self._state.settings
        self._state.set_settings(settings)
        self._engine().use_settings(settings)
        if text := settings_words(before, settings):
            self._did(text)
        if needs_restart(before, settings):
            self._offer_restart()
        elif settings.folders != before.folders:
            folder = settings.folders.output_path
            text = tr("Settings saved. Slots that begin from now on go to {folder}.", folder=folder)
            self._tell(Severity.SUCCESS, text)

    def _offer_restart(self) -> None:
        text = tr("Settings saved. Some take effect when you restart the console.")
        tip = tr("Close the console and start it again; a running slot goes back to the queue")
        self._tell(Severity.SUCCESS, text, NoticeButton(tr("Restart now"), tip, self._restart))

    def _tell(self, severity: Severity, text: str, button: NoticeButton | None = None) -> None:
        self._state.notices.post(Notice("settings", severity, text, button=button))
