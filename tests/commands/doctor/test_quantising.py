"""bitsandbytes is tried on a small layer; only a profile that wants it is at fault without it."""

from __future__ import annotations

import os
import subprocess
import sys
from importlib.machinery import PathFinder
from pathlib import Path

import pytest

from vortex_gui.base.doctor_report import State
from vortex_gui.base.profile import load_profile
from vortex_gui.commands.doctor.quantising import bitsandbytes

BROKEN = "raise ImportError('its library is missing')"
TOLD = """
from vortex_gui.base.profile import load_profile
from vortex_gui.commands.doctor.quantising import bitsandbytes
for name in ("rtx3060", "mini"):
    check = bitsandbytes(load_profile(name))
    print(check.state, "|", check.found, "|", check.remedy)
"""


@pytest.mark.skipif(PathFinder.find_spec("bitsandbytes") is None, reason="the extra [gpu] is not installed")
def test_a_layer_that_stays_near_its_exact_answer_is_good() -> None:
    check = bitsandbytes(load_profile("rtx3060"))
    assert check.state is State.GOOD
    assert "off on a small layer" in check.found


def test_where_it_cannot_be_imported_only_a_profile_in_nf4_is_at_fault(tmp_path: Path) -> None:
    (tmp_path / "bitsandbytes.py").write_text(BROKEN)
    path = os.pathsep.join([str(tmp_path), *filter(None, sys.path)])
    ran = subprocess.run(
        [sys.executable, "-c", TOLD],
        env=os.environ | {"PYTHONPATH": path},
        capture_output=True,
        text=True,
        timeout=100,
        check=True,
    )
    why = "cannot be imported (its library is missing)"
    assert ran.stdout.splitlines() == [f"fault | {why} | Install the extra [gpu].", f"note | {why} | "]
