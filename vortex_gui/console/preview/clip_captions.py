"""The captions of the clip on the screen: read beside it, laid over its picture while the switch is on."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QAbstractButton

from vortex_gui.base.captions import Cue, cue_at, read_vtt
from vortex_gui.base.files.own_files import read_plain
from vortex_gui.base.words.translation import tr
from vortex_gui.console.parts.background import Background
from vortex_gui.console.parts.labels.plain_text import set_tip
from vortex_gui.console.preview.playing.player import ClipPlayer
from vortex_gui.console.preview.screen.video_view import VideoView

MAX_BYTES = 1024 * 1024


def read_cues(path: Path) -> tuple[Cue, ...]:
    """The cues of a WebVTT file; belongs to a thread beside the window. Raises `OSError`, `ValueError`."""
    return read_vtt(read_plain(path, MAX_BYTES).decode("utf-8"))


class ClipCaptions(QObject):
    """One clip's cues at a time; `switch` says whether they are shown, and tells where there are none."""

    def __init__(self, player: ClipPlayer, video: VideoView, switch: QAbstractButton) -> None:
        super().__init__(player)
        self._player, self._video, self._switch = player, video, switch
        self.cues: tuple[Cue, ...] = ()
        self._reading = Background(self)
        self._reading.answered.connect(self._on_read)
        player.moved.connect(lambda _: self._refresh())
        switch.toggled.connect(lambda _: self._refresh())
        self.forget()

    def open(self, path: Path | None) -> None:
        """Reads the captions of a clip; `None` is a clip without any."""
        self.forget()
        if path is not None:
            self._reading.read(partial(read_cues, path))

    def forget(self) -> None:
        """Takes them off the screen; an answer that still comes is dropped."""
        self._reading.forget()
        self._take(())

    def _on_read(self, answer: object) -> None:
        self._take(answer if isinstance(answer, tuple) else ())

    def _take(self, cues: tuple[Cue, ...]) -> None:
        self.cues = cues
        reason = "" if cues else tr("This clip has no captions.")
        set_tip(self._switch, "\n".join(filter(None, (tr("Show the captions (C)"), reason))))
        self._switch.setEnabled(bool(cues))
        self._refresh()

    def _refresh(self) -> None:
        cue = cue_at(self.cues, self._player.position_s) if self._switch.isChecked() and self.cues else None
        self._video.show_caption(cue.text if cue else "")
