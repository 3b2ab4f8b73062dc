"""Keeps QtMultimedia off stderr, where it tells what it cannot load, and FFmpeg each file's streams."""

from __future__ import annotations

import os

RULE = "qt.multimedia*=false"


def quiet_loading() -> None:
    """Called before QtMultimedia is loaded and the QApplication made; the operator's own rules stand."""
    os.environ.setdefault("QT_LOGGING_RULES", RULE)


def quiet_multimedia() -> None:
    """Called before QtMultimedia is used."""
    from PySide6.QtCore import QLoggingCategory

    QLoggingCategory.setFilterRules(RULE)
