"""The row with a dialog's Close button, in the operator's language rather than in Qt's."""

from __future__ import annotations

from PySide6.QtWidgets import QDialog, QDialogButtonBox

from vortex_gui.base.words.translation import tr


def close_row(dialog: QDialog) -> QDialogButtonBox:
    """Closes `dialog` when pressed."""
    buttons = QDialogButtonBox()
    buttons.addButton(tr("Close"), QDialogButtonBox.ButtonRole.RejectRole)
    buttons.rejected.connect(dialog.reject)
    return buttons
