"""Records from an open microphone into a WAV file until it is stopped."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal

from vortex_gui.base.files.standing import why
from vortex_gui.base.words.translation import tr
from vortex_gui.console.recipe.recording.microphone import OpenMicrophone, Opens, open_microphone
from vortex_gui.console.recipe.recording.samples import Unpacking
from vortex_gui.console.recipe.recording.wav_file import WavFile

MOST_S = 600.0
SILENT = 1e-3
"""-60 dB of full scale: a slot refuses a recording that stays below it."""
LOOK_MS = 100


class Recorder(QObject):
    """`heard(peak, seconds)` as the sound comes; `ended(path, sentence)` once, without a recording `None`."""

    heard = Signal(float, float)
    ended = Signal(object, str)

    def __init__(
        self, folder: Callable[[], Path], opens: Opens = open_microphone, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._folder, self._opens = folder, opens
        self._microphone: OpenMicrophone | None = None
        self._file: WavFile | None = None
        self._is_asking = False
        self._look = QTimer(self)
        self._look.setInterval(LOOK_MS)
        self._look.timeout.connect(self._on_look)

    @property
    def is_on(self) -> bool:
        """From the moment it asks for the microphone."""
        return self._is_asking or self._microphone is not None

    def start(self) -> None:
        """Does nothing while it records."""
        if not self.is_on:
            self._is_asking = True
            self._opens(self, self._on_opened)

    def stop(self) -> None:
        """Ends the recording; one that the system still asks about never begins."""
        if self._is_asking:
            self._is_asking = False
            self.ended.emit(None, "")
        elif self._microphone is not None:
            self._take()
            self._end("")

    def _on_opened(self, found: OpenMicrophone | str) -> None:
        wanted, self._is_asking = self._is_asking, False
        if isinstance(found, str):
            if wanted:
                self.ended.emit(None, found)
            return
        if not wanted:
            found.close()
            return
        folder = self._folder()
        try:
            self._file = WavFile(folder, found.rate, datetime.now())
        except OSError as error:
            found.close()
            told = tr("Nothing can be recorded in {folder} ({why}).", folder=folder, why=why(error))
            self.ended.emit(None, told)
            return
        self._microphone = found
        self._unpacking = Unpacking(found.kind, found.channels)
        found.device.readyRead.connect(self._take)
        self._look.start()
        self._take()

    def _take(self) -> None:
        """Writes what the microphone has given since."""
        if self._microphone is None or self._file is None:
            return
        samples = self._unpacking.mono(bytes(self._microphone.device.readAll().data()))
        if not samples.size:
            return
        try:
            peak = self._file.write(samples)
        except OSError as error:
            self._end(tr("The recording stopped: {why}.", why=why(error)))
            return
        self.heard.emit(peak, self._file.seconds)
        if self._file.seconds >= MOST_S:
            self._end(tr("The recording stopped after {minutes:.0f} minutes.", minutes=MOST_S / 60))

    def _on_look(self) -> None:
        if self._microphone is not None and self._microphone.has_gone():
            self._take()
            self._end(tr("The recording stopped: the microphone has gone."))

    def _end(self, told: str) -> None:
        """Keeps what can be heard; silence goes, with a sentence."""
        microphone, file = self._microphone, self._file
        if microphone is None or file is None:
            return
        self._look.stop()
        self._microphone = self._file = None
        microphone.device.readyRead.disconnect(self._take)
        microphone.close()
        if file.peak < SILENT:
            file.discard()
            self.ended.emit(None, told or tr("The microphone gave no sound: is it muted?"))
            return
        try:
            file.close()
        except OSError as error:
            told = told or tr("The recording stopped: {why}.", why=why(error))
        self.ended.emit(file.path, told)
