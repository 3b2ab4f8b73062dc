"""What time the memory graph shows now: the span chosen, the stretch zoomed to, and their buckets."""

from __future__ import annotations

from collections.abc import Callable

from vortex_gui.base.words.translation import tr
from vortex_gui.console.memory.drawing.axes import TimeScale
from vortex_gui.console.memory.kept.max_buckets import SPANS, Columns, Span
from vortex_gui.console.memory.kept.past import MemoryPast
from vortex_gui.console.memory.kept.sight import Reach, Sight, cut, span_for
from vortex_gui.console.memory.kept.slot_memory import SLOT_KEY


class ShownTime:
    """`slot_id` gives the slot whose own time is meant, `clock` epoch seconds.

    `span` is the one whose button is pressed, `shown` the one that the last `columns` cover.
    """

    def __init__(
        self, past: MemoryPast, slot_id: Callable[[], int | None], clock: Callable[[], float]
    ) -> None:
        self._past = past
        self._slot_id = slot_id
        self._clock = clock
        self.span = self.shown = SPANS[1]
        self._sight: Sight | None = None

    @property
    def is_slot(self) -> bool:
        """Whether a slot's own time is shown."""
        return self.span.key == SLOT_KEY

    def look_at(self, past: MemoryPast) -> None:
        """Shows the same time of another worker."""
        self._past = past

    def choose(self, span: Span) -> None:
        """Shows the whole of this span."""
        self.span, self._sight = span, None

    def whole(self) -> None:
        """Shows the whole span again."""
        self._sight = None

    def zoom(self, factor: float, share: float) -> None:
        """Shows so many times the time; the moment at this share of the width stays where it is."""
        reach = self._reach()
        self._sight = self._seen(reach).zoomed(factor, share, reach)

    def drag(self, share: float) -> None:
        """Goes by this share of the width, to the later where it is positive."""
        reach = self._reach()
        self._sight = self._seen(reach).moved(share, reach)

    def columns(self) -> Columns:
        """The buckets in view."""
        return self.columns_of(self._past)

    def columns_of(self, past: MemoryPast) -> Columns:
        """The same time of any worker; a slot's own time only of the one that made it."""
        slot_id, now, sight = self._slot_id(), self._clock(), self._sight
        if sight is None:
            self.shown = self.span
            return past.columns(self.span, slot_id, now)
        reach = self._reach()
        source = self.span if self.is_slot else span_for(sight, reach)
        columns = past.columns(source, slot_id, now)
        self.shown, columns = cut(columns, source.bucket_s, sight, reach)
        return columns

    def scale(self) -> TimeScale:
        """A slot's time is counted from its begin; another is told by the clock where it ends long ago."""
        reach = self._reach()
        right = self._seen(reach).limits(reach)[1]
        kept = self._past.slots.get(self._slot_id()) if self.is_slot else None
        if kept is not None:
            return TimeScale("since", right=right - kept.begun)
        if self._sight is not None and self._sight.end is not None:
            return TimeScale("clock", right=right)
        return TimeScale("ago", tr("held") if self._past.paused else tr("now"))

    def _reach(self) -> Reach:
        return self._past.reach(self.span, self._slot_id(), self._clock())

    def _seen(self, reach: Reach) -> Sight:
        return self._sight or Sight(self.span.seconds, None if reach.grows else reach.end)
