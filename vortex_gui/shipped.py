"""Where the files that ship with the program lie: in the installed package, or beside it in a checkout."""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent


def _shipped(name: str) -> Path:
    installed = _PACKAGE / name
    return installed if installed.exists() else _PACKAGE.parent / name


RESOURCES = _shipped("resources")
DOCS = _shipped("docs")
SHIPPED_SETTINGS = _shipped("settings.yaml")
