"""What the window adds to the rundown: ways to put slots, recipes and presets into it."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMainWindow, QMenu

from vortex_gui.base.words.translation import tr
from vortex_gui.console.look import icons
from vortex_gui.console.parts.labels.plain_text import set_tip
from vortex_gui.console.recipe.draft.presets import preset_paths, preset_title
from vortex_gui.console.recipe.form import RecipeForm
from vortex_gui.console.rundown.actions import RundownActions
from vortex_gui.console.slots.view import SlotsView
from vortex_gui.console.state.intents import Intents


class RundownAdditions(QObject):
    """They join `rundown.adding`. All are the window's too, so that their keys work everywhere."""

    def __init__(
        self,
        intents: Intents,
        rundown: RundownActions,
        form: RecipeForm,
        slots: SlotsView,
        window: QMainWindow,
    ) -> None:
        super().__init__(window)
        self._intents, self._form, self._slots = intents, form, slots
        self.add_slots = self._action("slots", tr("Add the chosen slots"), "Ctrl+Shift+A", self._add_slots)
        key = "Ctrl+Shift+E"
        self.add_recipe = self._action("recipe", tr("Add the recipe of the form"), key, self._add_recipe)
        self.presets = self._presets_menu(window)
        rundown.adding += (self.add_slots, self.add_recipe, self.presets)
        window.addActions([*rundown.on_air(), self.add_slots, self.add_recipe, rundown.open, rundown.save])
        chooser = slots.table.selectionModel()
        for signal in (chooser.selectionChanged, form.recipe_changed, slots.model.rearranged):
            signal.connect(lambda *_: self._refresh())
        self._refresh()

    def _action(self, icon: str, text: str, key: str, slot: object) -> QAction:
        action = QAction(text, self)
        action.setShortcut(QKeySequence(key))
        icons.dress(action, icon)
        action.triggered.connect(slot)
        return action

    def _presets_menu(self, window: QMainWindow) -> QMenu:
        menu = QMenu(tr("Add a preset"), window)
        for path in preset_paths():
            action = menu.addAction(preset_title(path).replace("&", "&&"))
            action.triggered.connect(partial(self._intents.rundown.add_files, (path,)))
        return menu

    def _add_slots(self, *_: object) -> None:
        slot_ids = [row.slot_id for row in self._slots.chosen_rows()]
        if slot_ids:
            self._intents.rundown.add_slots(slot_ids)

    def _add_recipe(self, *_: object) -> None:
        if (recipe := self._form.recipe()) is not None:
            self._intents.rundown.add_recipe(recipe)

    def _refresh(self) -> None:
        chosen = "" if self._slots.chosen_count() else tr("Choose a slot first.")
        faults = "\n".join(f"{path}: {fault}" for path, fault in self._form.faults().items())
        native = QKeySequence.SequenceFormat.NativeText
        for action, reason in ((self.add_slots, chosen), (self.add_recipe, faults)):
            action.setEnabled(not reason)
            tip = f"{action.text()} ({action.shortcut().toString(native)})"
            set_tip(action, f"{tip}\n{reason}" if reason else tip)
