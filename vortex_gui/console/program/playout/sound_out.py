"""Where the program's sound goes, and the clock that comes from it; without a device a steady count."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from vortex_gui.base.process.clock import steady_now
from vortex_gui.console.parts.quiet_multimedia import quiet_multimedia
from vortex_gui.console.program.playout.clip_reader import CHANNELS, RATE, Sound

if TYPE_CHECKING:
    from PySide6.QtMultimedia import QAudioDevice, QAudioSink

LEAD = RATE // 5
"""Sound is written so far ahead: a stall shorter than this is not heard, and a cut comes this much later."""
BYTES = 2 * CHANNELS
PULL = 0.02
JUMP = RATE // 10
"""A device that is off by more than this has stopped or started; less is drift, which is followed softly."""


class SteadyOut:
    """Counts the samples that would have been heard; starts where the one before had come to."""

    device = ""

    def __init__(self, position: int = 0, now: Callable[[], float] = steady_now) -> None:
        self._now = now
        self._written = position
        self._anchor = position - now() * RATE
        self._counts = False
        """It begins with the first sound."""
        self.slipped = 0
        """Samples of time that passed without any sound to count."""

    def position(self) -> int:
        """The sample that is heard now; it never overtakes what was written."""
        if not self._counts:
            return self._written
        at = int(self._anchor + self._now() * RATE)
        if at > self._written:
            self.slipped += at - self._written
            self._anchor -= at - self._written
            at = self._written
        return at

    def room(self) -> int:
        """How many samples are wanted now."""
        return max(0, self.position() + LEAD - self._written)

    def write(self, sound: Sound) -> None:
        if not self._counts:
            self._counts = True
            self._anchor = self._written - self._now() * RATE
        self._written += len(sound)

    def close(self) -> None:
        """Nothing to give back."""


class DeviceOut:
    """A sound device. Its own count moves in steps, so the steady clock runs between and is pulled along."""

    def __init__(
        self, device: QAudioDevice, position: int = 0, now: Callable[[], float] = steady_now
    ) -> None:
        from PySide6.QtMultimedia import QAudioFormat, QAudioSink

        form = QAudioFormat()
        form.setSampleRate(RATE)
        form.setChannelCount(CHANNELS)
        form.setSampleFormat(QAudioFormat.SampleFormat.Int16)
        self.device = device.description()
        self._now = now
        self._sink: QAudioSink = QAudioSink(device, form)
        self._sink.setBufferSize(LEAD * BYTES)
        self._target = self._sink.start()
        self._written = position
        self._anchor = position - now() * RATE
        self._heard = position
        self._left = b""
        self._is_dry = True
        self.slipped = 0

    @property
    def failed(self) -> bool:
        """The device has gone."""
        from PySide6.QtMultimedia import QtAudio

        return self._target is None or self._sink.error() in (
            QtAudio.Error.OpenError,
            QtAudio.Error.IOError,
            QtAudio.Error.FatalError,
        )

    def position(self) -> int:
        """The sample that is heard now, as the device tells, smoothed; never backwards."""
        queued = (self._sink.bufferSize() - self._sink.bytesFree() + len(self._left)) // BYTES
        told = self._written - queued
        guess = self._anchor + self._now() * RATE
        off = told - guess
        self._anchor += off if abs(off) > JUMP else off * PULL
        guess = self._anchor + self._now() * RATE
        if queued <= 0 and not self._is_dry and self._written > 0:
            self._is_dry = True
            self.slipped += max(1, int(guess) - self._written)
        elif queued > 0:
            self._is_dry = False
        self._heard = max(self._heard, min(int(guess), self._written))
        return self._heard

    def room(self) -> int:
        return 0 if self._left else self._sink.bytesFree() // BYTES

    def write(self, sound: Sound) -> None:
        """Gives the device what it takes; the rest goes with the next samples."""
        self._written += len(sound)
        data = self._left + sound.tobytes()
        taken = 0 if self._target is None else max(0, self._target.write(data))
        self._left = data[taken:]

    def close(self) -> None:
        self._sink.stop()


class SoundOut(QObject):
    """The default device, or a steady count while there is none. `changed(device)`, empty for none."""

    changed = Signal(str)

    def __init__(self, parent: QObject | None = None, *, tap: Callable[[Sound], None] | None = None) -> None:
        super().__init__(parent)
        self._tap = tap
        self._slipped = 0
        self._out: SteadyOut | DeviceOut = SteadyOut()
        quiet_multimedia()
        from PySide6.QtMultimedia import QMediaDevices

        self._devices = QMediaDevices(self)
        self._devices.audioOutputsChanged.connect(self._choose)
        self._choose()

    @property
    def device(self) -> str:
        """What it is heard on; empty without a device."""
        return self._out.device

    @property
    def slipped(self) -> int:
        """Samples of silence that the program did not contain, over all devices."""
        return self._slipped + self._out.slipped

    def position(self) -> int:
        return self._out.position()

    def room(self) -> int:
        if isinstance(self._out, DeviceOut) and self._out.failed:
            self._use(SteadyOut(self._out.position()))
        return self._out.room()

    def write(self, sound: Sound) -> None:
        self._out.write(sound)
        if self._tap is not None:
            self._tap(sound)

    def close(self) -> None:
        self._out.close()

    def _choose(self) -> None:
        from PySide6.QtMultimedia import QMediaDevices

        device = QMediaDevices.defaultAudioOutput()
        at = self._out.position()
        if device.isNull():
            if isinstance(self._out, DeviceOut):
                self._use(SteadyOut(at))
        elif device.description() != self._out.device:
            out = DeviceOut(device, at)
            self._use(SteadyOut(at) if out.failed else out)

    def _use(self, out: SteadyOut | DeviceOut) -> None:
        self._slipped += self._out.slipped
        self._out.close()
        self._out = out
        self.changed.emit(out.device)
