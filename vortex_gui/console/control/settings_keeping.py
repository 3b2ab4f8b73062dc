"""Saves the settings, and tells the operator which of them take effect when."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from vortex_gui.base.at_once import needs_restart
from vortex_gui.base.settings import Settings, save_settings
from vortex_gui.base.translation import tr
from vortex_gui.console.state.console_state import ConsoleState
from vortex_gui.console.state.messages import Notice, NoticeButton
from vortex_gui.engine.facts.events import Severity

KEY = "settings"


def keep(
    settings: Settings,
    file: Path | None,
    state: ConsoleState,
    *,
    use: Callable[[Settings], None],
    restart: Callable[[], None],
) -> None:
    """Writes the settings and applies those that take effect at once; `restart` is offered for the others."""
    try:
        save_settings(settings, file)
    except OSError as error:
        text = tr("The settings were not saved: {why}.", why=error.strerror or error)
        state.notices.post(Notice(KEY, Severity.ERROR, text))
        return
    before = state.settings
    state.set_settings(settings)
    use(settings)
    if needs_restart(before, settings):
        text = tr("Settings saved. Some take effect when you restart the console.")
        tip = tr("Close the console and start it again; a running slot goes back to the queue")
        button = NoticeButton(tr("Restart now"), tip, restart)
        state.notices.post(Notice(KEY, Severity.SUCCESS, text, button=button))
    elif settings.folders != before.folders:
        folder = settings.folders.output_path
        text = tr("Settings saved. Slots that begin from now on go to {folder}.", folder=folder)
        state.notices.post(Notice(KEY, Severity.SUCCESS, text))
