"""The window: docks that come back as they were left, toolbar, menus and keys; it decides nothing."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import (
    QAction,
    QActionGroup,
    QCloseEvent,
    QGuiApplication,
    QKeySequence,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import (
    QApplication,
    QLabel,
    QMainWindow,
    QMenu,
    QScrollArea,
    QStackedWidget,
    QStyle,
    QTabBar,
    QToolBar,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from vortex_gui.base.recipe import Recipe
from vortex_gui.console.dialogs.settings_dialog import SettingsDialog
from vortex_gui.console.look import icons, theme
from vortex_gui.console.recipe.form import RecipeForm
from vortex_gui.console.recipe.play_list_dialog import PlayListDialog
from vortex_gui.console.recipe.presets import preset_paths
from vortex_gui.console.shell import help as help_pages
from vortex_gui.console.shell.docks import Dock
from vortex_gui.console.shell.guide import GuideDialog
from vortex_gui.console.shell.notices import NoticeStack
from vortex_gui.console.shell.tally import Tally
from vortex_gui.console.shell.welcome import WelcomePage
from vortex_gui.console.shell.window_layout import WindowLayout
from vortex_gui.console.shell.worker_actions import WorkerActions
from vortex_gui.console.slots.view import SlotsView
from vortex_gui.console.state.console_state import ConsoleState
from vortex_gui.console.state.intents import Intents

SIZE = QSize(1600, 1000)
WIDE_PANELS = ("plan",)
NARROW = 1240
"""Below this width the toolbar's buttons have no words beside their icons."""


class MainWindow(QMainWindow):
    """Shows at once with light panels; `fill` brings those that take long to import.

    `painted` after the first paint; `closing` when the operator wants to leave: it stays until `leave`.
    """

    painted = Signal()
    closing = Signal()
    settings_saved = Signal(object)

    def __init__(self, state: ConsoleState, intents: Intents, layout_file: Path) -> None:
        super().__init__()
        self._state = state
        self._intents = intents
        self._painted = False
        self._leaving = False
        self._docks: dict[str, Dock] = {}
        self.setObjectName("window")
        self.setWindowTitle(self.tr("Vortex Console"))
        self.setWindowIcon(icons.app_icon())
        self.setDockOptions(QMainWindow.DockOption.AllowTabbedDocks | QMainWindow.DockOption.AllowNestedDocks)
        self.resize(_fitting(SIZE))
        self.form = RecipeForm(state, intents)
        self.slots_view = SlotsView(state, intents)
        self.worker_actions = WorkerActions(state, intents, self)
        self._build_centre()
        self._build_docks()
        self._layout = WindowLayout(self, self._docks, layout_file)
        self._slot_memory = layout_file.with_name("slot-memory")
        self._build_actions()
        self._build_toolbar()
        self._build_menus()
        self._layout.lay_out()
        self._begin_form(self._layout.restore())
        self.form.recipe_changed.connect(self._refresh_generate)
        state.read_only_changed.connect(self._refresh_generate)
        theme.notifier().changed.connect(self._redress)
        for signal in (state.slots.added, state.pages.counted, state.selection.changed):
            signal.connect(self._refresh_centre)
        self._refresh_generate()
        self._refresh_centre()

    # ── panels that come later ───────────────────────────────────────────────────────────

    def fill(self) -> None:
        """Puts in the panels whose libraries take long to import; called once, after the first paint."""
        from vortex_gui.console.log.view import LogView
        from vortex_gui.console.memory.view import MemoryView
        from vortex_gui.console.models.view import ModelsView
        from vortex_gui.console.plan.view import PlanView
        from vortex_gui.console.preview.view import PreviewView
        from vortex_gui.console.shell.status_bar import StatusBar

        self.preview = PreviewView(self._state, self._intents)
        self._centre.addWidget(self.preview)
        self.notices.stand_over(self.preview.video)
        for name, view in (
            ("memory", partial(MemoryView, folder=self._slot_memory)),
            ("models", ModelsView),
            ("log", LogView),
            ("plan", PlanView),
        ):
            self._put(name, view(self._state, self._intents))
        self.setStatusBar(StatusBar(self._state, self))
        self._refresh_centre()
        self.preview.prepare()

    def dock(self, name: str) -> Dock:
        """A dock by its name: recipe, slots, memory, models, log or plan."""
        return self._docks[name]

    # ── what the controller asks ─────────────────────────────────────────────────────────

    def use_recipe(self, recipe: Recipe) -> None:
        """Puts a recipe into the form and the keyboard beside it."""
        self.form.set_recipe(recipe.with_slot(slot_id=None))
        self._docks["recipe"].bring_up()
        self.form.focus_script()

    def open_settings(self) -> None:
        dialog = SettingsDialog(self._state.settings, self)
        dialog.saved.connect(self.settings_saved)
        dialog.open()

    def leave(self) -> None:
        """Remembers the layout and closes for good."""
        self._leaving = True
        self._layout.remember(self.form.draft())
        self.close()

    # ── building ─────────────────────────────────────────────────────────────────────────

    def _build_centre(self) -> None:
        self._centre = QStackedWidget()
        self._centre.setObjectName("centre")
        self.welcome = WelcomePage(self._generate_preset)
        self._centre.addWidget(self.welcome)
        self.setCentralWidget(self._centre)
        self.notices = NoticeStack(self._state.notices, self._centre)

    def _build_docks(self) -> None:
        for name, title, content in (
            ("recipe", self.tr("Recipe"), self.form),
            ("slots", self.tr("Slots"), self.slots_view),
            ("log", self.tr("Log"), None),
            ("plan", self.tr("Plan"), None),
            ("memory", self.tr("Memory"), None),
            ("models", self.tr("Models"), None),
        ):
            dock = self._docks[name] = Dock(name, title, name, self)
            dock.setWidget(content or _placeholder(self.tr("Loading …")))

    def _put(self, name: str, view: QWidget) -> None:
        before = self._docks[name].widget()
        self._docks[name].setWidget(_scrolling(view) if name in WIDE_PANELS else view)
        if before is not None:
            before.deleteLater()

    def _build_actions(self) -> None:
        tr = self.tr
        self.generate = self._action(
            "generate", tr("Generate"), "Ctrl+Return", self.form.generate, colour="on_accent"
        )
        self.generate_n = self._action(
            "duplicate", tr("Generate N"), "Ctrl+Shift+Return", self.form.generate_copies
        )
        self.open_recipe = self._action("open", tr("Open recipe …"), "Ctrl+O", self.form.ask_open)
        self.save_recipe = self._action("save", tr("Save recipe …"), "Ctrl+S", self.form.ask_save)
        self.play = self._action("playlist", tr("Play-list …"), "Ctrl+Shift+L", self._open_play_list)
        self.fetch = self._action("save", tr("Fetch checkpoints …"), "Ctrl+Shift+F", self._open_fetch)
        self.settings = self._action("settings", tr("Settings …"), "Ctrl+,", self.open_settings)
        self.quit = self._action("close", tr("Quit"), "Ctrl+Q", self.close)
        self.find_slots = self._action("search", tr("Filter slots"), "Ctrl+F", self._find)
        self.write = self._action("recipe", tr("Write the script"), "Ctrl+L", self._write)
        self.escape = self._action("close", tr("Dismiss notice"), "Esc", self.notices.dismiss_newest)
        self.full = self._action("preview", tr("Full screen"), "F11", self._toggle_full)
        self.reset = self._action("retry", tr("Reset layout"), "", self._layout.lay_out)
        self.guide = self._action("help", tr("Operator's guide"), "F1", self._open_guide)
        self.keys = self._action("keyboard", tr("Keyboard shortcuts"), "Ctrl+/", self._open_keys)
        self.about = self._action("info", tr("About Vortex Console"), "", self._open_about)
        self.dock_actions = [
            self._action(name, dock.windowTitle(), f"Alt+{place}", dock.bring_up)
            for place, (name, dock) in enumerate(self._docks.items(), start=1)
        ]

    def _build_toolbar(self) -> None:
        bar = self._bar = QToolBar(self.tr("Main"), self)
        bar.setObjectName("toolbar")
        bar.setMovable(False)
        bar.setIconSize(QSize(20, 20))
        worker = self.worker_actions
        for action in (self.generate, worker.cancel, worker.pause, None, worker.warm_up, worker.clear_cache):
            bar.addAction(action) if action else bar.addSeparator()
        bar.widgetForAction(self.generate).setProperty("primary", True)
        bar.addSeparator()
        bar.addWidget(Tally(self._state))
        bar.addSeparator()
        bar.addActions([worker.restart, self.settings, self.guide])
        self._dress_toolbar()
        self.addToolBar(bar)

    def _dress_toolbar(self) -> None:
        """Words beside the icons where there is room; some buttons are known by their icon alone."""
        style = Qt.ToolButtonStyle
        narrow = self.width() < NARROW
        self._bar.setToolButtonStyle(style.ToolButtonIconOnly if narrow else style.ToolButtonTextBesideIcon)
        for action in (self.worker_actions.restart, self.settings, self.guide):
            button = self._bar.widgetForAction(action)
            if isinstance(button, QToolButton):
                button.setToolButtonStyle(style.ToolButtonIconOnly)

    def _build_menus(self) -> None:
        tr, worker = self.tr, self.worker_actions
        file = self._menu(tr("&File"))
        file.addActions([self.generate, self.generate_n])
        file.addSeparator()
        file.addActions([self.open_recipe, self.save_recipe])
        presets = file.addMenu(tr("Presets"))
        presets.addActions(self.form.actions_for_menu(presets))
        file.addSeparator()
        file.addActions([self.settings, self.quit])
        slots = self._menu(tr("&Slots"))
        slots.addActions([worker.cancel, worker.pause, self.play])
        slots.addSeparator()
        slots.addActions([*self.slots_view.actions_for_slots.all(), self.find_slots])
        models = self._menu(tr("&Worker"))
        models.addActions([worker.warm_up, *worker.warm_roles.values()])
        models.addSeparator()
        models.addActions([worker.clear_cache, worker.restart])
        models.addSeparator()
        models.addAction(self.fetch)
        view = self._menu(tr("&View"))
        view.addActions(self.dock_actions)
        view.addSeparator()
        self._add_theme_menu(view)
        view.addActions([self.full, self.write, self.escape, self.reset])
        self._menu(tr("&Help")).addActions([self.guide, self.keys, self.about])

    def _menu(self, title: str) -> QMenu:
        menu = self.menuBar().addMenu(title)
        menu.setToolTipsVisible(True)
        return menu

    def _add_theme_menu(self, view: QMenu) -> None:
        menu = view.addMenu(self.tr("Theme"))
        group = QActionGroup(self)
        for name, title in (
            ("system", self.tr("As the system")),
            ("light", self.tr("Light")),
            ("dark", self.tr("Dark")),
            ("contrast", self.tr("High contrast")),
        ):
            action = QAction(title, group, checkable=True)
            action.setChecked(self._state.settings.console.theme == name)
            action.triggered.connect(lambda _=False, name=name: self._choose_theme(name))
            menu.addAction(action)

    def _choose_theme(self, name: str) -> None:
        settings = self._state.settings
        console = settings.console.model_copy(update={"theme": name})
        self.settings_saved.emit(settings.model_copy(update={"console": console}))

    def _action(
        self, icon: str, text: str, key: str, slot: Callable[[], Any], colour: str = "text"
    ) -> QAction:
        action = QAction(text, self)
        if key:
            action.setShortcut(QKeySequence(key))
            if key == "Ctrl+Return":
                action.setShortcuts([QKeySequence(key), QKeySequence("Ctrl+Enter")])
        icons.dress(action, icon, colour)
        action.triggered.connect(lambda _=False: slot())
        self.addAction(action)
        return action

    # ── from state ───────────────────────────────────────────────────────────────────────

    def _refresh_generate(self) -> None:
        """A recipe without faults can be generated, and saved also beside another console."""
        faults = "\n".join(f"{path}: {fault}" for path, fault in self.form.faults().items())
        held = self.tr("Another console holds the data folder.") if self._state.read_only else ""
        native = QKeySequence.SequenceFormat.NativeText
        for action, reason in (
            (self.generate, held or faults),
            (self.generate_n, held or faults),
            (self.save_recipe, faults),
        ):
            action.setEnabled(not reason)
            key = action.shortcut().toString(native)
            action.setToolTip(f"{action.text()} ({key})" + (f"\n{reason}" if reason else ""))

    def _refresh_centre(self, *_: object) -> None:
        seen = bool(self._state.slots.all()) or self._state.pages.total > 0
        if seen and self._centre.count() > 1:
            self._centre.setCurrentIndex(1)
            self.notices.raise_()

    def _redress(self) -> None:
        """Icons in the new colours; Qt does not ask the docks again for those of their tabs."""
        icons.redress()
        by_title = {dock.windowTitle(): dock for dock in self._docks.values()}
        for bar in self.findChildren(QTabBar):
            for index in range(bar.count()):
                if dock := by_title.get(bar.tabText(index)):
                    bar.setTabIcon(index, dock.windowIcon())

    def _begin_form(self, draft: dict[str, Any]) -> None:
        if draft:
            self.form.set_draft(draft)
        else:
            self.form.load_preset(preset_paths()[0])

    # ── what is pressed ──────────────────────────────────────────────────────────────────

    def _generate_preset(self, path: Path) -> None:
        self.form.load_preset(path)
        self.form.generate()

    def _find(self) -> None:
        self._docks["slots"].bring_up()
        self.slots_view.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.slots_view.search.selectAll()

    def _write(self) -> None:
        self._docks["recipe"].bring_up()
        self.form.focus_script()

    def _toggle_full(self) -> None:
        self.setWindowState(self.windowState() ^ Qt.WindowState.WindowFullScreen)

    def _open_play_list(self) -> None:
        dialog = self.findChild(PlayListDialog) or PlayListDialog(self._state, self._intents, self)
        dialog.show()
        dialog.activateWindow()

    def _open_fetch(self) -> None:
        from vortex_gui.console.dialogs.fetch_dialog import FetchDialog

        FetchDialog(self._state, self._intents, self).open()

    def _open_guide(self) -> None:
        GuideDialog(self).open()

    def _open_keys(self) -> None:
        extra = [(action.text(), action.shortcut().toString()) for action in self._other_actions()]
        help_pages.shortcuts_dialog(self.actions(), extra, self).open()

    def _open_about(self) -> None:
        help_pages.AboutDialog(self).open()

    def _other_actions(self) -> list[QAction]:
        worker = self.worker_actions
        every = [worker.cancel, worker.pause, worker.warm_up, worker.clear_cache, worker.restart]
        return [*every, *self.slots_view.actions_for_slots.all()]

    # ── Qt's own ─────────────────────────────────────────────────────────────────────────

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self._painted:
            self._painted = True
            self.painted.emit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._dress_toolbar()

    def closeEvent(self, event: QCloseEvent) -> None:
        if self._leaving:
            event.accept()
        else:
            event.ignore()
            self.closing.emit()


def _fitting(size: QSize) -> QSize:
    """The size, or what the screen has room for; a screen that only Qt imagines has any room."""
    screen = QGuiApplication.primaryScreen()
    if screen is None or QGuiApplication.platformName() == "offscreen":
        return size
    return _within(size, screen.availableSize())


def _within(size: QSize, room: QSize) -> QSize:
    """No larger than the room below a title bar; else the status line lies below the screen's edge."""
    title_bar = QApplication.style().pixelMetric(QStyle.PixelMetric.PM_TitleBarHeight)
    return size.boundedTo(room - QSize(0, title_bar))


def _scrolling(view: QWidget) -> QScrollArea:
    """Scrolls sideways what is wider than a small screen, instead of making the window wider."""
    scroll = QScrollArea()
    scroll.setWidgetResizable(True)
    scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    scroll.setFocusProxy(view)
    scroll.setWidget(view)
    scroll.viewport().setObjectName("panel")
    view.setAutoFillBackground(False)
    return scroll


def _placeholder(text: str) -> QWidget:
    panel = QWidget()
    panel.setObjectName("panel")
    panel.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
    column = QVBoxLayout(panel)
    label = QLabel(text)
    label.setProperty("muted", True)
    label.setAlignment(Qt.AlignmentFlag.AlignCenter)
    column.addWidget(label)
    return panel
