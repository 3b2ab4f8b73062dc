"""The operator's own arrangements by name, kept in the layout file."""

from __future__ import annotations

import json

from PySide6.QtCore import QByteArray, QSettings

from vortex_gui.base.words.translation import mark, tr
from vortex_gui.console.parts.private_ini import keep, kept
from vortex_gui.console.shell.layouts.ready_made import READY

KEY = "own layouts"
LONGEST = 40
NO_NAME = mark("Write a name.")
TOO_LONG = mark("A name has at most {count} letters.")
TAKEN = mark("There is a layout of this name already.")


class OwnLayouts:
    """Each as Qt saves the state of a window; what cannot be read in the file is left out.

    Without a file they last as long as the window.
    """

    def __init__(self, file: QSettings | None) -> None:
        self._file = file
        self._states: dict[str, str] = {}
        try:
            found = json.loads(str(kept(file, KEY) or "{}"))
        except (ValueError, RecursionError):
            found = {}
        if isinstance(found, dict):
            self._states = {name: state for name, state in found.items() if isinstance(state, str)}

    def names(self) -> tuple[str, ...]:
        """In the order of the alphabet."""
        return tuple(sorted(self._states, key=str.casefold))

    def state(self, name: str) -> QByteArray:
        """What `restoreState` takes; raises `KeyError` for an unknown name."""
        return QByteArray.fromBase64(QByteArray(self._states[name].encode()))

    def fault_of(self, name: str, *, besides: str = "") -> str:
        """Why a layout cannot be called so, or nothing; `besides` is the one that is renamed."""
        wished = name.strip().casefold()
        taken = {each.casefold() for each in self._states if each != besides}
        taken |= {tr(each.english).casefold() for each in READY}
        if not wished:
            return tr(NO_NAME)
        if len(wished) > LONGEST:
            return tr(TOO_LONG, count=LONGEST)
        return tr(TAKEN) if wished in taken else ""

    def save(self, name: str, state: QByteArray) -> None:
        """Keeps the state under this name, in place of the one that it had."""
        self._states[name] = bytes(state.toBase64().data()).decode()
        self._write()

    def rename(self, old: str, new: str) -> None:
        """Raises `KeyError` for an unknown name."""
        self._states[new] = self._states.pop(old)
        self._write()

    def delete(self, name: str) -> None:
        """Nothing for an unknown name."""
        self._states.pop(name, None)
        self._write()

    def _write(self) -> None:
        keep(self._file, {KEY: json.dumps(self._states)})
