"""The list of presets above the form; it names the one that the form holds, if it holds just that."""

from __future__ import annotations

from PySide6.QtCore import Signal

from vortex_gui.base.recipe.recipe import Recipe
from vortex_gui.base.words.translation import tr
from vortex_gui.console.parts.editors.still import Choice
from vortex_gui.console.parts.labels.plain_text import set_tip
from vortex_gui.console.recipe.draft.presets import preset_paths, preset_recipe, preset_title


class PresetBox(Choice):
    """`chosen(path)` when the operator wants one."""

    chosen = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._paths = preset_paths()
        self._held = 0
        self.setAccessibleName(tr("Preset"))
        set_tip(self, tr("Fills the form with a shipped recipe"))
        self.addItem(tr("Choose a preset …"))
        self.addItems([preset_title(path) for path in self._paths])
        self.activated.connect(self._on_activated)

    def note(self, recipe: Recipe | None) -> None:
        """What the form holds now, however it came there; `None` while it has faults."""
        held = (place for place, path in enumerate(self._paths, 1) if preset_recipe(path) == recipe)
        self._held = 0 if recipe is None else next(held, 0)
        self.show_held()

    def show_held(self) -> None:
        """Names what the form holds, after a choice that did not fill it."""
        self.setCurrentIndex(self._held)

    def _on_activated(self, place: int) -> None:
        if place:
            self.chosen.emit(self._paths[place - 1])
        else:
            self.show_held()
