"""What a prompt leaves open and the painter fills in: by name, and in words once the seed is known."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QWidget

from vortex_gui.base.words.translation import tr
from vortex_gui.checkpoints.gaps import Gap, completed, open_names
from vortex_gui.console.parts.labels.plain_text import PlainLabel


class PromptGaps(PlainLabel):
    """Hidden while nothing is open, and where the painter needs no more than it is told."""

    def __init__(self, gaps: Sequence[Gap], parent: QWidget | None = None) -> None:
        super().__init__("", parent)
        self._gaps = gaps
        self.setProperty("muted", True)
        self.setWordWrap(True)
        self.hide()

    def show_open(self, prompt: str, seed: int | None) -> None:
        """What this prompt leaves open; with a seed what will stand there."""
        names = open_names(prompt, self._gaps) if prompt.strip() else ()
        self.setVisible(bool(names))
        if not names:
            return
        if seed is None:
            self.setText(tr("Left open, drawn from each seed: {names}.", names=", ".join(names)))
        else:
            added = completed(prompt, self._gaps, seed).added
            self.setText(tr("Completed by the seed: {words}.", words=", ".join(added)))
