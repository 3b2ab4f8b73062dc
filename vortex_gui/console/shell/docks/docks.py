"""The window's docks, made from their table: the light ones at once, the others after the first paint."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Protocol, TypeVar, runtime_checkable

from PySide6.QtCore import QObject, QSize, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QMainWindow, QTabBar, QToolButton, QWidget

from vortex_gui.base.words.translation import tr
from vortex_gui.console.shell.docks.dock import Dock
from vortex_gui.console.shell.docks.dock_table import DOCKS, DockRow, Needs

Panel = TypeVar("Panel", bound=QWidget)


@runtime_checkable
class Keeps(Protocol):
    """A panel that writes something for the next sitting."""

    def keep(self) -> None: ...


class Docks(QObject):
    """Each row's dock by its name; the window owns them. `moved` when the operator has put one elsewhere."""

    moved = Signal()

    def __init__(self, window: QMainWindow, needs: Needs, rows: Sequence[DockRow] = DOCKS) -> None:
        super().__init__(window)
        self.rows = tuple(rows)
        self._window = window
        self._needs = needs
        self._panels: list[QWidget] = []
        self._by_name: dict[str, Dock] = {}
        for row in self.rows:
            dock = self._by_name[row.name] = Dock(row.name, tr(row.english), row.name, window)
            dock.moved.connect(self.moved)
            if row.is_light:
                self._put(row)
            else:
                dock.show_panel(None)

    def __getitem__(self, name: str) -> Dock:
        return self._by_name[name]

    def __iter__(self) -> Iterator[Dock]:
        return iter(self._by_name.values())

    def fill(self) -> None:
        """Makes the panels whose libraries take long to import; called once, after the first paint."""
        for row in self.rows:
            if not row.is_light:
                self._put(row)

    def panel(self, kind: type[Panel]) -> Panel:
        """The panel of this kind; raises `LookupError` before it is made."""
        for panel in self._panels:
            if isinstance(panel, kind):
                return panel
        raise LookupError(f"no dock shows a {kind.__name__} yet")

    def keep(self) -> None:
        """Lets each panel that has something to keep write it; called when the console ends."""
        for panel in self._panels:
            if isinstance(panel, Keeps):
                panel.keep()

    def sizes(self) -> tuple[QSize, ...]:
        """How large each is now."""
        return tuple(dock.size() for dock in self)

    def raise_floating(self) -> None:
        """Puts the floating ones above their window again: not every desktop keeps them there."""
        if QGuiApplication.platformName() == "offscreen":
            return  # it has no above and below, and warns
        for dock in self:
            if dock.isFloating() and dock.isVisible():
                dock.raise_()

    def redress_tabs(self) -> None:
        """Puts the docks' icons on their tabs in the new colours: Qt does not ask for them again."""
        by_title = {dock.windowTitle(): dock for dock in self}
        for bar in self._window.findChildren(QTabBar):
            for index in range(bar.count()):
                if dock := by_title.get(bar.tabText(index)):
                    bar.setTabIcon(index, dock.windowIcon())

    def _put(self, row: DockRow) -> None:
        panel = row.make(self._needs)
        self._panels.append(panel)
        self[row.name].show_panel(panel, scrolls=row.is_wide)


def name_scroll_buttons(bar: QTabBar) -> None:
    """Names the buttons that scroll too many tabs, which Qt names in English."""
    names = {"ScrollLeftButton": tr("Scroll left"), "ScrollRightButton": tr("Scroll right")}
    for button in bar.findChildren(QToolButton):
        if button.objectName() in names:
            button.setAccessibleName(names[button.objectName()])
