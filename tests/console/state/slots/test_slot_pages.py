"""Pages of the history: asked for as they are looked at, kept while they fit, asked again when stale."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from tests.console.rows import row
from vortex_gui.console.state.slots.slot_pages import PAGE, PAGES_KEPT, SlotPages, TableFilter
from vortex_gui.engine.facts.slots import SlotRow, SlotState


@pytest.fixture
def pages() -> SlotPages:
    return SlotPages()


@pytest.fixture
def wanted(pages: SlotPages) -> list[int]:
    asked: list[int] = []
    pages.wanted.connect(asked.append)
    return asked


def rows(page: int, count: int = PAGE) -> Sequence[SlotRow]:
    return [row(page * PAGE + offset, SlotState.DONE) for offset in range(count)]


def test_a_page_is_asked_for_once_and_told_when_it_comes(pages: SlotPages, wanted: list[int]) -> None:
    filled: list[tuple[int, int]] = []
    pages.filled.connect(lambda first, count: filled.append((first, count)))
    assert pages.row(PAGE + 3) is None
    assert pages.row(PAGE + 4) is None
    assert wanted == [1]
    pages.put(1, rows(1), total=500)
    found = pages.row(PAGE + 3)
    assert found is not None
    assert found.slot_id == PAGE + 3
    assert (wanted, filled, pages.total) == ([1], [(PAGE, PAGE)], 500)
    assert pages.index_of(PAGE + 7) == PAGE + 7
    assert pages.index_of(7) is None


def test_a_stale_page_is_shown_until_the_fresh_one_comes(pages: SlotPages, wanted: list[int]) -> None:
    pages.put(2, rows(2), total=300)
    pages.expire()
    assert pages.row(2 * PAGE) is not None
    assert wanted == [0, 2]
    assert pages.row(2 * PAGE) is not None
    assert wanted == [0, 2]


def test_a_page_that_was_given_up_is_asked_for_again(pages: SlotPages, wanted: list[int]) -> None:
    pages.row(0)
    pages.give_up(0)
    pages.row(0)
    assert wanted == [0, 0]


def test_the_oldest_pages_go_when_there_are_too_many_and_peeking_asks_for_nothing(
    pages: SlotPages, wanted: list[int]
) -> None:
    for page in range(PAGES_KEPT + 1):
        pages.put(page, rows(page), total=10_000)
    assert pages.peek(0) is None
    assert pages.peek(PAGE) is not None
    assert pages.peek(PAGE - 1) is None
    assert wanted == []


def test_another_filter_begins_anew_and_the_same_one_changes_nothing(
    pages: SlotPages, wanted: list[int]
) -> None:
    pages.put(0, rows(0), total=100)
    pages.set_filter(TableFilter())
    assert wanted == []
    pages.set_filter(TableFilter(text="cat"))
    assert wanted == [0]
    assert pages.peek(0) is None


def test_a_filter_keeps_rows_by_state_and_text() -> None:
    done = TableFilter(states=frozenset({SlotState.DONE}))
    assert done.keeps(row(1, SlotState.DONE))
    assert not done.keeps(row(1, SlotState.FAILED))
    assert done.final_states == (SlotState.DONE,)
    assert not TableFilter(text="no such words").keeps(row(1, SlotState.DONE))
    assert TableFilter(text="0001").keeps(row(1))
