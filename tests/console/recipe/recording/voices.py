"""A microphone of which the test has the other end: the device that Qt would give, fed by hand."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QIODevice, QObject

from vortex_gui.console.recipe.recording.microphone import Opened, OpenMicrophone
from vortex_gui.console.recipe.recording.samples import Kind

RATE = 16_000


class Voice(QIODevice):
    """Sequential, as a sound device's stream is."""

    def __init__(self) -> None:
        super().__init__()
        self._waiting = b""
        self.open(QIODevice.OpenModeFlag.ReadOnly)

    def say(self, data: bytes) -> None:
        self._waiting += data
        self.readyRead.emit()

    def isSequential(self) -> bool:
        return True

    def bytesAvailable(self) -> int:
        return len(self._waiting) + super().bytesAvailable()

    def readData(self, most: int) -> bytes:
        given, self._waiting = self._waiting[:most], self._waiting[most:]
        return given


class Desk:
    """Opens its one microphone, or says why it cannot; `ask_first` holds the answer back until `answer`."""

    def __init__(
        self, refusal: str = "", *, channels: int = 1, kind: Kind = "i2", ask_first: bool = False
    ) -> None:
        self.voice = Voice()
        self.refusal, self.channels, self.kind, self.ask_first = refusal, channels, kind, ask_first
        self.is_gone = False
        self.closed = 0
        self._waiting: Opened | None = None

    def opens(self, parent: QObject, opened: Opened) -> None:
        self._waiting = opened
        if not self.ask_first:
            self.answer()

    def answer(self) -> None:
        assert self._waiting is not None
        self._waiting(self.refusal or self._open())

    def _open(self) -> OpenMicrophone:
        return OpenMicrophone(self.voice, RATE, self.channels, self.kind, lambda: self.is_gone, self._close)

    def _close(self) -> None:
        self.closed += 1


def tone(seconds: float, loud: float = 0.5) -> np.ndarray:
    """float32 of one channel."""
    times = np.arange(round(seconds * RATE)) / RATE
    return (loud * np.sin(2 * np.pi * 300 * times)).astype(np.float32)


def spoken(seconds: float, loud: float = 0.5) -> bytes:
    """The bytes of a tone in 16 bits."""
    data: bytes = np.rint(tone(seconds, loud) * 32_767).astype("<i2").tobytes()
    return data
