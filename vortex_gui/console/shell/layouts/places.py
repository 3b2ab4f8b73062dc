"""Where a dock stands: its area, whose place it shares, and how much of the window it takes."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Qt

LEFT = Qt.DockWidgetArea.LeftDockWidgetArea
RIGHT = Qt.DockWidgetArea.RightDockWidgetArea
BOTTOM = Qt.DockWidgetArea.BottomDockWidgetArea


@dataclass(frozen=True, slots=True)
class Extent:
    """A width or a height: so many points, at least `grows` and at most `share` of the window."""

    points: int
    share: float = 1.0
    grows: float = 0.0

    def of(self, whole: int) -> int:
        """In points, for a window that is so wide or high."""
        return min(max(self.points, round(whole * self.grows)), round(whole * self.share))


@dataclass(frozen=True, slots=True)
class Place:
    """`tab_of` names the dock whose place it shares, `tab_of_when_low` the same in a low window.

    `beside` names the dock of its area that it stands to the right of, instead of below.
    """

    area: Qt.DockWidgetArea
    tab_of: str = ""
    tab_of_when_low: str = ""
    beside: str = ""
    width: Extent | None = None
    height: Extent | None = None
