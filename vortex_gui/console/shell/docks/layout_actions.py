"""The actions on layouts: choose one that ships or an own one; save, rename and delete own ones."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction, QActionGroup, QKeySequence
from PySide6.QtWidgets import QMainWindow, QMenu

from vortex_gui.base.words.translation import tr
from vortex_gui.console.parts.labels.plain_text import set_tip
from vortex_gui.console.shell.docks.window_layout import WindowLayout
from vortex_gui.console.shell.layouts.name_dialog import NameDialog
from vortex_gui.console.shell.layouts.ready_made import READY


class LayoutActions(QObject):
    """Those that ship are also the window's, so that their keys work everywhere."""

    def __init__(self, layout: WindowLayout, window: QMainWindow) -> None:
        super().__init__(window)
        self._layout = layout
        self._window = window
        self._menu: QMenu | None = None
        self._group = QActionGroup(self)
        self.ready = {
            each.name: self._choice(tr(each.english), each.name, partial(layout.lay_out, each), each.key)
            for each in READY
        }
        self.own: dict[str, QAction] = {}
        self._end = QAction(self)
        """Behind the own ones. Made here: Python's hold on one that a menu has made was found gone."""
        self._end.setSeparator(True)
        self.save = self._action(tr("Save layout as …"), self.ask_save)
        self.rename = self._action(tr("Rename layout …"), self.ask_rename)
        self.delete = self._action(tr("Delete layout"), layout.delete_own)
        layout.changed.connect(self._refresh)

    def fill(self, menu: QMenu) -> None:
        """Puts the actions into the menu, and keeps the own layouts in it up to date."""
        self._menu = menu
        menu.addActions(list(self.ready.values()))
        menu.addAction(self._end)
        menu.addActions([self.save, self.rename, self.delete])
        self._refresh()

    def ask_save(self) -> None:
        """Opens the dialog that names the layout to be kept."""
        self._ask(tr("Save layout"), "", self._layout.own.fault_of, self._layout.save_own)

    def ask_rename(self) -> None:
        """Opens the dialog with the name of the own layout in use."""
        now = self._layout.in_use
        fault_of = partial(self._layout.own.fault_of, besides=now)
        self._ask(tr("Rename layout"), now, fault_of, self._layout.rename_own)

    def _ask(
        self, title: str, name: str, fault_of: Callable[[str], str], then: Callable[[str], None]
    ) -> None:
        dialog = NameDialog(title, name, fault_of, self._window)
        dialog.named.connect(then)
        dialog.open()

    def _refresh(self) -> None:
        """After the layouts have changed, or the one in use."""
        self._refresh_own()
        in_use = self._layout.in_use
        for name, action in (*self.ready.items(), *self.own.items()):
            action.setChecked(name == in_use)
        reason = "" if self._layout.uses_own() else tr("Choose one of your own layouts first.")
        for action, text in (
            (self.rename, tr("Give the layout in use another name")),
            (self.delete, tr("Forget the layout in use; the panels stay where they are")),
        ):
            action.setEnabled(not reason)
            set_tip(action, f"{text}\n{reason}" if reason else text)

    def _refresh_own(self) -> None:
        names = self._layout.own.names()
        if self._menu is None or names == tuple(self.own):
            return
        for action in self.own.values():
            self._menu.removeAction(action)
            self._group.removeAction(action)
            action.deleteLater()
        self.own = {name: self._choice(name, name, partial(self._layout.use_own, name)) for name in names}
        self._menu.insertActions(self._end, list(self.own.values()))

    def _choice(self, text: str, name: str, chosen: Callable[[], None], key: str = "") -> QAction:
        action = self._action(text.replace("&", "&&"), chosen)
        action.setCheckable(True)
        action.setObjectName(f"layout {name}")
        self._group.addAction(action)
        if key:
            action.setShortcut(QKeySequence(key))
            self._window.addAction(action)
        return action

    def _action(self, text: str, slot: Callable[[], None]) -> QAction:
        action = QAction(text, self)
        action.triggered.connect(lambda _=False: slot())
        return action
