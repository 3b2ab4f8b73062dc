"""A slot whose allocator had to free its cache says so; one that failed anyway does not."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from vortex_gui.pipeline.slot.cache_watch import CacheWatch


def counting(*figures: int) -> Iterator[int]:
    return iter(figures)


@pytest.mark.parametrize(("after", "told"), [(4, 0), (7, 1)])
def test_frees_during_the_slot_are_told_once(after: int, told: int) -> None:
    figures, warnings = counting(4, after), list[str]()
    with CacheWatch(lambda: next(figures), warnings.append):
        pass
    assert len(warnings) == told
    assert all("freed 3 times" in warning for warning in warnings)


def test_a_slot_that_fails_has_its_own_reason() -> None:
    figures, warnings = counting(0, 5), list[str]()
    with pytest.raises(ZeroDivisionError), CacheWatch(lambda: next(figures), warnings.append):
        raise ZeroDivisionError
    assert warnings == []
