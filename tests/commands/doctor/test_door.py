"""The command goes to the doctor here or to the one there, and only the first needs torch."""

from __future__ import annotations

import subprocess
import sys

CODE = """
import sys
from argparse import Namespace
from vortex_gui.commands.doctor.door import doctor
from vortex_gui.base.errors import InputError
try:
    doctor(Namespace(machine="-x", profile=None, hash_all=False))
except InputError:
    print(sorted({"torch", "PySide6"} & sys.modules.keys()))
"""


def test_a_question_to_another_machine_loads_no_model_library() -> None:
    ran = subprocess.run([sys.executable, "-c", CODE], capture_output=True, text=True, timeout=100)
    assert (ran.stdout, ran.stderr) == ("[]\n", "")
