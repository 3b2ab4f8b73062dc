"""Where the program and its files lie: in the installed package, beside it in a checkout, or in a bundle."""

from __future__ import annotations

import sys
from pathlib import Path

_PACKAGE = Path(__file__).resolve().parents[2]


def _shipped(name: str) -> Path:
    installed = _PACKAGE / name
    return installed if installed.exists() else _PACKAGE.parent / name


RESOURCES = _shipped("resources")
DOCS = _shipped("docs")
SHIPPED_SETTINGS = _shipped("settings.yaml")


def program(*words: str) -> list[str]:
    """The command line that starts this very program again; a frozen one has no `-m`."""
    start = [sys.executable] if getattr(sys, "frozen", False) else [sys.executable, "-m", "vortex_gui"]
    return [*start, *words]
