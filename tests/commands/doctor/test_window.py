"""What Qt tells of the window's needs comes from a child; what it lacks is a note, never a fault."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from vortex_gui.base.doctor_report import State
from vortex_gui.commands.doctor.qt_probe import Findings
from vortex_gui.commands.doctor.window import PROBE, window

ROOT = Path(__file__).parents[3]
WITHOUT_PLUGINS = str(ROOT / "tests" / "children" / "qt_without_plugins.py")


def test_a_player_without_its_plugin_is_told() -> None:
    checks = {check.name: check for check in window((sys.executable, WITHOUT_PLUGINS))}
    if "Qt" in checks:
        pytest.skip(f"no Qt here: {checks['Qt'].found}")
    assert checks["player"].state is State.NOTE
    assert checks["player"].found == "plays no clip (Qt found no usable plugin)"
    assert "install the library named here" in checks["player"].remedy


def test_qt_that_does_not_start_is_a_note_with_its_last_words() -> None:
    (check,) = window((sys.executable, "-c", "raise SystemExit('libEGL.so.1 is missing')"))
    assert (check.name, check.state) == ("Qt", State.NOTE)
    assert "libEGL.so.1 is missing" in check.found


def test_a_child_that_prints_something_else_is_told() -> None:
    (check,) = window((sys.executable, "-c", "print('{}')"))
    assert check.found == "does not start (exit code 0)"


def test_the_bundles_entry_starts_the_probe_as_python_does() -> None:
    """A frozen program has no Python beside it: its own entry takes `-m`."""
    entry = str(ROOT / "packaging" / "bundle" / "entry.py")
    found = list(window((sys.executable, entry, *PROBE[1:])))
    assert found == list(window())
    assert found[0].name in ("fonts", "Qt")


def test_findings_survive_the_way_to_the_doctor() -> None:
    found = Findings(fonts=3, plays=True, outputs=("Loudspeaker",))
    assert Findings.from_json(found.to_json()) == found
