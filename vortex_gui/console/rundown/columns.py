"""The columns of the rundown, and the words in their cells."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum

from vortex_gui.base.words.translation import mark, tr
from vortex_gui.console.look import words
from vortex_gui.console.rundown.looks import LOOKS
from vortex_gui.console.state.rundown.items import ItemState
from vortex_gui.console.state.rundown.rundown_standing import Standing


class Column(IntEnum):
    AT = 0
    TITLE = 1
    SOURCE = 2
    LENGTH = 3
    STATE = 4
    MARGIN = 5


@dataclass(frozen=True, slots=True)
class ColumnFacts:
    """`english` is the head before translation; the title takes the width that is left."""

    english: str
    width: int
    is_right: bool = False

    @property
    def head(self) -> str:
        return tr(self.english)


COLUMNS: Mapping[Column, ColumnFacts] = {
    Column.AT: ColumnFacts(mark("On air at"), 96),
    Column.TITLE: ColumnFacts(mark("Title"), 160),
    Column.SOURCE: ColumnFacts(mark("From"), 150),
    Column.LENGTH: ColumnFacts(mark("Length"), 76, is_right=True),
    Column.STATE: ColumnFacts(mark("State"), 112),
    Column.MARGIN: ColumnFacts(mark("Margin"), 84, is_right=True),
}


def shown(standing: Standing, column: Column, now: float, *, on_air: bool) -> str:
    """The text of a cell."""
    item = standing.item
    match column:
        case Column.AT:
            return _at(standing.at, now, on_air=on_air)
        case Column.TITLE:
            return item.title
        case Column.SOURCE:
            return source(standing)
        case Column.LENGTH:
            return "" if standing.length_s is None else words.seconds(standing.length_s)
        case Column.STATE:
            return LOOKS[standing.state].word
        case Column.MARGIN:
            return "" if standing.margin_s is None else words.margin(standing.margin_s)


def source(standing: Standing) -> str:
    """Where the clip comes from: a recipe, a slot, or the slot that was made for the recipe."""
    item = standing.item
    made = tr("slot {slot}", slot=item.slot_id) if item.slot_id is not None else ""
    if item.path is not None:
        return " · ".join(filter(None, (item.path.name, made)))
    if item.recipe is not None:
        return " · ".join(filter(None, (tr("own recipe"), made)))
    return tr("Slot {slot}", slot=item.slot_id)


def tip(standing: Standing) -> str:
    """What a row says when the pointer rests on it."""
    item = standing.item
    lines = [item.title, str(item.path or ""), item.recipe.audio_track.script if item.recipe else ""]
    if standing.state is ItemState.FAILED:
        lines.append(tr("Its slot is over without a clip, so it is passed over. Queue it for another slot."))
    if standing.state is ItemState.LATE:
        lines.append(tr("It should be on air by now; it begins when its clip is ready."))
    return "\n".join(filter(None, lines))


def _at(at: float | None, now: float, *, on_air: bool) -> str:
    """The clock's time on air; off air the time from the start on."""
    if at is None:
        return ""
    return words.moment(at, now) if on_air else f"+{words.clock(at - now)}"
