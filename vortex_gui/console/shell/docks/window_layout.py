"""Where the docks stand: as a layout that ships says, as one of the operator's own, or as they were left."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from PySide6.QtCore import QByteArray, QObject, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QMainWindow, QStyle

from vortex_gui.base.words.translation import tr
from vortex_gui.console.parts.private_ini import keep, kept, private_ini
from vortex_gui.console.shell.docks.docks import Docks
from vortex_gui.console.shell.keyboard.chain import first_stop, is_in_view
from vortex_gui.console.shell.layouts.own import OwnLayouts
from vortex_gui.console.shell.layouts.places import Place
from vortex_gui.console.shell.layouts.ready_made import OPERATE, ReadyLayout, ready

VERSION = 2
LEAST = QSize(1016, 560)
"""A screen of 1024 × 600 less the frame, the title bar and a panel of the desktop."""
LOW = 800
"""Below this height some docks share one place, so that none is cut."""


class WindowLayout(QObject):
    """Lays a window's docks out; remembers them, and the recipe begun, in a file.

    A layout that ships follows the window's size until the operator moves a dock or a border. `changed` when
    another layout is in use, or the own ones are others.
    """

    changed = Signal()

    def __init__(self, window: QMainWindow, docks: Docks, file: Path) -> None:
        super().__init__(window)
        self._window = window
        self._docks = docks
        self._path = file
        self._file = private_ini(file)
        self.fault = ""
        """What of the file cannot be used, in a sentence; known once it was restored."""
        self.own = OwnLayouts(self._file)
        self.in_use = OPERATE.name
        """The name of a layout that ships, or of an own one."""
        self._is_moved = False
        self._laid_out_for: tuple[ReadyLayout, bool] | None = None
        self._fitting = QTimer(self, singleShot=True, interval=0)
        self._fitting.timeout.connect(self.fit)

    # ── layouts that ship ────────────────────────────────────────────────────────────────

    def reset(self) -> None:
        """Puts all docks back to where the layout in use has them; an own one's are the first layout's."""
        self.lay_out(ready(self.in_use))

    def lay_out(self, layout: ReadyLayout = OPERATE) -> None:
        """Docks all docks, and puts each to its place in this layout."""
        self.in_use = layout.name
        self._place_all(self._within_width(layout))
        self._let_move(False)
        self.changed.emit()

    def fit_soon(self) -> None:
        """The window has another size: fits the layout with the next events, once for many changes."""
        self._fitting.start()

    def fit(self) -> None:
        """Gives each dock its share of the window, unless the operator has moved docks or borders."""
        if self._is_moved or self._laid_out_for is None:
            return
        layout = self._within_width(ready(self.in_use))
        if (layout, self._is_low()) != self._laid_out_for:
            in_front = {dock.objectName() for dock in self._docks if is_in_view(dock)}
            self._place_all(layout)
            self._raise(in_front)
        else:
            self._resize(layout)

    def _raise(self, names: Collection[str]) -> None:
        """Brings these up, but for one whose place another one of them has now come to share."""
        for name, place in self._places(self._within_width(ready(self.in_use))).items():
            if name in names and self._tab_of(place) not in names:
                self._docks[name].raise_()

    def note_moved(self) -> None:
        """The operator has moved a dock or a border: the layout no longer follows the window's size."""
        self._let_move(True)

    def _let_move(self, moved: bool) -> None:
        """While the layout follows the window, that may shrink to `LEAST`, whatever the docks want now."""
        self._is_moved = moved
        self._window.setMinimumSize(QSize(0, 0) if moved else LEAST)

    # ── the operator's own ───────────────────────────────────────────────────────────────

    def save_own(self, name: str) -> None:
        """Keeps how the docks stand now under this name, and uses it from now on."""
        self.own.save(name, self._window.saveState(VERSION))
        self._use(name)

    def use_own(self, name: str) -> None:
        """Puts the docks as they were when this layout was saved."""
        with self._keeping_keyboard():
            self._put_down(OPERATE)  # a dock that is younger than the layout has a place, too
            self._window.restoreState(self.own.state(name), VERSION)
        self._use(name)

    def rename_own(self, new: str) -> None:
        """Renames the own layout in use."""
        self.own.rename(self.in_use, new)
        self._use(new)

    def delete_own(self) -> None:
        """Deletes the own layout in use; the docks stay where they stand."""
        self.own.delete(self.in_use)
        self._use(OPERATE.name)

    def uses_own(self) -> bool:
        return self.in_use in self.own.names()

    def _use(self, name: str) -> None:
        self.in_use = name
        self._let_move(True)
        self.changed.emit()

    # ── over the console's end ───────────────────────────────────────────────────────────

    def remember(self, draft: Mapping[str, object]) -> None:
        """Writes where all stands, and the recipe as far as it is written."""
        values = {
            "geometry": self._window.saveGeometry(),
            "docks": self._window.saveState(VERSION),
            "layout": json.dumps([self.in_use, self._is_moved]),
            "draft": json.dumps(draft),
        }
        keep(self._file, values)

    def restore(self) -> Mapping[str, object]:
        """Puts all where it was left; returns the recipe that was begun, empty when there is none.

        `fault` says then what of the file cannot be used.
        """
        geometry, docks = kept(self._file, "geometry"), kept(self._file, "docks")
        if isinstance(geometry, QByteArray):
            self._window.restoreGeometry(geometry)
        if isinstance(docks, QByteArray) and self._window.restoreState(docks, VERSION):
            self._restore_use()
        return self._draft()

    def _restore_use(self) -> None:
        try:
            use = json.loads(str(kept(self._file, "layout")))
        except (ValueError, RecursionError):
            use = None
        match use:
            case [str(name), bool(moved)]:
                self.in_use = name
                self._let_move(moved)
        self._laid_out_for = (self._within_width(ready(self.in_use)), self._is_low())
        self.changed.emit()

    def _draft(self) -> Mapping[str, object]:
        if self._file is None:
            self.fault = tr(
                "{file} is not the window's own file, so the window starts with its default layout.",
                file=self._path,
            )
            return {}
        try:
            draft = json.loads(str(kept(self._file, "draft") or "{}"))
        except (ValueError, RecursionError):
            draft = None
        if isinstance(draft, dict):
            return draft
        self.fault = tr("The unfinished recipe in {file} cannot be read.", file=self._path)
        return {}

    # ── places ───────────────────────────────────────────────────────────────────────────

    def _within_width(self, layout: ReadyLayout) -> ReadyLayout:
        return layout.within(self._window.width())

    def _is_low(self) -> bool:
        return self._window.height() < LOW

    def _places(self, layout: ReadyLayout) -> dict[str, Place]:
        """In the order in which they are put down: in one area from the top, or from the left."""
        return {
            **layout.places,
            **{r.name: r.place() for r in self._docks.rows if r.name not in layout.places},
        }

    @contextmanager
    def _keeping_keyboard(self) -> Iterator[None]:
        """Leaves the keyboard where it is, or gives it to the centre when its panel has gone."""
        had_keys = QApplication.focusWidget()
        yield
        centre = self._window.centralWidget()
        if had_keys is not None and centre is not None:
            middle = centre.focusProxy() or first_stop(centre) or centre
            (had_keys if had_keys.isVisible() else middle).setFocus(Qt.FocusReason.OtherFocusReason)

    def _place_all(self, layout: ReadyLayout) -> None:
        with self._keeping_keyboard():
            self._put_down(layout)

    def _put_down(self, layout: ReadyLayout) -> None:
        window, docks, areas = self._window, self._docks, Qt.DockWidgetArea
        for dock in docks:
            dock.setFloating(False)  # before it is removed: Qt docks none that has no place
            window.removeDockWidget(dock)  # else all stand side by side for a moment, and the window grows
        window.setCorner(Qt.Corner.BottomLeftCorner, areas.LeftDockWidgetArea)
        right = areas.RightDockWidgetArea if layout.right_is_whole else areas.BottomDockWidgetArea
        window.setCorner(Qt.Corner.BottomRightCorner, right)
        places = self._places(layout)
        tabs = {name: self._tab_of(place) for name, place in places.items()}
        for name, place in places.items():
            if not tabs[name]:
                window.addDockWidget(place.area, docks[name])
            if place.beside:
                window.splitDockWidget(docks[place.beside], docks[name], Qt.Orientation.Horizontal)
        for name, below in tabs.items():
            if below:
                window.tabifyDockWidget(docks[below], docks[name])
        for row in docks.rows:
            docks[row.name].setVisible(row.is_shown and (not layout.is_only or row.name in layout.places))
        for name in sorted({below for below in tabs.values() if below}):
            docks[name].raise_()
        self._laid_out_for = (layout, self._is_low())
        self._resize(layout)

    def _tab_of(self, place: Place) -> str:
        return place.tab_of or (place.tab_of_when_low if self._is_low() else "")

    def _resize(self, layout: ReadyLayout) -> None:
        """Widths in one go; heights area by area, since those in one area share it."""
        docks, window = self._docks, self._window
        places = {name: place for name, place in self._places(layout).items() if not docks[name].isHidden()}
        wide = {name: place.width.of(window.width()) for name, place in places.items() if place.width}
        window.resizeDocks([docks[name] for name in wide], list(wide.values()), Qt.Orientation.Horizontal)
        for area in dict.fromkeys(place.area for place in places.values()):
            high = {
                name: place.height.of(window.height())
                for name, place in places.items()
                if place.area is area and place.height
            }
            window.resizeDocks([docks[name] for name in high], list(high.values()), Qt.Orientation.Vertical)


def fitting(size: QSize) -> QSize:
    """The size, or what the screen has room for; a screen that only Qt imagines has any room."""
    screen = QGuiApplication.primaryScreen()
    if screen is None or QGuiApplication.platformName() == "offscreen":
        return size
    return within(size, screen.availableSize())


def within(size: QSize, room: QSize) -> QSize:
    """No larger than the room below a title bar; else the status line lies below the screen's edge."""
    title_bar = QApplication.style().pixelMetric(QStyle.PixelMetric.PM_TitleBarHeight)
    return size.boundedTo(room - QSize(0, title_bar))
