"""The pages of the slots' history that the table shows; asked for as they are seen, kept while they fit."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal

from vortex_gui.engine.facts.records import SortOrder
from vortex_gui.engine.facts.slots import FINAL_STATES, SlotRow, SlotState

PAGE = 100
PAGES_KEPT = 20


@dataclass(frozen=True, slots=True)
class TableFilter:
    """Which slots are shown: those in one of the states that a search for `text` finds.

    `passed` keeps those that did not fail their check, or only those that did; `None` keeps both.
    """

    text: str = ""
    states: frozenset[SlotState] = frozenset(SlotState)
    passed: bool | None = None

    @property
    def final_states(self) -> tuple[SlotState, ...]:
        return tuple(state for state in FINAL_STATES if state in self.states)

    def keeps(self, row: SlotRow) -> bool:
        """Whether a live row is shown."""
        return row.state in self.states and row.is_found_by(self.text)


class SlotPages(QObject):
    """Finished slots, newest first or in the operator's order, `PAGE` rows a page.

    `wanted(page)`: a page was looked at and is not here; `filled(first, count)`: rows came; `counted`:
    `total` changed; `filter_changed`, also for another order. A stale page is shown until the fresh one
    comes.
    """

    wanted = Signal(int)
    filled = Signal(int, int)
    counted = Signal()
    filter_changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.filter = TableFilter()
        self.order: SortOrder | None = None
        """`None`: the queue in its own order, then the finished slots, newest first."""
        self.total = 0
        self.is_read = False
        """Whether a page has ever come: until then `total` is not known."""
        self._pages: OrderedDict[int, tuple[SlotRow, ...]] = OrderedDict()
        self._stale: set[int] = set()
        self._asked: set[int] = set()
        self._places: dict[int, int] | None = None
        """Where each slot stands whose page is here; counted again when it is asked for after a change."""

    def row(self, index: int) -> SlotRow | None:
        """The row at `index` of the history, or `None` until its page has come; asks for it."""
        page = index // PAGE
        if (page not in self._pages or page in self._stale) and page not in self._asked:
            self._asked.add(page)
            self.wanted.emit(page)
        return self.peek(index)

    def peek(self, index: int) -> SlotRow | None:
        """The row at `index` if its page is here; asks for nothing."""
        page, offset = divmod(index, PAGE)
        rows = self._pages.get(page, ())
        return rows[offset] if offset < len(rows) else None

    def index_of(self, slot_id: int) -> int | None:
        """Where a slot stands, if its page is here."""
        if self._places is None:
            self._places = {
                row.slot_id: page * PAGE + offset
                for page, rows in self._pages.items()
                for offset, row in enumerate(rows)
            }
        return self._places.get(slot_id)

    def put(self, page: int, rows: Sequence[SlotRow], total: int) -> None:
        """Takes in a page and how many rows there are in all."""
        self._asked.discard(page)
        self._stale.discard(page)
        self._pages[page] = tuple(rows)
        self._pages.move_to_end(page)
        while len(self._pages) > PAGES_KEPT:
            self._pages.popitem(last=False)
        self._places = None
        if total != self.total or not self.is_read:
            self.total, self.is_read = total, True
            self.counted.emit()
        self.filled.emit(page * PAGE, len(rows))

    def give_up(self, page: int) -> None:
        """The page will not come: it is asked for again when it is looked at."""
        self._asked.discard(page)

    def expire(self) -> None:
        """What is here may be out of date; pages are asked for again as they are looked at."""
        self._stale = set(self._pages)
        self._asked.clear()
        self.wanted.emit(0)

    def set_filter(self, wish: TableFilter) -> None:
        if wish != self.filter:
            self.filter = wish
            self._begin_again()

    def set_order(self, order: SortOrder | None) -> None:
        if order != self.order:
            self.order = order
            self._begin_again()

    def _begin_again(self) -> None:
        self._pages.clear()
        self._places = None
        self._stale.clear()
        self._asked.clear()
        self.filter_changed.emit()
        self.wanted.emit(0)
