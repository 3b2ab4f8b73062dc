"""J, K and L as editors have them: backwards, stop and forwards, faster with each press."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer, Signal

from vortex_gui.console.preview.playing.player import ClipPlayer

FASTEST = 4
BACK_MS = 80
"""How often a clip that runs backwards shows another frame: Qt's player only plays forwards."""


class Shuttle(QObject):
    """`speed` is 0 while the shuttle is not in use, negative backwards; `changed(speed)`."""

    changed = Signal(int)

    def __init__(self, player: ClipPlayer, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._player = player
        self.speed = 0
        self._back = QTimer(self, interval=BACK_MS)
        self._back.timeout.connect(self._step_back)
        player.playing_changed.connect(self._on_playing)
        player.opened.connect(lambda _: self.stop())

    def forwards(self) -> None:
        """Plays; each further press doubles the speed."""
        self._run(min(self.speed * 2, FASTEST) if self.speed > 0 else 1)

    def backwards(self) -> None:
        """Runs backwards; each further press doubles the speed."""
        self._run(max(self.speed * 2, -FASTEST) if self.speed < 0 else -1)

    def stop(self) -> None:
        """The player plays as usual again, if it plays."""
        self._run(0)

    def toggle(self) -> None:
        """Stops what runs, either way; plays what stands."""
        if self.speed < 0:
            self.stop()
        else:
            self._player.toggle()

    def _run(self, speed: int) -> None:
        if not self._player.is_open:
            speed = 0
        before, self.speed = self.speed, speed
        self._player.set_rate(max(1, speed))
        (self._back.start if speed < 0 else self._back.stop)()
        if speed < 0:
            self._player.pause()
        elif speed > 0 and not self._player.playing:
            self._player.play()
        if speed != before:
            self.changed.emit(speed)

    def _step_back(self) -> None:
        """At the start it stands, as a tape does."""
        at_s = self._player.position_s + self.speed * BACK_MS / 1e3
        self._player.seek(at_s)
        if at_s <= 0:
            self.stop()

    def _on_playing(self, playing: bool) -> None:
        if playing == (self.speed < 0):  # it was paused while it ran forwards, or played while it ran back
            self.stop()
