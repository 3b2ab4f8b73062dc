"""What the memory graph tells in words: the legend's rows, and each limit with the action that it takes."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from vortex_gui.base.report.report import Counted
from vortex_gui.base.words.amounts import GB
from vortex_gui.base.words.translation import mark, tr
from vortex_gui.console.look import theme
from vortex_gui.console.look.labels import layer_label, stage_label
from vortex_gui.console.look.role_colours import layer_colour
from vortex_gui.console.look.words import byte_text
from vortex_gui.console.memory.drawing.legend import LegendRow
from vortex_gui.console.memory.drawing.overlay import Limit
from vortex_gui.console.memory.kept.layers import CARD, LAYERS, OWN, stages_of
from vortex_gui.console.state.workers.memory_samples import MemoryHistory

UNSEEN = "–"
_COUNTED: Mapping[Counted, str] = {"allocated": mark("allocated"), "resident": mark("resident")}
"""What the limits count, in a word: torch's allocations, or the resident set of the process."""


def legend_rows(
    values: Mapping[str, float] | None, soft_bytes: int | None, hard_bytes: int | None, *, drawn: int
) -> tuple[LegendRow, ...]:
    """A row for each layer from the top of the stack, what is used, and how far the limits are.

    `values` holds bytes by layer, NaN is not measurable; `None` is no sample at all. The first `drawn` layers
    are in the picture, the others have a hollow swatch. What only a card has is left out elsewhere.
    """
    tones = theme.current()
    shown = [layer for layer in reversed(LAYERS) if layer not in CARD or _is_there(values, layer)]
    rows = [
        LegendRow(
            layer_label(layer),
            UNSEEN if values is None else byte_text(values[layer]),
            layer_colour(layer, tones),
            hollow=layer not in LAYERS[:drawn],
        )
        for layer in shown
    ]
    own = None if values is None else sum(values[layer] for layer in LAYERS[:OWN])
    rows.append(LegendRow(tr("Used"), UNSEEN if own is None else byte_text(own), strong=True))
    for name, limit, alarm in (
        (tr("To soft"), soft_bytes, tones.soft),
        (tr("To hard"), hard_bytes, tones.hard),
    ):
        if limit and own is None:
            rows.append(LegendRow(name, UNSEEN))
        elif limit and own is not None:
            figure, over = byte_text(abs(limit - own)), own > limit
            text = tr("{figure} over", figure=figure) if over else figure
            rows.append(LegendRow(name, text, alarm=alarm if over else None))
    return tuple(rows)


def limit_lines(memory: MemoryHistory, *, clears: bool) -> tuple[Limit, ...]:
    """The limits that are known, each with what it counts and what happens when it is passed.

    The soft one may be one that `clears` the cache.
    """
    tones, lines = theme.current(), []
    counts = tr(_COUNTED[memory.latest.counts if memory.latest else "resident"])
    if memory.soft_limit_bytes:
        action = tr("warns, clears cache") if clears else tr("warns")
        limit = _short(memory.soft_limit_bytes)
        text = tr("Soft {limit} {counts} – {action}", limit=limit, counts=counts, action=action)
        short = tr("Soft {limit}", limit=limit)
        lines.append(Limit(memory.soft_limit_bytes, text, tones.soft, above=False, short=short))
    if memory.hard_limit_bytes:
        limit = _short(memory.hard_limit_bytes)
        text = tr("Hard {limit} {counts} – stops the slot", limit=limit, counts=counts)
        short = tr("Hard {limit}", limit=limit)
        lines.append(Limit(memory.hard_limit_bytes, text, tones.hard, above=True, short=short))
    return tuple(lines)


def _is_there(values: Mapping[str, float] | None, layer: str) -> bool:
    return values is not None and values[layer] != 0


def _short(count: int) -> str:
    return f"{count / GB:.2f} GB"


def no_samples(*, ready: bool) -> str:
    """Why a graph is empty: its worker may not have begun to tell."""
    return tr("No samples in this span.") if ready else tr("Waiting for the worker's first sample …")


def moment_words(at: float, stages: int) -> str:
    """A moment, in epoch seconds, with the stages that ran then."""
    named = ", ".join(stage_label(stage) for stage in stages_of(stages)) or tr("idle")
    return f"{datetime.fromtimestamp(at):%H:%M:%S}  ·  {named}"
