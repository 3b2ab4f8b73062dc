"""What QtMultimedia tells itself does not reach stderr."""

from __future__ import annotations

from PySide6.QtCore import QLoggingCategory

from vortex_gui.console.parts.quiet_multimedia import quiet_multimedia


def test_its_categories_are_off_and_others_stay_on() -> None:
    quiet_multimedia()
    assert not QLoggingCategory(b"qt.multimedia.ffmpeg").isInfoEnabled()
    assert not QLoggingCategory(b"qt.multimedia").isWarningEnabled()
    assert QLoggingCategory(b"qt.network").isWarningEnabled()
