"""Plays the program: writes sound ahead, and paints each picture when its sample is heard."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, QSize, Qt, QTimer
from PySide6.QtGui import QImage

from vortex_gui.base.process.clock import counted
from vortex_gui.console.program.messages import (
    Airing,
    ClipRefused,
    FromProgram,
    ProgramFigures,
    Switched,
)
from vortex_gui.console.program.playout.clip_reader import RATE
from vortex_gui.console.program.playout.decoding import Decoding
from vortex_gui.console.program.playout.loaded_clip import LoadedClip
from vortex_gui.console.program.playout.output_window import OutputWindow
from vortex_gui.console.program.playout.playout import Mode, Playout, Segment, SegmentKind, Step
from vortex_gui.console.program.playout.sound_out import SoundOut

LOOK_MS = 8
"""The longest between two looks; a picture that is due sooner is looked for then."""
TELL_MS = 250
FEWEST_SAMPLES = RATE // 200


class Player(QObject):
    """`tell` hears every message for the console."""

    def __init__(
        self,
        window: OutputWindow,
        sound: SoundOut,
        tell: Callable[[FromProgram], None],
        parent: QObject | None = None,
        *,
        title: str = "",
    ) -> None:
        super().__init__(parent)
        self._window = window
        self._sound = sound
        self._tell = tell
        self._title = title
        self._filler_path = ""
        self._filler: LoadedClip | None = None
        self._fillers = 0
        self._loaded: dict[str, LoadedClip] = {}
        self._refused: set[str] = set()
        self._decoding = Decoding()
        self._playout = Playout(self._next_filler)
        self._switches = self._late_switches = self._dropped = self._held = self._gaps = 0
        self._worst_late_ms = 0.0
        self._slipped_before = 0
        self._looking = QTimer(self, singleShot=True, timerType=Qt.TimerType.PreciseTimer)
        self._looking.timeout.connect(self.look)
        self._telling = QTimer(self, interval=TELL_MS)
        self._telling.timeout.connect(lambda: self._tell(self.figures()))

    def start(self) -> None:
        """From now on the program never stops."""
        self._telling.start()
        self.look()

    def close(self) -> None:
        self._looking.stop()
        self._telling.stop()
        self._decoding.close()
        self._sound.close()

    # ── what the console wants ───────────────────────────────────────────────────────────

    def set_upcoming(self, airings: tuple[Airing, ...]) -> None:
        """The clips that come next; those that are loaded already stay so."""
        loaded = {airing.key: self._load(airing) for airing in airings if airing.key not in self._refused}
        self._loaded = loaded
        self._playout.set_upcoming(list(loaded.values()))
        self._want()

    def set_filler(self, path: str, title: str) -> None:
        if path != self._filler_path:
            self._filler_path, self._filler = path, None
            self._load_filler()
        self._title = title

    def take(self, key: str) -> None:
        self._playout.take(key)

    def hold(self, on: bool) -> None:
        self._playout.hold(on)

    def fill(self) -> None:
        self._playout.fill_now()

    def figures(self) -> ProgramFigures:
        """Where the program is now."""
        playout = self._playout
        seen = playout.seen
        following = playout.upcoming[0] if playout.upcoming else None
        written = playout.writing
        if written is not seen and written.kind is SegmentKind.CLIP:
            following = written.clip
        return ProgramFigures(
            key=seen.airing.key if seen.airing else "",
            kind=seen.kind.value,
            next_key=following.airing.key if following else "",
            next_ready=following is not None and following.ready,
            remaining_s=None if seen.end is None else max(0.0, (seen.end - self._sound.position()) / RATE),
            hold=playout.mode is Mode.HOLD,
            switches=self._switches,
            late_switches=self._late_switches,
            worst_late_ms=self._worst_late_ms,
            dropped=self._dropped + seen.dropped,
            held=self._held + seen.held,
            gaps=self._gaps,
        )

    # ── every few milliseconds ───────────────────────────────────────────────────────────

    def look(self) -> None:
        """Writes the sound that is wanted, and paints what is due."""
        room = self._sound.room()
        if room >= FEWEST_SAMPLES:
            segment = self._playout.writing
            self._sound.write(self._playout.write(room))
            if self._playout.writing is not segment:
                self._want()
        position = self._sound.position()
        step = self._playout.show(position)
        if step is not None:
            self._paint(step)
        self._look_for_faults()
        self._looking.start(self._wait_ms())

    def _wait_ms(self) -> int:
        due = self._playout.next_due()
        if due is None:
            return LOOK_MS
        wait_ms = (due - self._sound.position()) * 1000 / RATE
        return max(0, min(LOOK_MS, int(wait_ms) + (wait_ms > int(wait_ms))))

    def _paint(self, step: Step) -> None:
        if step.segment.kind is SegmentKind.CARD and step.before is not None:
            self._window.show_card(self._title)
        elif step.image is not None:
            self._window.show_image(step.image)
        if step.before is not None:
            self._tell_switch(step.segment, step.before)

    def _tell_switch(self, segment: Segment, before: Segment) -> None:
        """Called right after the first picture of the segment was painted."""
        late = max(0, self._sound.position() - segment.begin)
        now = counted()
        slipped = self._sound.slipped - self._slipped_before
        self._slipped_before += slipped
        self._dropped += before.dropped
        self._held += before.held
        self._gaps += bool(slipped)
        self._switches += 1
        self._late_switches += late > segment.frame
        self._worst_late_ms = max(self._worst_late_ms, late * 1000 / RATE)
        self._tell(
            Switched(
                key=segment.airing.key if segment.airing else "",
                kind=segment.kind.value,
                begin=segment.begin,
                planned_at=now - late / RATE,
                shown_at=now,
                late_ms=round(late * 1000 / RATE, 2),
                late_frames=late // segment.frame,
                waited_s=round(segment.waited / RATE, 3),
                shown=before.shown,
                dropped=before.dropped,
                held=before.held,
                gap_samples=slipped,
            )
        )

    # ── clips ────────────────────────────────────────────────────────────────────────────

    def _load(self, airing: Airing) -> LoadedClip:
        clip = self._loaded.get(airing.key)
        if clip is None:
            clip = LoadedClip(airing, self._room())
        wait_s = 0.0 if airing.not_before is None else airing.not_before - counted()
        clip.earliest = self._sound.position() + round(wait_s * RATE)
        return clip

    def _room(self) -> QSize:
        return self._window.pixels

    def _load_filler(self) -> None:
        if self._filler_path and self._filler is None:
            self._fillers += 1
            name = Path(self._filler_path).stem
            airing = Airing(f"filler {self._fillers}", self._filler_path, name)
            self._filler = LoadedClip(airing, self._room())
            self._want()

    def _next_filler(self) -> LoadedClip | None:
        """The filler clip if it is ready; the next round of it is loaded at once."""
        if self._filler is None or not self._filler.ready:
            return None
        clip, self._filler = self._filler, None
        self._load_filler()
        return clip

    def _want(self) -> None:
        filler = () if self._filler is None else (self._filler,)
        self._decoding.want((*self._playout.clips, *filler))

    def _look_for_faults(self) -> None:
        filler = self._filler
        if filler is not None and filler.refused:
            self._filler, self._filler_path = None, ""
            self._tell(ClipRefused("filler", filler.fault))
        for key, clip in tuple(self._loaded.items()):
            if clip.refused:
                self._refused.add(key)
                del self._loaded[key]
                self._tell(ClipRefused(key, clip.fault))

    @property
    def picture(self) -> QImage:
        """What is on the screen, for the console's own small picture of it."""
        return self._window.image
