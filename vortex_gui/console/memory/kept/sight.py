"""Which stretch of time the memory graph shows, once the operator has zoomed or moved along it."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from vortex_gui.console.memory.kept.max_buckets import SPANS, Columns, Span

LEAST_S = 2.0
"""Below this a stretch holds fewer samples than are worth a picture."""
ZOOM_KEY = "zoom"
CLOSE = 0.01
"""A right end so near to the newest moment, as a share of the stretch, goes on with it."""


@dataclass(frozen=True, slots=True)
class Reach:
    """What there is to see, in epoch seconds; `grows` while its right end is now."""

    begin: float
    end: float
    grows: bool


@dataclass(frozen=True, slots=True)
class Sight:
    """So many seconds up to `end`, which is `None` while it goes on with the newest moment."""

    seconds: float
    end: float | None = None

    def limits(self, reach: Reach) -> tuple[float, float]:
        """Its left and right end in epoch seconds."""
        end = reach.end if self.end is None else min(self.end, reach.end)
        return end - self.seconds, end

    def zoomed(self, factor: float, share: float, reach: Reach) -> Sight:
        """So many times as long; the moment at this share of its width stays where it is."""
        begin, end = self.limits(reach)
        seconds = min(max(self.seconds * factor, LEAST_S), reach.end - reach.begin)
        fixed = begin + share * (end - begin)
        return replace(self, seconds=seconds)._up_to(fixed + (1 - share) * seconds, reach)

    def moved(self, share: float, reach: Reach) -> Sight:
        """Moved by this share of its width, to the later where it is positive."""
        return self._up_to(self.limits(reach)[1] + share * self.seconds, reach)

    def _up_to(self, end: float, reach: Reach) -> Sight:
        end = min(max(end, reach.begin + self.seconds), reach.end)
        follows = reach.grows and reach.end - end <= CLOSE * self.seconds
        return replace(self, end=None if follows else end)


def span_for(sight: Sight, reach: Reach) -> Span:
    """The finest of the spans that reach back as far as the stretch."""
    back = reach.end - sight.limits(reach)[0]
    return next((span for span in SPANS if span.seconds >= back), SPANS[-1])


def cut(columns: Columns, bucket_s: float, sight: Sight, reach: Reach) -> tuple[Span, Columns]:
    """The buckets of the stretch alone, and the span that they cover."""
    whole = len(columns.starts)
    count = min(max(2, round(sight.seconds / bucket_s)), whole)
    last = int(np.searchsorted(columns.starts, sight.limits(reach)[1]))
    part = slice(max(count, min(last, whole)) - count, max(count, min(last, whole)))
    cut_out = Columns(
        columns.starts[part],
        columns.at[part],
        columns.values[:, part],
        columns.bits[part],
        columns.present[part],
    )
    return Span(ZOOM_KEY, bucket_s, count), cut_out
