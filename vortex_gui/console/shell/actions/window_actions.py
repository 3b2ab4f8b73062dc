"""The window's own actions with their keys: generate, recipes, dialogs, docks, full screen."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMainWindow

from vortex_gui.base.words.translation import tr
from vortex_gui.console.look import icons
from vortex_gui.console.parts.labels.plain_text import set_tip
from vortex_gui.console.recipe.form import RecipeForm
from vortex_gui.console.rundown.actions import RundownActions
from vortex_gui.console.shell.actions.clear_queue import ClearQueue
from vortex_gui.console.shell.actions.program_actions import ProgramActions
from vortex_gui.console.shell.actions.rundown_additions import RundownAdditions
from vortex_gui.console.shell.actions.window_dialogs import WindowDialogs
from vortex_gui.console.shell.actions.worker_actions import WorkerActions
from vortex_gui.console.shell.docks.docks import Docks
from vortex_gui.console.shell.docks.layout_actions import LayoutActions
from vortex_gui.console.shell.docks.window_layout import WindowLayout
from vortex_gui.console.shell.notices.notices import NoticeStack
from vortex_gui.console.slots.view import SlotsView
from vortex_gui.console.state.console_state import ConsoleState
from vortex_gui.console.state.intents import Intents


class WindowActions(QObject):
    """Each action is also the window's, so that its key works wherever the keyboard is."""

    def __init__(
        self,
        window: QMainWindow,
        state: ConsoleState,
        intents: Intents,
        docks: Docks,
        *,
        layout: WindowLayout,
        dialogs: WindowDialogs,
        worker: WorkerActions,
        program: ProgramActions,
        rundown: RundownActions,
        clear_queue: ClearQueue,
        notices: NoticeStack,
        watch: Callable[[], None],
    ) -> None:
        super().__init__(window)
        self._window = window
        self._state = state
        self._docks = docks
        self._dialogs = dialogs
        self.form, self._slots = docks.panel(RecipeForm), docks.panel(SlotsView)
        self.worker = worker
        self.program = program
        self.clear_queue = clear_queue.action
        self.for_slots = self._slots.actions_for_slots
        self.rundown = rundown
        self.additions = RundownAdditions(intents, rundown, self.form, self._slots, window)
        self._build_recipe()
        self._build_dialogs()
        self._build_view(layout, notices)
        self.watch = self._action("play", tr("Watch the clip"), "Alt+0", watch)
        self._build_undo()
        self.form.recipe_changed.connect(self._refresh)
        state.settings_changed.connect(self._refresh)
        slots = state.slots
        for signal in (state.read_only_changed, slots.order_changed, slots.running_changed):
            signal.connect(self._refresh)
        self._refresh()

    # ── building ─────────────────────────────────────────────────────────────────────────

    def _build_recipe(self) -> None:
        form = self.form
        self.generate = self._action("generate", tr("Generate"), "Ctrl+Return", form.generate, "on_accent")
        self.generate.setShortcuts([QKeySequence("Ctrl+Return"), QKeySequence("Ctrl+Enter")])
        key = "Ctrl+Shift+Return"
        self.generate_n = self._action("duplicate", tr("Generate N"), key, form.generate_copies)
        self.open_recipe = self._action("open", tr("Open recipe …"), "Ctrl+O", form.ask_open)
        self.save_recipe = self._action("save", tr("Save recipe …"), "Ctrl+S", form.ask_save)

    def _build_undo(self) -> None:
        stack = self._state.undo
        self.undo = self._action("undo", tr("Undo"), "Ctrl+Z", stack.undo)
        self.redo = self._action("redo", tr("Redo"), "Ctrl+Shift+Z", stack.redo)
        self.redo.setShortcuts([QKeySequence("Ctrl+Shift+Z"), QKeySequence("Ctrl+Y")])
        stack.changed.connect(self._refresh_undo)
        self._refresh_undo()

    def _build_dialogs(self) -> None:
        dialogs = self._dialogs
        self.fetch = self._action("fetch", tr("Fetch checkpoints …"), "Ctrl+Shift+F", dialogs.open_fetch)
        self.machines = self._action("machines", tr("Machines …"), "Ctrl+Shift+M", dialogs.open_machines)
        dialogs.plan_asked.connect(self._docks["plan"].bring_up)
        self.add_machine = self._action("plus", tr("Add machine …"), "", dialogs.open_add_machine)
        self.settings = self._action("settings", tr("Settings …"), "Ctrl+,", dialogs.open_settings)
        self.quit = self._action("close", tr("Quit"), "Ctrl+Q", self._window.close)
        self.guide = self._action("help", tr("Operator's guide"), "F1", dialogs.open_guide)
        self.keys = self._action("keyboard", tr("Keyboard shortcuts"), "Ctrl+/", dialogs.open_keys)
        self.about = self._action("info", tr("About Vortex Console"), "", dialogs.open_about)

    def _build_view(self, layout: WindowLayout, notices: NoticeStack) -> None:
        self.live = self._action("play", tr("Go to live"), "L", self._go_live)
        self.find_slots = self._action("search", tr("Filter slots"), "Ctrl+F", self._find)
        self.write = self._action("recipe", tr("Write the script"), "Ctrl+L", self.write_script)
        self.escape = self._action("close", tr("Dismiss notice"), "Esc", notices.dismiss_newest)
        self.full = self._action("preview", tr("Full screen"), "F11", self._toggle_full)
        self.strip = self._action("rundown", tr("Show the on-air strip"), "", self._toggle_strip)
        self.strip.setCheckable(True)
        self.reset = self._action("retry", tr("Reset layout"), "", layout.reset)
        self.layouts = LayoutActions(layout, self._window)
        self.docks = [
            self._action(
                row.name, self._docks[row.name].windowTitle(), row.key, self._docks[row.name].bring_up
            )
            for row in self._docks.rows
        ]

    def _action(
        self, icon: str, text: str, key: str, slot: Callable[[], object], colour: str = "text"
    ) -> QAction:
        action = QAction(text, self._window)
        if key:
            action.setShortcut(QKeySequence(key))
        icons.dress(action, icon, colour)
        action.triggered.connect(lambda _=False: slot())
        self._window.addAction(action)
        return action

    # ── from state ───────────────────────────────────────────────────────────────────────

    def _refresh(self) -> None:
        """A recipe without faults can be generated, and saved even while another console holds the folder."""
        faults = "\n".join(f"{path}: {fault}" for path, fault in self.form.faults().items())
        held = self._state.held
        self.strip.setChecked(self._state.settings.console.on_air_strip != "never")
        native = QKeySequence.SequenceFormat.NativeText
        for action, reason in (
            (self.generate, held or faults),
            (self.generate_n, held or faults),
            (self.save_recipe, faults),
            (self.live, "" if self._state.slots.running() else tr("No slot is running.")),
        ):
            action.setEnabled(not reason)
            key = action.shortcut().toString(native)
            set_tip(action, f"{action.text()} ({key})" + (f"\n{reason}" if reason else ""))

    def _refresh_undo(self) -> None:
        stack = self._state.undo
        for action, step, none in (
            (self.undo, stack.next_undo, tr("There is nothing to undo.")),
            (self.redo, stack.next_redo, tr("There is nothing to redo.")),
        ):
            action.setEnabled(step is not None)
            key = action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
            set_tip(action, f"{action.text()} ({key})\n{step.words if step else none}")

    # ── what is pressed ──────────────────────────────────────────────────────────────────

    def write_script(self) -> None:
        """Puts the keyboard into the script."""
        self._docks["recipe"].bring_up()
        self.form.focus_script()

    def open_messages(self) -> None:
        """Shows what the console has told."""
        self._docks["messages"].bring_up()

    def _go_live(self) -> None:
        """Shows the running slot in preview and table."""
        self._docks["slots"].bring_up()
        self._slots.go_live()

    def _find(self) -> None:
        self._docks["slots"].bring_up()
        self._slots.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self._slots.search.selectAll()

    def _toggle_full(self) -> None:
        self._window.setWindowState(self._window.windowState() ^ Qt.WindowState.WindowFullScreen)

    def _toggle_strip(self) -> None:
        settings = self._state.settings
        wish = "always" if self.strip.isChecked() else "never"
        console = settings.console.model_copy(update={"on_air_strip": wish})
        self._dialogs.settings_saved.emit(settings.model_copy(update={"console": console}))
