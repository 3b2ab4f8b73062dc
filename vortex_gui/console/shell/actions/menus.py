"""The menu bar: every action of window, worker and slots in its menu."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import get_args

from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QMenu, QMenuBar

from vortex_gui.base.settings.settings import ThemeName
from vortex_gui.base.words.translation import mark, tr
from vortex_gui.console.shell.actions.window_actions import WindowActions

THEMES = {
    "system": mark("As the system"),
    "light": mark("Light"),
    "dark": mark("Dark"),
    "contrast": mark("High contrast"),
}
Group = Iterable[QAction | QMenu]


def build_menus(
    bar: QMenuBar, actions: WindowActions, theme_in_use: ThemeName, choose_theme: Callable[[ThemeName], None]
) -> None:
    """Fills the bar; called once."""
    own, worker = actions, actions.worker
    file = _menu(bar, tr("&File"))
    presets = QMenu(tr("Presets"), file)
    presets.addActions(own.form.actions_for_menu(presets))
    recipes = (own.open_recipe, own.save_recipe, presets)
    _fill(file, (own.generate, own.generate_n), recipes, (own.settings, own.quit))
    _fill(_menu(bar, tr("&Edit")), (own.undo, own.redo))
    _fill(
        _menu(bar, tr("&Slots")),
        (worker.cancel, worker.pause, own.clear_queue),
        (*own.for_slots.all(), own.live, own.find_slots),
    )
    rundown = own.rundown
    _fill(
        _menu(bar, tr("&Rundown")),
        rundown.on_air(),
        rundown.adding,
        rundown.for_rows(),
        (rundown.open, rundown.save),
    )
    _fill(
        _menu(bar, tr("&Worker")),
        (worker.warm_up, *worker.warm_roles.values()),
        (worker.clear_cache, worker.restart),
        (own.machines, own.add_machine),
        (own.fetch,),
    )
    program = own.program
    _fill(
        _menu(bar, tr("&Program")),
        (program.open, program.screens),
        (program.take, program.hold, program.filler),
        (program.close,),
    )
    view = _menu(bar, tr("&View"))
    themes = _theme_menu(view, theme_in_use, choose_theme)
    layouts = QMenu(tr("Layout"), view)
    layouts.setObjectName("layouts")
    layouts.setToolTipsVisible(True)
    own.layouts.fill(layouts)
    _fill(
        view, own.docks, (layouts, own.reset), (themes, own.strip, own.full, own.write, own.watch, own.escape)
    )
    _fill(_menu(bar, tr("&Help")), (own.guide, own.keys, own.about))


def _menu(bar: QMenuBar, title: str) -> QMenu:
    menu = bar.addMenu(title)
    menu.setToolTipsVisible(True)
    return menu


def _fill(menu: QMenu, *groups: Group) -> None:
    """Groups of actions and menus, with a line between them."""
    for index, group in enumerate(groups):
        if index:
            menu.addSeparator()
        for entry in group:
            menu.addMenu(entry) if isinstance(entry, QMenu) else menu.addAction(entry)


def _theme_menu(view: QMenu, in_use: ThemeName, choose: Callable[[ThemeName], None]) -> QMenu:
    menu = QMenu(tr("Theme"), view)
    group = QActionGroup(menu)
    for name in get_args(ThemeName):
        action = QAction(tr(THEMES[name]), group, checkable=True)
        action.setChecked(in_use == name)
        action.triggered.connect(lambda _=False, name=name: choose(name))
        menu.addAction(action)
    return menu
