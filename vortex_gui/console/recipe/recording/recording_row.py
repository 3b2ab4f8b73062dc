"""A button that records from the microphone, with the level and the seconds so far beside it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from vortex_gui.base.words.translation import tr
from vortex_gui.console.look import icons, theme
from vortex_gui.console.parts.labels.plain_text import PlainLabel, set_tip
from vortex_gui.console.parts.level_meter import LevelMeter
from vortex_gui.console.recipe.recording.microphone import Opens, open_microphone
from vortex_gui.console.recipe.recording.recorder import Recorder


class RecordingRow(QWidget):
    """`recorded(path)` when a recording is ready."""

    recorded = Signal(object)

    def __init__(self, folder: Callable[[], Path], opens: Opens = open_microphone) -> None:
        super().__init__()
        self.recorder = Recorder(folder, opens, self)
        self.recorder.heard.connect(self._on_heard)
        self.recorder.ended.connect(self._on_ended)
        self.button = QPushButton()
        self.button.clicked.connect(self._on_clicked)
        self.meter = LevelMeter()
        self.time = PlainLabel()
        self.told = PlainLabel()
        self.told.setWordWrap(True)
        self.told.setProperty("muted", True)
        row = QHBoxLayout()
        row.setSpacing(theme.GAP)
        for widget in (self.button, self.meter, self.time):
            row.addWidget(widget)
        row.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addLayout(row)
        column.addWidget(self.told)
        self._refresh()
        self._tell("")

    def _on_clicked(self) -> None:
        if self.recorder.is_on:
            self.recorder.stop()
        else:
            self._tell("")
            self.time.setText(_clock(0))
            self.meter.reset()
            self.recorder.start()
            self._refresh()

    def _on_heard(self, peak: float, seconds: float) -> None:
        self.meter.show_level(peak)
        self.time.setText(_clock(seconds))

    def _on_ended(self, path: Path | None, sentence: str) -> None:
        self._refresh()
        self._tell(sentence)
        if path is not None:
            self.recorded.emit(path)

    def _refresh(self) -> None:
        is_on = self.recorder.is_on
        self.button.setText(tr("Stop") if is_on else tr("Record"))
        icons.dress(self.button, "stop" if is_on else "microphone")
        set_tip(
            self.button,
            tr("End the recording") if is_on else tr("Record the words from the microphone"),
        )
        self.meter.setVisible(is_on)
        self.time.setVisible(is_on)

    def _tell(self, sentence: str) -> None:
        self.told.setText(sentence)
        self.told.setVisible(bool(sentence))


def _clock(seconds: float) -> str:
    return f"{int(seconds) // 60}:{int(seconds) % 60:02d}"
