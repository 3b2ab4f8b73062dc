"""Plays one clip with its sound into a video sink; QtMultimedia is imported when it is first prepared."""

from __future__ import annotations

import math
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, QTimer, QUrl, Signal

from vortex_gui.base.files.standing import unfit_file
from vortex_gui.base.words.translation import tr
from vortex_gui.base.words.wording import ended
from vortex_gui.console.parts.quiet_multimedia import quiet_multimedia
from vortex_gui.console.preview.screen.video_view import VideoView

if TYPE_CHECKING:
    from PySide6.QtMultimedia import QAudioOutput, QMediaPlayer

TICK_MS = 33
DEFAULT_FPS = 24.0


class ClipPlayer(QObject):
    """A player over a `VideoView`. All signals come on the GUI thread.

    `opened(length_s)`; `moved(position_s)` up to 30 times a second while playing and after each seek;
    `playing_changed(bool)`; `failed(sentence, remedy)` when it cannot be played, after which nothing is open;
    `sound_changed(bool)` when it is known whether there is a device to hear it on.
    """

    opened = Signal(float)
    moved = Signal(float)
    playing_changed = Signal(bool)
    failed = Signal(str, str)
    sound_changed = Signal(bool)

    def __init__(self, view: VideoView, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._view = view
        self._player: QMediaPlayer | None = None
        self._output: QAudioOutput | None = None
        self._path: Path | None = None
        self._is_open = False
        self._play_when_open = False
        self._loops = True
        self._volume = 80
        self._muted = False
        self.has_sound = True
        self._tick = QTimer(self, interval=TICK_MS, timerType=Qt.TimerType.PreciseTimer)
        self._tick.timeout.connect(lambda: self.moved.emit(self.position_s))

    @property
    def path(self) -> Path | None:
        """The clip that is open or being opened."""
        return self._path

    @property
    def is_open(self) -> bool:
        return self._is_open

    @property
    def playing(self) -> bool:
        from PySide6.QtMultimedia import QMediaPlayer

        player = self._player
        return player is not None and player.playbackState() == QMediaPlayer.PlaybackState.PlayingState

    @property
    def position_s(self) -> float:
        return self._player.position() / 1e3 if self._player else 0.0

    @property
    def length_s(self) -> float:
        return self._player.duration() / 1e3 if self._player else 0.0

    @property
    def fps(self) -> float:
        """Frames per second as the file says."""
        if self._player is None:
            return DEFAULT_FPS
        from PySide6.QtMultimedia import QMediaMetaData

        rate = self._player.metaData().value(QMediaMetaData.Key.VideoFrameRate)
        return float(rate) if rate else DEFAULT_FPS

    @property
    def frame(self) -> int:
        """Index of the frame at the position, from 0."""
        return max(0, math.floor(self.position_s * self.fps + 1e-3))

    @property
    def loops(self) -> bool:
        return self._loops

    @property
    def gain(self) -> float:
        """What the samples are multiplied by, 0 to 1; also where there is no device to hear them."""
        return 0.0 if self._muted else _loudness(self._volume)

    def prepare(self) -> None:
        """Imports QtMultimedia and makes the player (0.1 s) before the first clip needs them."""
        self._made()

    def open(self, path: Path, *, play: bool) -> None:
        """Opens a clip; it plays at once, or stands at its first frame."""
        self.close()
        player = self._made()
        if not player.isAvailable():  # Qt says so once, on stderr, and would never answer
            self.failed.emit(
                tr("{name} cannot be played: this system lacks what Qt's player needs.", name=path.name),
                tr("`vortex-gui doctor` names it; until then look into the slot's folder."),
            )
            return
        if fault := unfit_file(path):  # a pipe would hold Qt's thread for ever
            self.failed.emit(
                tr("{name} cannot be played: {why}.", name=path.name, why=fault),
                tr("Generate it again, or look into its folder."),
            )
            return
        self._path, self._play_when_open = path, play
        player.setSource(QUrl.fromLocalFile(str(path)))

    def close(self) -> None:
        """Lets the clip go; the picture stays until another is shown."""
        self._path, self._is_open = None, False
        self._tick.stop()
        if self._player is not None and not self._player.source().isEmpty():
            self._player.stop()
            self._player.setSource(QUrl())

    def play(self) -> None:
        """Plays on; from the start when it stands at the last frame."""
        if self._player is not None and self._is_open:
            if self.length_s and self.position_s >= self.length_s - 1.0 / self.fps:
                self._player.setPosition(0)
            self._player.play()

    def pause(self) -> None:
        if self._player is not None and self._is_open:
            self._player.pause()

    def toggle(self) -> None:
        """Plays when paused, pauses when playing."""
        (self.pause if self.playing else self.play)()

    def seek(self, seconds: float) -> None:
        """Goes to a moment of the clip."""
        if self._player is not None and self._is_open:
            last = max(0.0, self.length_s - 0.5 / self.fps)
            self._player.setPosition(round(min(max(0.0, seconds), last) * 1e3))
            self.moved.emit(self.position_s)

    def scrub(self, seconds: float) -> None:
        """Pauses, and goes to a moment of the clip: who looks for one does not want it to run away."""
        self.pause()
        self.seek(seconds)

    def set_rate(self, rate: float) -> None:
        """How fast it plays; 1 is as it was made."""
        if self._player is not None and self._player.playbackRate() != rate:
            self._player.setPlaybackRate(rate)

    def show_frame(self, index: int) -> None:
        """Pauses at a frame by its index from 0."""
        self.pause()
        # The middle of the frame's time, so that rounding to milliseconds cannot fall into a neighbour.
        self.seek((max(0, index) + 0.5) / self.fps)

    def step(self, frames: int) -> None:
        """Pauses, and goes so many frames forward or back."""
        self.show_frame(self.frame + frames)

    def set_loops(self, loops: bool) -> None:
        """Whether the clip begins again at its end."""
        self._loops = loops
        if self._player is not None:
            self._apply_loops(self._player)

    def set_volume(self, percent: int) -> None:
        """Loudness as it is heard, 0 to 100."""
        self._volume = percent
        self._apply_volume()

    def set_muted(self, muted: bool) -> None:
        self._muted = muted
        self._apply_volume()

    def _made(self) -> QMediaPlayer:
        if self._player is None:
            quiet_multimedia()
            from PySide6.QtMultimedia import QMediaDevices, QMediaPlayer

            self._devices = QMediaDevices(self)
            self._devices.audioOutputsChanged.connect(self._attach_sound)
            self._player = QMediaPlayer(self)
            self._attach_sound()
            self._player.setVideoSink(self._view.sink())
            self._player.mediaStatusChanged.connect(self._on_status)
            self._player.playbackStateChanged.connect(self._on_playback)
            self._player.positionChanged.connect(lambda ms: self.moved.emit(ms / 1e3))
            self._player.errorOccurred.connect(self._on_error)
            self._apply_loops(self._player)
            self._apply_volume()
        return self._player

    def _attach_sound(self) -> None:
        """Plays through the default device; without any the clip plays mute.

        An output without a device warns from its own thread, while play and pause block on that thread with
        the interpreter's lock held: a message handler in Python would wait for ever.
        """
        from PySide6.QtMultimedia import QAudioOutput, QMediaDevices

        self.has_sound = bool(QMediaDevices.audioOutputs())
        if self._player is not None and self.has_sound != (self._output is not None):
            self._output = QAudioOutput(self) if self.has_sound else None
            self._player.setAudioOutput(self._output)  # type: ignore[arg-type]  # None takes it away
            self._apply_volume()
        self.sound_changed.emit(self.has_sound)

    def _apply_loops(self, player: QMediaPlayer) -> None:
        from PySide6.QtMultimedia import QMediaPlayer

        player.setLoops(QMediaPlayer.Loops.Infinite.value if self._loops else QMediaPlayer.Loops.Once.value)

    def _apply_volume(self) -> None:
        if self._output is not None:
            self._output.setVolume(_loudness(self._volume))
            self._output.setMuted(self._muted)

    def _on_status(self, status: object) -> None:
        from PySide6.QtMultimedia import QMediaPlayer

        loaded = (QMediaPlayer.MediaStatus.LoadedMedia, QMediaPlayer.MediaStatus.BufferedMedia)
        if status in loaded and not self._is_open and self._path is not None and self._player is not None:
            self._is_open = True
            (self._player.play if self._play_when_open else self._player.pause)()
            self.opened.emit(self.length_s)

    def _on_playback(self, _: object) -> None:
        playing = self.playing
        (self._tick.start if playing else self._tick.stop)()
        self.playing_changed.emit(playing)

    def _on_error(self, _: object, sentence: str) -> None:
        path = self._path
        self._path, self._is_open = None, False
        name = path.name if path else tr("The clip")
        self.failed.emit(
            ended(tr("{name} cannot be played: {why}", name=name, why=sentence or tr("unknown fault"))),
            tr("Retry it, or look into its folder."),
        )


def _loudness(percent: int) -> float:
    """The linear gain that is heard as `percent` of full loudness: a cubic taper, as mixers have."""
    return (min(max(percent, 0), 100) / 100) ** 3
