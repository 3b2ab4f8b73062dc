"""Tells when the card was so full during a slot that its allocator had to free its cache in between."""

from __future__ import annotations

from collections.abc import Callable
from types import TracebackType
from typing import Self

from vortex_gui.base.words.translation import tr


class CacheWatch:
    """Around the stages of a slot; `frees` counts the allocator's forced frees since the process began."""

    def __init__(self, frees: Callable[[], int], warn: Callable[[str], None]) -> None:
        self._frees = frees
        self._warn = warn
        self._before = 0

    def __enter__(self) -> Self:
        self._before = self._frees()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        more = self._frees() - self._before
        if kind is None and more > 0:
            self._warn(
                tr(
                    "The card's memory was so full that its cache was freed {count} times, which costs time: "
                    "choose a smaller animation_batch or a smaller profile.",
                    count=more,
                )
            )
