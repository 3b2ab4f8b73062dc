"""What QtMultimedia tells itself does not reach stderr."""

from __future__ import annotations

from PySide6.QtCore import QLoggingCategory

from vortex_gui.console.parts.quiet_multimedia import quiet_multimedia


def category(name: str) -> QLoggingCategory:
    return QLoggingCategory(name)  # type: ignore[arg-type]  # the stub wants bytes, and bytes are refused


def test_its_categories_are_off_and_others_stay_on() -> None:
    quiet_multimedia()
    assert not category("qt.multimedia.ffmpeg").isInfoEnabled()
    assert not category("qt.multimedia").isWarningEnabled()
    assert category("qt.network").isWarningEnabled()
