"""The program's soak with a real console, real slots and a killed worker on a virtual screen."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from vortex_gui.measure.program import console
from vortex_gui.measure.program.run import ProgramSoak, is_good
from vortex_gui.measure.program.screen import virtual_screen

pytestmark = pytest.mark.skipif(
    shutil.which("Xvfb") is None, reason="no Xvfb here; packaging/linux-deps has it"
)
COUNTS = ("black", "foreign", "frames_backwards", "gaps", "sound_wrong", "sound_foreign")
"""What is 0 however busy the machine is."""


@pytest.mark.timeout(600)
def test_a_short_programme_of_real_slots_has_no_black_no_gap_and_no_repeated_word(tmp_path: Path) -> None:
    soak = ProgramSoak(tmp_path, length_s=10.0, kill_worker=1.0, first=2, script="Good day from the studio.")
    found = soak.run()
    assert {name: found[name] for name in COUNTS} == dict.fromkeys(COUNTS, 0), found
    assert found["clips"] >= 2
    assert found["kills"] >= 1
    assert found["frames"] > 24


@pytest.mark.slow
@pytest.mark.timeout(3600)
def test_half_an_hour_of_programme_is_faultless(tmp_path: Path) -> None:
    found = ProgramSoak(tmp_path, length_s=1800.0, kill_worker=0.05).run()
    assert is_good(found), found


def test_the_console_of_the_soak_keeps_slots_coming() -> None:
    assert console.AHEAD >= 2


def test_a_virtual_screen_is_gone_when_it_is_left() -> None:
    with virtual_screen(320, 180) as name:
        assert Path(f"/tmp/.X11-unix/X{name[1:]}").exists()
    assert not Path(f"/tmp/.X11-unix/X{name[1:]}").exists()
