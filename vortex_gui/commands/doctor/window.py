"""Checks of the window: fonts, player and sound outputs, as its own toolkit sees them."""

from __future__ import annotations

import ctypes
import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from importlib.util import find_spec
from pathlib import Path

from vortex_gui.base.doctor_report import Check, State
from vortex_gui.base.words.translation import tr
from vortex_gui.commands.doctor.qt_probe import Findings

QT_TIMEOUT_S = 30.0
PROBE = (sys.executable, "-m", "vortex_gui.commands.doctor.qt_probe")
"""A frozen program takes `-m` too: see packaging/bundle/entry.py."""


def window(probe: Sequence[str] = PROBE) -> Iterator[Check]:
    """Starts `probe`, a child that prints `Findings`."""
    found = _ask(probe)
    if isinstance(found, str):
        remedy = tr("Headless commands work. For the window, install the library named here and try again.")
        yield Check(tr("Qt"), State.NOTE, tr("does not start ({reason})", reason=found), remedy)
        return
    yield Check(
        tr("fonts"),
        State.GOOD if found.fonts else State.NOTE,
        tr("1 family") if found.fonts == 1 else tr("{count} families", count=found.fonts),
        "" if found.fonts else tr("The window cannot draw text: install a font, such as fonts-dejavu."),
    )
    if found.fault:
        yield Check(
            tr("sound"), State.NOTE, found.fault, tr("Install the library named here to hear the preview.")
        )
        return
    yield Check(
        tr("player"),
        State.GOOD if found.plays else State.NOTE,
        tr("plays clips") if found.plays else tr("plays no clip ({reason})", reason=_player_fault()),
        ""
        if found.plays
        else tr("The program still writes the files; for the preview, install the library named here."),
    )
    yield Check(
        tr("sound"),
        State.GOOD if found.outputs else State.NOTE,
        ", ".join(found.outputs) or tr("no output device"),
        ""
        if found.outputs
        else tr(
            "Previews play without sound; the files have it. Plug in a sound device or start a sound server."
        ),
    )


def _player_fault() -> str:
    """The loader's error for the player's plugin."""
    package = find_spec("PySide6")
    for folder in (package.submodule_search_locations or ()) if package else ():
        for plugin in sorted(Path(folder).glob("**/plugins/multimedia/*ffmpegmediaplugin*")):
            try:
                ctypes.CDLL(str(plugin))
            except OSError as error:
                return str(error)
    return tr("Qt found no usable plugin")


def _ask(probe: Sequence[str]) -> Findings | str:
    """Qt's findings, or the reason why the probe printed none."""
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
        return last[-1] if last else tr("exit code {code}", code=child.returncode)
