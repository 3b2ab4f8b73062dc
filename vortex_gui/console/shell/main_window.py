"""The window: toolbar, docks around a centre, menus and keys; it only shows and asks."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QChildEvent, QEvent, QSize, Signal
from PySide6.QtGui import QCloseEvent, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QMainWindow, QTabBar

from vortex_gui.base.recipe.recipe import Recipe
from vortex_gui.base.recipe.recipe_files import ActorSource
from vortex_gui.base.settings.settings import ThemeName
from vortex_gui.base.words.translation import tr
from vortex_gui.console.look import icons, theme
from vortex_gui.console.program.output import ProgramOutput
from vortex_gui.console.recipe.draft.presets import preset_paths
from vortex_gui.console.recipe.form import RecipeForm
from vortex_gui.console.rundown.actions import RundownActions
from vortex_gui.console.shell.actions.clear_queue import ClearQueue
from vortex_gui.console.shell.actions.menus import build_menus
from vortex_gui.console.shell.actions.program_actions import ProgramActions
from vortex_gui.console.shell.actions.window_actions import WindowActions
from vortex_gui.console.shell.actions.window_dialogs import WindowDialogs
from vortex_gui.console.shell.actions.worker_actions import WorkerActions
from vortex_gui.console.shell.centre import Centre
from vortex_gui.console.shell.docks.dock import Dock
from vortex_gui.console.shell.docks.dock_table import Needs
from vortex_gui.console.shell.docks.docks import Docks, name_scroll_buttons
from vortex_gui.console.shell.docks.window_layout import WindowLayout, fitting
from vortex_gui.console.shell.drops.dropped_recipes import DroppedRecipes
from vortex_gui.console.shell.drops.file_drops import FileDrops
from vortex_gui.console.shell.keyboard.chain import move_focus
from vortex_gui.console.shell.keyboard.ring import FocusRings
from vortex_gui.console.shell.notices.notices import NoticeStack
from vortex_gui.console.shell.screen_watch import ScreenWatch
from vortex_gui.console.shell.status.status_bar import StatusBar
from vortex_gui.console.shell.status.toolbar import MainToolBar
from vortex_gui.console.shell.status.workers_bar import WorkersBar
from vortex_gui.console.slots.view import SlotsView
from vortex_gui.console.state.console_state import ConsoleState
from vortex_gui.console.state.intents import Intents
from vortex_gui.engine.facts.events import Severity

if TYPE_CHECKING:
    from vortex_gui.console.preview.view import PreviewView

SIZE = QSize(1600, 1000)
LIBRARIES = ("av", "numpy", "pyqtgraph", "PySide6.QtMultimedia")
"""Of the heavy panels: who imports them one by one before `fill` gives the loop its turns in between."""


class MainWindow(QMainWindow):
    """Shows at once with light panels; `fill` brings those that take long to import, above all `LIBRARIES`.

    `painted` after the first paint; `closing` when the operator wants to leave: it stays until `leave`.
    `settings_saved(Settings)` from the dialog and the View menu.
    """

    painted = Signal()
    closing = Signal()
    settings_saved = Signal(object)
    preview: PreviewView
    """Once the window is filled."""

    def __init__(self, state: ConsoleState, intents: Intents, layout_file: Path) -> None:
        super().__init__()
        self._state = state
        self._intents = intents
        self._painted = False
        self._leaving = False
        self._sizes_at_press: tuple[QSize, ...] = ()
        self.setObjectName("window")
        self.setWindowTitle(tr("Vortex Console"))
        self.setWindowIcon(icons.app_icon())
        self.setDockOptions(QMainWindow.DockOption.AllowTabbedDocks | QMainWindow.DockOption.AllowNestedDocks)
        self.resize(fitting(SIZE))
        self._build(layout_file)
        self._begin_form()
        theme.notifier().changed.connect(self._redress)

    def _build(self, layout_file: Path) -> None:
        state, intents = self._state, self._intents
        self._centre = Centre(state, self._generate_preset)
        self.setCentralWidget(self._centre)
        self._notices = NoticeStack(state.notices, self)
        self.program = ProgramOutput(state, intents, self)
        rundown = RundownActions(state, intents, self)
        self._docks = Docks(self, Needs(state, intents, layout_file.parent, self.program, rundown))
        self._notices.stay_above(self._docks)
        self.form = self._docks.panel(RecipeForm)
        self._layout = WindowLayout(self, self._docks, layout_file)
        self._dialogs = WindowDialogs(state, intents, self)
        self._dialogs.settings_saved.connect(self.settings_saved)
        self.own_actions = WindowActions(
            self,
            state,
            intents,
            self._docks,
            layout=self._layout,
            dialogs=self._dialogs,
            worker=WorkerActions(state, intents, self),
            program=ProgramActions(state, self.program, self),
            rundown=rundown,
            clear_queue=ClearQueue(state, intents, self),
            notices=self._notices,
            watch=self._centre.watch,
        )
        self._bar = MainToolBar(self.own_actions, state, intents, self)
        self.addToolBar(self._bar)
        self.addToolBarBreak()
        self.workers = WorkersBar(state, self)
        self.workers.offer(self.own_actions.machines)
        self.addToolBar(self.workers)
        self.setStatusBar(StatusBar(state, self))
        build_menus(self.menuBar(), self.own_actions, state.settings.console.theme, self._choose_theme)
        self._docks.moved.connect(self._layout.note_moved)
        self._layout.lay_out()
        self._layout.changed.connect(self.workers.refresh)  # a kept layout may have been without it
        self._drops = FileDrops(self)
        self._dropped = DroppedRecipes(state, intents, self)
        for given in (self._drops.dropped, self.form.files_given):
            given.connect(self._take_dropped)
        self.form.section_made.connect(self._drops.watch)
        self._watch_drops()
        ScreenWatch(self)
        FocusRings(self)

    def fill(self) -> None:
        """Puts in the panels whose libraries take long to import; called once, after the first paint."""
        from vortex_gui.console.preview.view import PreviewView

        self.preview = PreviewView(self._state, self._intents)
        self._centre.put_preview(self.preview)
        self._notices.keep_clear_of(self.preview.picture)
        self._docks.fill()
        self._layout.fit_soon()  # the panels that came want other sizes than what stood in their places
        self._watch_drops()
        self.preview.prepare()

    def show_queue(self) -> None:
        """Shows the slots that the state has; by itself the table waits until a burst of changes rests."""
        self._docks.panel(SlotsView).model.rearrange()

    def dock(self, name: str) -> Dock:
        """A dock by its name in the table."""
        return self._docks[name]

    # ── the controller's requests ──────────────────────────────────────────────────────────

    def use_recipe(self, recipe: Recipe) -> None:
        """Puts a recipe into the form and the keyboard beside it."""
        self.form.set_recipe(recipe.with_slot(slot_id=None))
        self.own_actions.write_script()

    def keep_presenter(self, actor: ActorSource, prompt: str) -> None:
        """Puts a presenter into the form and the keyboard beside it."""
        self.form.keep_presenter(actor, prompt)
        self.own_actions.write_script()

    def open_settings(self) -> None:
        self._dialogs.open_settings()

    def leave(self) -> None:
        """Remembers the layout and what the panels keep, and closes for good."""
        self._leaving = True
        self.program.leave()
        self.form.editors.own.end_recording()
        self._layout.remember(self.form.draft())
        self._docks.keep()
        self.close()

    # ── inside ───────────────────────────────────────────────────────────────────────────

    def _begin_form(self) -> None:
        if draft := self._layout.restore():
            self.form.set_draft(draft)
        else:
            self.form.load_preset(preset_paths()[0])
        if fault := self._layout.fault:
            remedy = tr("The form shows a preset.")
            self._intents.notify(Severity.WARNING, fault, remedy=remedy, key="window")
        self._state.undo.clear()

    def _generate_preset(self, path: Path) -> None:
        self.form.load_preset(path)
        self.form.generate()

    def _watch_drops(self) -> None:
        """Called again once the panels are there; a dock may float as a window of its own."""
        for widget in (self, *self._docks):
            self._drops.watch(widget)

    def _take_dropped(self, paths: Sequence[Path]) -> None:
        if len(paths) > 1 and not self.form.has_place_for(paths):
            self._dropped.take(paths)
        else:
            self.dock("recipe").show_on_top()
            self.form.take_files(paths)

    def _choose_theme(self, name: ThemeName) -> None:
        settings = self._state.settings
        console = settings.console.model_copy(update={"theme": name})
        self.settings_saved.emit(settings.model_copy(update={"console": console}))

    def _redress(self) -> None:
        icons.redress()
        self._docks.redress_tabs()

    # ── Qt's own ─────────────────────────────────────────────────────────────────────────

    def focusNextPrevChild(self, next: bool) -> bool:  # Qt's name
        return move_focus(self, forward=next)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self._painted:
            self._painted = True
            self.painted.emit()

    def childEvent(self, event: QChildEvent) -> None:
        super().childEvent(event)
        child = event.child() if event.polished() else None
        if isinstance(child, QTabBar):  # Qt makes one when docks share a place
            name_scroll_buttons(child)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._bar.fit(self.size())
        self._layout.fit_soon()

    def event(self, event: QEvent) -> bool:
        """Qt tells nobody that a border between docks was dragged: it is seen by what has changed."""
        done = bool(super().event(event))
        if event.type() == QEvent.Type.MouseButtonPress:
            self._sizes_at_press = self._docks.sizes()
        elif event.type() == QEvent.Type.MouseButtonRelease and self._sizes_at_press != self._docks.sizes():
            self._layout.note_moved()
        return done

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.ActivationChange and self.isActiveWindow():
            self._docks.raise_floating()

    def closeEvent(self, event: QCloseEvent) -> None:
        if self._leaving:
            event.accept()
        else:
            event.ignore()
            if self.program.may_leave():
                self.closing.emit()
