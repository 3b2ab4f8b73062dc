"""The program as one line of samples without a gap: which clip sounds, and which picture stands, at each."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from PySide6.QtGui import QImage

from vortex_gui.console.program.messages import Airing
from vortex_gui.console.program.playout.clip_reader import CHANNELS, RATE, Sound
from vortex_gui.console.program.playout.loaded_clip import LoadedClip

PATIENCE = RATE
"""How long the last picture stands before the filler comes: most late clips are not later than this."""
USUAL_FRAME = RATE // 24


class SegmentKind(StrEnum):
    """What is on air."""

    CLIP = "clip"
    STILL = "still"
    """The last picture, in silence."""
    FILLER = "filler"
    CARD = "card"


class Mode(StrEnum):
    """What follows a clip."""

    PLAY = "play"
    HOLD = "hold"
    FILL = "fill"


@dataclass(slots=True, eq=False)
class Segment:
    """From `begin` on, in samples; without a clip it lasts until it is cut."""

    kind: SegmentKind
    begin: int
    clip: LoadedClip | None = None
    waited: int = 0
    """Samples that fillers bridged before a clip."""
    shown: int = 0
    dropped: int = 0
    held: int = 0
    is_seen: bool = False

    @property
    def end(self) -> int | None:
        return None if self.clip is None else self.begin + self.clip.length

    @property
    def frame(self) -> int:
        return USUAL_FRAME if self.clip is None else self.clip.frame

    @property
    def airing(self) -> Airing | None:
        return self.clip.airing if self.clip else None


@dataclass(frozen=True, slots=True)
class Step:
    """What has to be painted at a position: a new picture, another segment, or both."""

    segment: Segment
    before: Segment | None
    """The segment that this one has just followed; `None` when it goes on."""
    image: QImage | None
    due: int
    """The sample at which it should be on the screen."""


class Playout:
    """Sound is written ahead of what is seen; a cut falls where the next sample is written.

    `fill` gives the operator's filler clip, freshly loaded each time, or `None` when there is none or it is
    not ready.
    """

    def __init__(self, fill: Callable[[], LoadedClip | None] = lambda: None) -> None:
        self._fill = fill
        self._segments = deque([Segment(SegmentKind.CARD, 0)])
        self._seen: Segment | None = None
        self._upcoming: deque[LoadedClip] = deque()
        self._take_wanted = False
        self._late_since: int | None = 0
        self.mode = Mode.PLAY
        self.head = 0
        """The next sample to be written."""

    # ── what the operator wants ──────────────────────────────────────────────────────────

    def set_upcoming(self, clips: Sequence[LoadedClip]) -> None:
        """The clips that come next, ready or not."""
        self._upcoming = deque(clips)

    def take(self, key: str = "") -> None:
        """Cuts to the next clip, at once or as soon as it is ready; ends hold and filler.

        One that has begun by itself in the meantime is not cut for the one after it.
        """
        airing = self.writing.airing
        self._take_wanted = not key or airing is None or airing.key != key
        self.mode = Mode.PLAY

    def hold(self, on: bool) -> None:
        """While held, no clip follows the one on air."""
        self.mode = Mode.HOLD if on else Mode.PLAY

    def fill_now(self) -> None:
        """Cuts to the filler, until the next take."""
        self.mode = Mode.FILL
        self._take_wanted = False
        if self.writing.kind not in (SegmentKind.FILLER, SegmentKind.CARD):
            self._begin_filler()

    # ── reading ──────────────────────────────────────────────────────────────────────────

    @property
    def writing(self) -> Segment:
        """The segment whose sound is written; it may not be seen yet."""
        return self._segments[-1]

    @property
    def seen(self) -> Segment:
        """The segment on the screen."""
        return self._seen or self._segments[0]

    @property
    def upcoming(self) -> tuple[LoadedClip, ...]:
        return tuple(self._upcoming)

    @property
    def clips(self) -> tuple[LoadedClip, ...]:
        """Every clip that is in use or will be, in the order of need."""
        used = [segment.clip for segment in self._segments if segment.clip is not None]
        return (*used, *self._upcoming)

    # ── sound ────────────────────────────────────────────────────────────────────────────

    def write(self, count: int) -> Sound:
        """The next samples of the program."""
        sound = np.zeros((count, CHANNELS), np.int16)
        done = 0
        while done < count:
            self._turn()
            segment, end = self.writing, self.writing.end
            part = count - done if end is None else min(count - done, end - self.head)
            if segment.clip is not None:
                at = self.head - segment.begin
                sound[done : done + part] = segment.clip.sound[at : at + part]
            self.head += part
            done += part
        return sound

    def _turn(self) -> None:
        """Begins another segment where this one is over, or has to give way."""
        segment = self.writing
        is_over = segment.end is not None and self.head >= segment.end
        waits = segment.kind is not SegmentKind.CLIP
        if (self._take_wanted or (self.mode is Mode.PLAY and (is_over or waits))) and self._begin_next():
            return
        if is_over and segment.kind is SegmentKind.CLIP:
            self._late_since = self.head
            if self.mode is Mode.FILL:
                self._begin_filler()
            else:
                self._begin(Segment(SegmentKind.STILL, self.head))
        elif is_over or self._is_impatient(segment):
            self._begin_filler()
        elif segment.kind is SegmentKind.CARD and self.mode is not Mode.HOLD:
            self._fill_card()

    def _is_impatient(self, segment: Segment) -> bool:
        stands = segment.kind is SegmentKind.STILL and self.mode is not Mode.HOLD
        return stands and self.head - segment.begin >= PATIENCE

    def _begin_next(self) -> bool:
        while self._upcoming and self._upcoming[0].refused:
            self._upcoming.popleft()
        if not self._upcoming or not self._upcoming[0].ready:
            return False
        if self.head < self._upcoming[0].earliest and not self._take_wanted:
            return False
        late_since = self.head if self._late_since is None else self._late_since
        clip = self._upcoming.popleft()
        self._begin(Segment(SegmentKind.CLIP, self.head, clip, waited=self.head - late_since))
        self._take_wanted, self._late_since = False, None
        return True

    def _begin_filler(self) -> None:
        if self._late_since is None:
            self._late_since = self.head
        clip = self._fill()
        kind = SegmentKind.CARD if clip is None else SegmentKind.FILLER
        self._begin(Segment(kind, self.head, clip))

    def _fill_card(self) -> None:
        """The operator's filler takes the card's place as soon as it is ready."""
        clip = self._fill()
        if clip is not None:
            self._begin(Segment(SegmentKind.FILLER, self.head, clip))

    def _begin(self, segment: Segment) -> None:
        self._segments.append(segment)

    # ── picture ──────────────────────────────────────────────────────────────────────────

    def show(self, position: int) -> Step | None:
        """What has to be painted now that this sample is heard; `None` when all stays as it is."""
        before = None
        while len(self._segments) > 1 and self._segments[1].begin <= position:
            over = self._segments.popleft()
            before = before or over
            if over.clip is not None:
                over.dropped += len(over.clip.due(self._segments[0].begin - 1 - over.begin))
                over.clip.let_go()
        segment = self._segments[0]
        is_new = not segment.is_seen
        segment.is_seen, self._seen = True, segment
        picture = self._picture(segment, position)
        if not is_new and picture is None:
            return None
        image, due = picture or (None, segment.begin)
        return Step(segment, before if is_new else None, image, due)

    def next_due(self) -> int | None:
        """The sample at which something is to be painted next, as far as it is known."""
        segment = self._segments[0]
        at = segment.clip.next_at() if segment.clip else None
        moments = [] if at is None else [segment.begin + at]
        if len(self._segments) > 1:
            moments.append(self._segments[1].begin)
        return min(moments, default=None)

    def _picture(self, segment: Segment, position: int) -> tuple[QImage, int] | None:
        if segment.clip is None:
            return None
        due = segment.clip.due(position - segment.begin)
        if not due:
            return None
        segment.dropped += len(due) - 1
        segment.shown += 1
        at = segment.begin + due[-1].at
        if position - at >= segment.frame:
            segment.held += 1
        return due[-1].image, at
