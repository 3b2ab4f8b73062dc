"""The arrangements that ship, each for one kind of work."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from vortex_gui.base.words.translation import mark
from vortex_gui.console.shell.layouts.places import BOTTOM, LEFT, RIGHT, Extent, Place


@dataclass(frozen=True, slots=True)
class ReadyLayout:
    """`name` is what the layout file knows it by, `english` its title before translation.

    A dock without a place here stands where the table of docks says, or is hidden where the layout is only
    for those that it names. In a window below `least_width` the `narrow` places count instead.
    """

    name: str
    english: str
    key: str
    places: Mapping[str, Place] = field(default_factory=dict)
    narrow: Mapping[str, Place] = field(default_factory=dict)
    least_width: int = 0
    is_only: bool = False
    right_is_whole: bool = False
    """The right column reaches down to the status bar."""

    def within(self, width: int) -> ReadyLayout:
        """As it is laid out in a window of this width."""
        if width >= self.least_width:
            return self
        return replace(self, places=self.narrow, narrow={}, least_width=0, right_is_whole=False)


OPERATE = ReadyLayout("operate", mark("Operate"), "Ctrl+1")
REVIEW = ReadyLayout(
    "review",
    mark("Review"),
    "Ctrl+2",
    {"slots": Place(RIGHT, width=Extent(644, 0.5, 0.28))},
    {"slots": Place(BOTTOM, height=Extent(220, 0.34))},
    least_width=1200,
    is_only=True,
    right_is_whole=True,
)
WIDE = ReadyLayout(
    "wide",
    mark("Wide"),
    "Ctrl+3",
    {
        "recipe": Place(LEFT, width=Extent(340, grows=0.12)),
        "slots": Place(LEFT, beside="recipe", width=Extent(640, grows=0.22)),
        "memory": Place(RIGHT, width=Extent(700, grows=0.24), height=Extent(330, grows=0.44)),
        "models": Place(RIGHT, height=Extent(304, grows=0.14)),
        "log": Place(RIGHT, height=Extent(230, grows=0.32)),
        "plan": Place(RIGHT, tab_of="log"),
        "messages": Place(RIGHT, tab_of="log"),
        "rundown": Place(LEFT, tab_of="slots"),
    },
    least_width=2200,
    right_is_whole=True,
)
READY = (OPERATE, REVIEW, WIDE)


def ready(name: str) -> ReadyLayout:
    """The layout of this name; the first one for a name that none has."""
    return next((each for each in READY if each.name == name), OPERATE)
