"""Checks of the window: fonts, player and sound outputs, as its own toolkit sees them."""

from __future__ import annotations

import ctypes
import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from importlib.util import find_spec
from pathlib import Path

from vortex_gui.commands.doctor.check import Check, State
from vortex_gui.commands.doctor.qt_probe import Findings

QT_TIMEOUT_S = 30.0
PROBE = (sys.executable, "-m", "vortex_gui.commands.doctor.qt_probe")
"""A frozen program takes `-m` too: see packaging/bundle/entry.py."""


def window(probe: Sequence[str] = PROBE) -> Iterator[Check]:
    """Starts `probe`, a child that prints `Findings`."""
    found = _ask(probe)
    if isinstance(found, str):
        remedy = "Headless commands work; for the window install what is named, then try again."
        yield Check("Qt", State.NOTE, f"does not start ({found})", remedy)
        return
    yield Check(
        "fonts",
        State.GOOD if found.fonts else State.NOTE,
        f"{found.fonts} families",
        "" if found.fonts else "The window would have no letters: install a font, such as fonts-dejavu.",
    )
    if found.fault:
        yield Check("sound", State.NOTE, found.fault, "Install what is named to hear the preview.")
        return
    yield Check(
        "player",
        State.GOOD if found.plays else State.NOTE,
        "plays clips" if found.plays else f"plays no clip ({_player_fault()})",
        "" if found.plays else "Files are made all the same; for the preview install what is named.",
    )
    yield Check(
        "sound",
        State.GOOD if found.outputs else State.NOTE,
        ", ".join(found.outputs) or "no output device",
        ""
        if found.outputs
        else "Previews play without sound; files have it. Plug in or start a sound server.",
    )


def _player_fault() -> str:
    """What the player's plugin lacks, in the loader's words."""
    package = find_spec("PySide6")
    for folder in (package.submodule_search_locations or ()) if package else ():
        for plugin in sorted(Path(folder).glob("**/plugins/multimedia/*ffmpegmediaplugin*")):
            try:
                ctypes.CDLL(str(plugin))
            except OSError as error:
                return str(error)
    return "Qt found no usable plugin"


def _ask(probe: Sequence[str]) -> Findings | str:
    """What Qt tells, or why it did not."""
    try:
        child = subprocess.run(
            probe,
            env=os.environ | {"QT_QPA_PLATFORM": "offscreen"},
            capture_output=True,
            text=True,
            timeout=QT_TIMEOUT_S,
        )
        return Findings.from_json(child.stdout.strip().splitlines()[-1])
    except (OSError, subprocess.TimeoutExpired) as error:
        return str(error)
    except (ValueError, TypeError, LookupError):
        last = child.stderr.strip().splitlines()
        return last[-1] if last else f"exit code {child.returncode}"
