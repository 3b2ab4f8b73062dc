"""The command `doctor --machine`: what another machine's own doctor finds."""

from __future__ import annotations

import asyncio
import json
import sys
from argparse import Namespace

from vortex_gui.base.errors import InputError, VortexError
from vortex_gui.base.process.exit_codes import DONE, FAILED
from vortex_gui.base.profile import profile_names
from vortex_gui.base.settings.settings import load_settings
from vortex_gui.base.words.translation import tr
from vortex_gui.base.words.wording import joined
from vortex_gui.engine.machines.address import checked_address
from vortex_gui.engine.machines.console_identity import console_identity
from vortex_gui.engine.machines.link.doctor_calls import DoctorAnswer
from vortex_gui.engine.machines.link.machine_doctor import examine_machine
from vortex_gui.engine.machines.machine import Machine
from vortex_gui.engine.machines.machine_list import load_machines
from vortex_gui.engine.machines.ssh.ssh_fault import LinkFault

PART = "test"


def doctor_there(arguments: Namespace) -> int:
    """Prints the findings; returns 0 without a fault there and on the way, else 1."""
    if arguments.profile and arguments.profile not in profile_names():
        raise InputError([tr("--profile: another machine takes a profile by its name, never a file.")])
    if arguments.hash_all:
        raise InputError([tr("{option} does nothing with --{kind}.", option="--hash-all", kind="machine")])
    address = checked_address(arguments.machine)
    folder = load_settings(getattr(arguments, "settings", None)).folders.data_path
    machine = next((each for each in load_machines(folder) if each.address == address), Machine(address))
    try:
        console = console_identity(folder, PART)
    except OSError as error:
        raise VortexError(
            tr("{folder} cannot be written ({why}).", folder=folder, why=error.strerror or error),
            remedy=tr("Choose another data folder in the settings."),
        ) from None
    answer = asyncio.run(examine_machine(machine, arguments.profile or "", console))
    return _print(address, answer, as_json=arguments.json)


def _print(address: str, answer: DoctorAnswer, *, as_json: bool) -> int:
    """The findings on stdout, as the doctor here prints them; why there are none on stderr."""
    if isinstance(answer, LinkFault):
        print(joined(answer.sentence, answer.remedy), file=sys.stderr)
        return FAILED
    if as_json:
        print(json.dumps({"machine": address, **answer.plain()}, indent=2))
    else:
        for check in answer.checks:
            print(check)
        print(answer.verdict(address))
    return FAILED if answer.faults else DONE
