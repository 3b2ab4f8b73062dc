"""The list of machines survives, is its owner's alone, and is refused in a sentence when it is damaged."""

from __future__ import annotations

import stat
import sys
from pathlib import Path

import pytest

from vortex_gui.base.errors import InputError
from vortex_gui.engine.machines.machine import PROGRAM, Machine
from vortex_gui.engine.machines.machine_list import FILE_NAME, MOST_MACHINES, load_machines, save_machines


def test_what_is_saved_is_loaded_in_its_order(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    assert load_machines(folder) == []
    machines = [Machine("ada@box"), Machine("rack", "/opt/venv/bin/vortex-gui")]
    save_machines(folder, machines)
    assert load_machines(folder) == machines
    if sys.platform != "win32":
        assert stat.S_IMODE((folder / FILE_NAME).stat().st_mode) == 0o600


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "{}",
        "[1]",
        '["box"]',
        '[{"address": "-o", "program": "x"}]',
        '[{"address": null}]',
        '[{"program": "x"}]',
        '[{"address": "box", "program": 7}]',
        '[{"address": "box", "program": ["vortex-gui"]}]',
        "[[[[",
    ],
)
def test_a_damaged_list_is_refused_in_a_sentence(text: str, tmp_path: Path) -> None:
    (tmp_path / FILE_NAME).write_text(text)
    if text == "{}":
        assert load_machines(tmp_path) == []
        return
    with pytest.raises(InputError, match="is damaged"):
        load_machines(tmp_path)


@pytest.mark.parametrize(
    "text",
    ['[{"address": "box"}]', '[{"address": "box", "program": null}]', '[{"address": "box", "program": ""}]'],
)
def test_a_program_that_is_left_empty_by_hand_is_the_usual_one(text: str, tmp_path: Path) -> None:
    (tmp_path / FILE_NAME).write_text(text)
    assert load_machines(tmp_path) == [Machine("box", PROGRAM)]


def test_one_too_many_is_refused_and_not_forgotten_at_the_next_start(tmp_path: Path) -> None:
    machines = [Machine(f"box{number}") for number in range(MOST_MACHINES)]
    save_machines(tmp_path, machines)
    with pytest.raises(InputError, match="There are 100 machines already"):
        save_machines(tmp_path, [*machines, Machine("more")])
    assert load_machines(tmp_path) == machines
