"""Keeps QtMultimedia off stderr, where FFmpeg tells each file's streams; called before it is imported."""

from __future__ import annotations

from PySide6.QtCore import QLoggingCategory

RULE = "qt.multimedia*=false"


def quiet_multimedia() -> None:
    QLoggingCategory.setFilterRules(RULE)
