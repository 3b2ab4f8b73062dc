"""Where Tab goes in a window: every control that is in view and enabled, area after area, and round again."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QDockWidget, QMainWindow, QScrollArea, QTabBar, QToolBar, QWidget

from vortex_gui.console.shell.keyboard.ring import FocusRing

BARS, PANELS, REST = 0, 1, 2
"""The toolbars come first, then docks and centre from the left and the top, then what is left."""


def move_focus(root: QWidget, *, forward: bool) -> bool:
    """Puts the keyboard on the next control of `root`, or the one before; False when there is no other.

    Qt calls this also when the control that has the keyboard is about to be hidden or disabled.
    """
    now = QApplication.focusWidget()
    stops = focus_stops(root, counting=now)
    if not stops or stops == [now]:
        return False
    if now in stops:
        target = stops[(stops.index(now) + (1 if forward else -1)) % len(stops)]
    else:
        target = stops[0 if forward else -1]
    target.setFocus(Qt.FocusReason.TabFocusReason if forward else Qt.FocusReason.BacktabFocusReason)
    _bring_into_view(target)
    FocusRing.of(root).show_around(target)
    return True


def focus_stops(root: QWidget, counting: QWidget | None = None) -> list[QWidget]:
    """The controls of a window in the order of Tab; none that is hidden, disabled, or in a dock behind a tab.

    Qt's own ring also goes through docks behind their tabs, which it only moves out of sight. `counting` is
    in the order whether it can be reached or not.
    """
    found = [widget for widget in _in_order(root) if widget is counting or _takes_tab(widget, root)]
    if not isinstance(root, QMainWindow):
        return found
    areas = {widget: _area(root, widget) for widget in found}
    places = {area: _rank(root, area) for area in set(areas.values())}
    return sorted(found, key=lambda widget: places[areas[widget]])


def first_stop(part: QWidget) -> QWidget | None:
    """The first control of a part of a window, or the part itself where it is one."""
    stops = (widget for widget in _in_order(part.window()) if widget is part or part.isAncestorOf(widget))
    return next((widget for widget in stops if _can_take(widget, part)), None)


def is_in_view(dock: QDockWidget) -> bool:
    """Whether a dock is shown and is not behind another one's tab."""
    return dock.isVisible() and not dock.visibleRegion().isEmpty()


def _in_order(root: QWidget) -> Iterator[QWidget]:
    """What stands in `root`, in Qt's own order."""
    inside = root.findChildren(QWidget)
    left = dict.fromkeys(inside)
    widget = root.nextInFocusChain()
    while widget is not None and widget is not root:
        if widget in left:
            del left[widget]
            yield widget
        widget = widget.nextInFocusChain()
    yield from left


def _can_take(widget: QWidget, root: QWidget) -> bool:
    """Whether a control takes the keyboard; one that hands it on to another does not."""
    if not widget.focusPolicy() & Qt.FocusPolicy.TabFocus or widget.focusProxy() is not None:
        return False
    return widget.isEnabled() and widget.isVisibleTo(root)


def _takes_tab(widget: QWidget, root: QWidget) -> bool:
    """Whether Tab stops here."""
    if widget.window() is not root or not widget.isVisible() or not _can_take(widget, root):
        return False
    if isinstance(widget, QTabBar) and widget.count() < 2:
        return False
    dock = _dock_of(widget)
    return dock is None or dock is root or is_in_view(dock)


def _dock_of(widget: QWidget) -> QDockWidget | None:
    at: QWidget | None = widget
    while at is not None and not isinstance(at, QDockWidget):
        at = at.parentWidget()
    return at


def _area(root: QWidget, widget: QWidget) -> QWidget:
    """The part of the window that holds a control: a toolbar, a dock, the centre."""
    area = widget
    while (parent := area.parentWidget()) is not None and parent is not root:
        area = parent
    return area


def _rank(root: QMainWindow, area: QWidget) -> tuple[int, int, int]:
    """From the left and the top; the tabs of a place follow the dock in it."""
    at = area.geometry()
    if isinstance(area, QToolBar):
        return BARS, at.top(), at.left()
    if isinstance(area, QDockWidget | QTabBar) or area is root.centralWidget():
        return PANELS, at.left(), at.top()
    return REST, at.left(), at.top()


def _bring_into_view(widget: QWidget) -> None:
    at = widget.parentWidget()
    while at is not None:
        if isinstance(at, QScrollArea):
            at.ensureWidgetVisible(widget)
        at = at.parentWidget()
