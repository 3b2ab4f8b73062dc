"""In and out: the part of a clip that plays, marked while it is reviewed."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from vortex_gui.console.preview.playing.player import ClipPlayer


class Marks(QObject):
    """Moments of the open clip in seconds, or `None`; `changed` when one did. A clip that opens has none."""

    changed = Signal()

    def __init__(self, player: ClipPlayer, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._player = player
        self.in_s: float | None = None
        self.out_s: float | None = None
        player.moved.connect(self._keep_within)
        player.playing_changed.connect(self._on_playing)
        player.opened.connect(lambda _: self.clear())

    def mark_in(self) -> None:
        """Plays from here on; an out that lies before goes."""
        here = self._player.position_s
        self._set(here, None if self.out_s is not None and self.out_s <= here else self.out_s)

    def mark_out(self) -> None:
        """Plays up to here; an in that lies behind goes."""
        here = self._player.position_s
        self._set(None if self.in_s is not None and self.in_s >= here else self.in_s, here)

    def clear(self) -> None:
        self._set(None, None)

    def go_to_in(self) -> None:
        self._player.scrub(self.in_s or 0.0)

    def go_to_out(self) -> None:
        self._player.scrub(self._player.length_s if self.out_s is None else self.out_s)

    def _set(self, in_s: float | None, out_s: float | None) -> None:
        if (in_s, out_s) != (self.in_s, self.out_s):
            self.in_s, self.out_s = in_s, out_s
            self.changed.emit()

    def _on_playing(self, playing: bool) -> None:
        """What stands at out, or behind it, plays from in again."""
        player = self._player
        if playing and self.out_s is not None and player.position_s >= self.out_s - 0.5 / player.fps:
            player.seek(self.in_s or 0.0)

    def _keep_within(self, position_s: float) -> None:
        """While it plays: from in to out, and again where the clip loops."""
        player, begin = self._player, self.in_s or 0.0
        if not player.playing:
            return
        if self.out_s is not None and position_s >= self.out_s:
            if player.loops:
                player.seek(begin)
            else:
                player.scrub(self.out_s)
        elif position_s < begin - 0.5 / player.fps:
            player.seek(begin)
