"""The choice of a profile: those that ship, and the settings' own where it is a file."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from vortex_gui.base.profile import Profile, load_profile, profile_names
from vortex_gui.base.words.translation import tr
from vortex_gui.console.parts.editors.still import Choice
from vortex_gui.console.state.console_state import ConsoleState


class ProfileChoice(Choice):
    """Begins with the settings' profile; the text is what `--profile` takes."""

    def __init__(self, state: ConsoleState, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._own_name, self._own = state.settings.pipeline.profile, state.profile
        self.addItems(list(dict.fromkeys((*profile_names(), self._own_name))))
        self.setCurrentText(self._own_name)
        self.setAccessibleName(tr("Profile"))

    def profile(self) -> Profile:
        """The profile that is chosen."""
        name = self.currentText()
        return self._own if name == self._own_name else load_profile(name)
