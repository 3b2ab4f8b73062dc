"""The list of presets above the form; it names one only while the form holds just that."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox

from vortex_gui.base.words.translation import tr
from vortex_gui.console.parts.labels.plain_text import set_tip
from vortex_gui.console.recipe.draft.presets import preset_paths, preset_title

Draft = Mapping[str, Mapping[str, object]]


class PresetBox(QComboBox):
    """`chosen(path)` when the operator wants one."""

    chosen = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._paths = preset_paths()
        self._loaded: tuple[Path, Draft] | None = None
        self.setAccessibleName(tr("Preset"))
        set_tip(self, tr("Fills the form with a shipped recipe"))
        self.addItem(tr("Choose a preset …"))
        self.addItems([preset_title(path) for path in self._paths])
        self.activated.connect(self._on_activated)

    def note_loaded(self, path: Path, draft: Draft) -> None:
        """The form has been filled from this file, and holds this draft since."""
        self._loaded = (path, draft)
        self.note(draft)

    def note(self, draft: Draft) -> None:
        """What the form holds now: another text is no preset, and one that came back by undo is it again."""
        place = 0
        if self._loaded is not None and self._loaded[1] == draft and self._loaded[0] in self._paths:
            place = 1 + self._paths.index(self._loaded[0])
        self.setCurrentIndex(place)

    def _on_activated(self, place: int) -> None:
        if place:
            self.chosen.emit(self._paths[place - 1])
