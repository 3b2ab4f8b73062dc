"""Keeps the rundown in the data folder, so that it is there again after a restart."""

from __future__ import annotations

import os
from pathlib import Path

from PySide6.QtCore import QObject, QTimer

from vortex_gui.base.errors import RundownError
from vortex_gui.base.files.private_files import make_private_file
from vortex_gui.base.files.standing import why
from vortex_gui.base.process.work_thread import WorkThread
from vortex_gui.base.words.translation import tr
from vortex_gui.console.control.rundown.facts import Begin
from vortex_gui.console.control.rundown.requests import read_rundown, replacing
from vortex_gui.console.state.console_state import ConsoleState
from vortex_gui.console.state.messages import Notice
from vortex_gui.console.state.rundown.rundown import Rundown
from vortex_gui.engine.facts.events import Severity

FILE = "rundown.yaml"
REST_MS = 500
"""What was changed is written once it rests so long."""


class RundownKeeping(QObject):
    """Nothing is written before `begin`."""

    def __init__(
        self, state: ConsoleState, data_dir: Path, begin: Begin, thread: WorkThread, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._state, self._file, self._work, self._thread = state, data_dir / FILE, begin, thread
        self._written: object = _kept(state.rundown.value)
        self._resting = QTimer(self, singleShot=True, interval=REST_MS)
        self._resting.timeout.connect(self.keep)

    def begin(self, *, writes: bool) -> None:
        """Opens the rundown of the sitting before, and keeps this one's where the console may write."""
        self._work(self._open(writes), "rundown of before")

    async def _open(self, writes: bool) -> None:
        try:
            if os.path.lexists(self._file):
                found = await self._thread.run(read_rundown, self._file, self._state.profile)
                self._state.rundown.put(replacing(self._state.rundown.value, found))
                self._written = _kept(self._state.rundown.value)
        except RundownError as error:
            text = tr("The rundown of before could not be opened.")
            remedy = tr("It stays in {file} until you change the rundown.", file=self._file)
            self._state.notices.post(
                Notice("rundown kept", Severity.WARNING, text, remedy, "\n".join(error.faults))
            )
        if writes:
            self._state.rundown.changed.connect(self._on_changed)

    def _on_changed(self) -> None:
        """Changes that go on and on do not put the writing off."""
        if not self._resting.isActive():
            self._resting.start()

    def keep(self) -> None:
        """Writes what has changed since; called when it rests, and before the controller ends."""
        self._resting.stop()
        value = self._state.rundown.value
        if (kept := _kept(value)) != self._written:
            self._written = kept
            self._work(self._write(value), "rundown kept")

    async def _write(self, value: Rundown) -> None:
        try:
            await self._thread.run(_write, value, self._file)
        except (OSError, RundownError) as error:
            reason = f"{self._file}: {why(error)}" if isinstance(error, OSError) else str(error).rstrip(".")
            text = tr("The rundown is not kept for the next start: {why}.", why=reason)
            self._state.notices.post(Notice("rundown kept", Severity.WARNING, text))


def _kept(value: Rundown) -> tuple[object, ...]:
    """What of a rundown stands in its file."""
    rows = tuple((item.title, item.path, item.recipe, item.slot_id, item.skipped) for item in value.items)
    return rows, value.loop, value.pace, value.beat_s


def _write(value: Rundown, file: Path) -> None:
    from vortex_gui.console.state.rundown.file import save_rundown  # not before the first paint

    make_private_file(file)
    save_rundown(value, file, keeps_slots=True)
