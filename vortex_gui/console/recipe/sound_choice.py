"""The recorded words in the recipe form: a sound's path, the part of it that is wanted, and a microphone."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QHBoxLayout, QLineEdit

from vortex_gui.base.words.translation import tr
from vortex_gui.console.look import theme
from vortex_gui.console.recipe.file_choice import FileChoice
from vortex_gui.console.recipe.plain_values import plain_number, text_of
from vortex_gui.console.recipe.recording.microphone import Opens, open_microphone
from vortex_gui.console.recipe.recording.recording_row import RecordingRow

MAX_BYTES = 2_000_000_000


class SoundChoice(FileChoice):
    """`start` and `end` appear once there is a path; `recordings` gives the folder for new ones."""

    def __init__(self, recordings: Callable[[], Path], opens: Opens = open_microphone) -> None:
        kinds = tr("Sound (*.wav *.flac *.mp3 *.m4a *.ogg)")
        super().__init__(tr("spoken by the voice"), tr("Choose a sound file"), kinds, MAX_BYTES)
        self.start = self._second(tr("from the beginning"), tr("First second of the sound"))
        self.end = self._second(tr("to the end"), tr("Last second of the sound"))
        row = QHBoxLayout()
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.GAP)
        row.addWidget(self.start)
        row.addWidget(self.end)
        self.column.addLayout(row)
        self.recording = RecordingRow(recordings, opens)
        self.recording.recorded.connect(self._on_recorded)
        self.column.addWidget(self.recording)
        self._show_part()

    @property
    def is_used(self) -> bool:
        """Whether a recording takes the voice's place."""
        return bool(self.line.text().strip())

    def written(self) -> object | None:
        if not self.is_used:
            return None
        part = {"start": self.start.text().strip(), "end": self.end.text().strip()}
        seconds = {name: plain_number(written) for name, written in part.items() if written}
        return {"path": self.whole_path(), **seconds}

    def fill(self, value: object) -> None:
        found = value if isinstance(value, dict) else {"path": value}
        self._filling = True
        start = found.get("start")
        self.start.setText("" if start == 0 else text_of(start))
        self.end.setText(text_of(found.get("end")))
        self.put(text_of(found.get("path")))
        self._show_part()

    def _on_edited(self) -> None:
        self._show_part()
        super()._on_edited()

    def _second(self, hint: str, name: str) -> QLineEdit:
        editor = QLineEdit()
        editor.setPlaceholderText(hint)
        editor.setAccessibleName(name)
        editor.textChanged.connect(self._on_part_edited)
        return editor

    def _on_part_edited(self) -> None:
        if not self._filling:
            self.changed.emit()

    def _on_recorded(self, path: Path) -> None:
        """The whole of it, in the place of what stood here."""
        self.fill({"path": str(path)})
        self.changed.emit()

    def _show_part(self) -> None:
        for editor in (self.start, self.end):
            editor.setVisible(self.is_used)
