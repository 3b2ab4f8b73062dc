"""Opens a slot's folder in the system's file browser."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices

from vortex_gui.base.words.translation import tr
from vortex_gui.console.state.console_state import ConsoleState
from vortex_gui.engine.facts.events import Severity


def open_folder(state: ConsoleState, slot_id: int, notify: Callable[..., None]) -> None:
    """Tells the operator when the folder is not there, or where it is when nothing can open it."""
    slot = state.slots.get(slot_id)
    if slot is None or not slot.row.folder.is_dir():
        text = tr("The folder of slot {slot} is not there.", slot=slot_id)
        notify(Severity.WARNING, text, key=f"folder {slot_id}")
    elif not QDesktopServices.openUrl(QUrl.fromLocalFile(str(slot.row.folder))):
        text = tr("Could not open a file browser. The folder is {path}.", path=slot.row.folder)
        notify(Severity.INFO, text, key=f"folder {slot_id}")
