"""The recorded words in the recipe form: a sound's path, its wanted part and length, and a microphone."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtWidgets import QHBoxLayout, QLineEdit

from vortex_gui.base.files.given_file import GivenFileError
from vortex_gui.base.recipe.recipe_files import SOUND_CONTAINERS
from vortex_gui.base.words.translation import tr
from vortex_gui.console.look import theme
from vortex_gui.console.parts.labels.plain_text import PlainLabel
from vortex_gui.console.recipe.draft.plain_values import plain_number, text_of
from vortex_gui.console.recipe.own_files.file_choice import FileChoice, Look
from vortex_gui.console.recipe.recording.microphone import Opens, open_microphone
from vortex_gui.console.recipe.recording.recording_row import RecordingRow

MAX_BYTES = 2_000_000_000
SAME_S = 0.05
"""Two lengths that differ by less are the same: a clip's frames are nearly as long."""


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
        self.told = PlainLabel()
        self.told.setProperty("muted", True)
        self.told.setWordWrap(True)
        self.column.addWidget(self.told)
        self._sound_s: float | None = None
        self.recording = RecordingRow(recordings, opens)
        self.recording.recorded.connect(self._on_recorded)
        self.column.addWidget(self.recording)
        self._show_part()

    @property
    def is_used(self) -> bool:
        """Whether a recording takes the voice's place."""
        return bool(self.line.text().strip())

    @property
    def length_s(self) -> float | None:
        """Seconds of the wanted part; `None` while the file is not read, and where it has none."""
        start, end = (plain_number(each.text().strip() or "0") for each in (self.start, self.end))
        if self._sound_s is None or not isinstance(start, int | float) or not isinstance(end, int | float):
            return None
        left_s = min(end or self._sound_s, self._sound_s) - start
        return left_s if left_s > 0 else None

    def compare(self, wished_s: float | None, most_s: float) -> None:
        """Tells how the sound's length fits the slot's, which is the sound's own unless one is wished."""
        self.told.setText(length_words(self.length_s, wished_s, most_s))
        self.told.setVisible(bool(self.told.text()))

    def look(self, path: Path) -> Look:
        return partial(sound_seconds, path)

    def show_found(self, found: object) -> None:
        before, self._sound_s = self._sound_s, found if isinstance(found, float) else None
        if self._sound_s != before and not self._filling:
            self.changed.emit()

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


def length_words(sound_s: float | None, wished_s: float | None, most_s: float) -> str:
    """How long the sound is, and what becomes of it where the slot is longer or shorter."""
    if sound_s is None:
        return ""
    slot_s = min(wished_s or sound_s, most_s)
    if abs(slot_s - sound_s) < SAME_S:
        return tr("The sound is {sound:.1f} s long, and so is the slot.", sound=sound_s)
    if slot_s > sound_s:
        return tr(
            "The sound is {sound:.1f} s long; the slot is {slot:g} s long and silent after it.",
            sound=sound_s,
            slot=slot_s,
        )
    return tr(
        "The sound is {sound:.1f} s long; the slot is {slot:g} s long and cuts it.",
        sound=sound_s,
        slot=slot_s,
    )


def sound_seconds(path: Path) -> float | None:
    """How long a sound file is; `None` where it does not say. Called in a thread.

    Raises `GivenFileError` for what the slot would refuse.
    """
    import av

    try:
        with av.open(str(path), options={"format_whitelist": SOUND_CONTAINERS}) as file:
            if not file.streams.audio:
                raise GivenFileError(tr("it holds no sound"))
            return None if file.duration is None else file.duration / av.time_base
    except (av.FFmpegError, OSError) as error:
        raise GivenFileError(tr("no sound file that can be read")) from error
