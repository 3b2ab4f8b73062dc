"""The system's microphone: asks whether it may be used, opens it, and tells when it has gone.

QtMultimedia is imported when somebody first records: it takes 0.1 s.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication, QIODevice, QMicrophonePermission, QObject, Qt

from vortex_gui.base.words.translation import tr
from vortex_gui.console.parts.quiet_multimedia import quiet_multimedia
from vortex_gui.console.recipe.recording.samples import Kind

WISHED_RATE, LEAST_RATE = 48_000, 8_000


@dataclass(frozen=True, slots=True, eq=False)
class OpenMicrophone:
    """`device` gives bytes of `kind` in so many channels; `has_gone` is true once it was unplugged."""

    device: QIODevice
    rate: int
    channels: int
    kind: Kind
    has_gone: Callable[[], bool]
    close: Callable[[], None]


Opened = Callable[[OpenMicrophone | str], None]
"""Gets the microphone, or a sentence that says why there is none."""
Opens = Callable[[QObject, Opened], None]
"""Opens a microphone as a child of the object, and calls back once: perhaps after the system has asked."""


def open_microphone(parent: QObject, opened: Opened) -> None:
    """The default one, in 16 bits and one channel where it can."""
    app, wish = QCoreApplication.instance(), QMicrophonePermission()
    assert app is not None
    status = app.checkPermission(wish)
    if status == Qt.PermissionStatus.Undetermined:
        app.requestPermission(wish, parent, lambda answer: _answered(answer.status(), parent, opened))
    else:
        _answered(status, parent, opened)


def _answered(status: Qt.PermissionStatus, parent: QObject, opened: Opened) -> None:
    if status == Qt.PermissionStatus.Granted:
        opened(_opened(parent))
    else:
        opened(tr("The system lets this program use no microphone: allow it in the privacy settings."))


def _opened(parent: QObject) -> OpenMicrophone | str:
    quiet_multimedia()
    from PySide6.QtMultimedia import QAudioFormat, QAudioSource, QMediaDevices, QtAudio

    device = QMediaDevices.defaultAudioInput()
    if device.isNull():
        return tr("There is no microphone: connect one, then press Record.")
    wished = QAudioFormat()
    wished.setSampleRate(WISHED_RATE)
    wished.setChannelCount(1)
    wished.setSampleFormat(QAudioFormat.SampleFormat.Int16)
    form = wished if device.isFormatSupported(wished) else device.preferredFormat()
    kinds: dict[QAudioFormat.SampleFormat, Kind] = {
        QAudioFormat.SampleFormat.UInt8: "u8",
        QAudioFormat.SampleFormat.Int16: "i2",
        QAudioFormat.SampleFormat.Int32: "i4",
        QAudioFormat.SampleFormat.Float: "f4",
    }
    kind = kinds.get(form.sampleFormat())
    source = QAudioSource(device, form, parent)
    stream = source.start() if kind is not None and form.sampleRate() >= LEAST_RATE else None
    if kind is None or stream is None or source.error() != QtAudio.Error.NoError:
        source.deleteLater()
        return tr("The microphone {name} cannot be opened.", name=device.description())

    def close() -> None:
        source.stop()
        source.deleteLater()

    return OpenMicrophone(
        stream,
        form.sampleRate(),
        form.channelCount(),
        kind,
        lambda: source.error() != QtAudio.Error.NoError,
        close,
    )
