"""The machines that the operator has added, in a file of the data folder."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

from vortex_gui.base.errors import InputError
from vortex_gui.base.files.private_files import make_private_folder, replace_private_text
from vortex_gui.base.files.small_json import read_small_json
from vortex_gui.base.files.text_file import TextFileError
from vortex_gui.base.words.translation import tr
from vortex_gui.engine.machines.address import checked_address
from vortex_gui.engine.machines.machine import PROGRAM, Machine

FILE_NAME = "machines.json"
MOST_MACHINES = 100


def load_machines(data_dir: Path) -> list[Machine]:
    """In the order in which they were added; none without a file. Raises `InputError` for a damaged one."""
    file = data_dir / FILE_NAME
    if not file.exists():
        return []
    try:
        found = [
            Machine(checked_address(each["address"]), _program(each.get("program")))
            for each in read_small_json(file)
        ]
    except (TextFileError, InputError, KeyError, TypeError, AttributeError):
        raise InputError(
            [tr("{file} is damaged: remove it, and add your machines again.", file=file)]
        ) from None
    return found[:MOST_MACHINES]


def save_machines(data_dir: Path, machines: Sequence[Machine]) -> None:
    """Replaces the file at once. Raises `OSError`, and `InputError` for too many."""
    if len(machines) > MOST_MACHINES:
        raise InputError(
            [tr("There are {most} machines already, and no more can be added.", most=MOST_MACHINES)]
        )
    make_private_folder(data_dir)
    plain = [{"address": machine.address, "program": machine.program} for machine in machines]
    replace_private_text(data_dir / FILE_NAME, json.dumps(plain, indent=2) + "\n")


def _program(found: object) -> str:
    """What is left out, empty or null is the program's usual name. Raises `TypeError` for what is no text."""
    if found is not None and not isinstance(found, str):
        raise TypeError
    return found or PROGRAM
