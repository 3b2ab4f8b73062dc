"""Versions of installed packages, in words."""

from __future__ import annotations

from importlib.metadata import PackageNotFoundError, version

from vortex_gui.base.words.translation import mark

NOT_INSTALLED = mark("not installed")


def version_of(package: str) -> str:
    """The version, or `NOT_INSTALLED`."""
    try:
        return version(package)
    except PackageNotFoundError:
        return NOT_INSTALLED
