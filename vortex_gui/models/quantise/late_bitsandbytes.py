"""Keeps bitsandbytes out of a process until a layer of ours needs it.

diffusers imports it wherever it is installed, which costs seconds, for a quantisation that is not ours.
"""

from __future__ import annotations

import importlib
import sys
from types import ModuleType

NAME = "bitsandbytes"


def put_off() -> None:
    """To libraries that look from now on it is not installed; called before the first of them is imported."""
    sys.modules.setdefault(NAME, None)  # type: ignore[arg-type]  # Python's own way to say so


def layers() -> ModuleType:
    """Its module of layers, imported now; raises `ImportError` where it is not installed."""
    if NAME in sys.modules and sys.modules[NAME] is None:
        del sys.modules[NAME]
    return importlib.import_module(f"{NAME}.nn")
