"""The program finds its own files, and starts itself again."""

from __future__ import annotations

import subprocess

from vortex_gui import __version__
from vortex_gui.base.files import shipped


def test_what_ships_lies_where_the_program_looks_for_it() -> None:
    assert (shipped.RESOURCES / "profiles" / "mini.yaml").is_file()
    assert (shipped.DOCS / "operator.md").is_file()
    assert shipped.SHIPPED_SETTINGS.is_file()


def test_the_program_starts_itself_again() -> None:
    told = subprocess.run(shipped.program("--version"), capture_output=True, text=True, timeout=60)
    assert told.returncode == 0
    assert __version__ in told.stdout
