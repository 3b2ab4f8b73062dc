"""The command `machines`: the other machines that may generate slots, added, listed, removed and tested."""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
from dataclasses import asdict
from pathlib import Path

from vortex_gui.base.errors import InputError, VortexError
from vortex_gui.base.process.exit_codes import DONE, FAILED
from vortex_gui.base.settings.settings import load_settings
from vortex_gui.base.words.translation import tr
from vortex_gui.base.words.wording import joined
from vortex_gui.engine.machines.address import checked_address
from vortex_gui.engine.machines.console_identity import console_identity
from vortex_gui.engine.machines.link.hello_words import hello_lines
from vortex_gui.engine.machines.link.machine_test import MachineAnswer, ask_machine
from vortex_gui.engine.machines.machine import Machine
from vortex_gui.engine.machines.machine_list import load_machines, save_machines
from vortex_gui.engine.machines.ssh.host_key import HostKey, accept, offered_key
from vortex_gui.engine.machines.ssh.ssh_command import ssh_words
from vortex_gui.engine.machines.ssh.ssh_fault import FaultKind, LinkFault, no_ssh

PART = "test"


def machines(arguments: argparse.Namespace) -> int:
    """Takes `action`, and what it needs."""
    folder = load_settings(arguments.settings).folders.data_path
    known = load_machines(folder)
    match arguments.action:
        case "add":
            return _add(folder, known, arguments)
        case "remove":
            return _remove(folder, known, checked_address(arguments.address))
        case "test":
            return _test(folder, _named(known, arguments), as_json=arguments.json)
    return _list(known, as_json=arguments.json)


def _add(folder: Path, known: list[Machine], arguments: argparse.Namespace) -> int:
    """Adds it once its host key is known; says what else is missing."""
    machine = Machine(checked_address(arguments.address), arguments.program)
    answer = _asked(folder, machine)
    if answer.fault is not None and answer.fault.kind is FaultKind.KEY_UNKNOWN:
        _make_known(machine, arguments.fingerprint)
        answer = _asked(folder, machine)
    if answer.fault is not None and answer.fault.kind in (FaultKind.KEY_UNKNOWN, FaultKind.KEY_CHANGED):
        raise VortexError(answer.fault.sentence, remedy=answer.fault.remedy)
    _save(folder, [*(each for each in known if each.address != machine.address), machine])
    print(tr("Added {address}.", address=machine.address))
    return _print(machine, answer)


def _make_known(machine: Machine, expected: str | None) -> None:
    """Shows the key's fingerprint once, and takes it only if the operator says so."""
    try:
        key = offered_key(machine.address)
    except OSError:
        fault = no_ssh(ssh_words()[0])
        raise VortexError(fault.sentence, remedy=fault.remedy) from None
    if key is None:
        raise VortexError(tr("{address} showed no host key.", address=machine.address))
    if not _is_accepted(machine, key, expected):
        raise VortexError(
            tr("The host key of {address} was not accepted; nothing was changed.", address=machine.address),
            remedy=tr("Compare its fingerprint with the one that ssh-keygen -lf prints on that machine."),
        )
    try:
        file = accept(machine.address, key)
    except OSError as error:
        raise VortexError(
            tr("The host key could not be saved ({why}).", why=error.strerror or error)
        ) from None
    print(tr("Saved the host key to {file}.", file=file))


def _is_accepted(machine: Machine, key: HostKey, expected: str | None) -> bool:
    print(
        tr("{address} shows the host key {kind} {fingerprint}.", address=machine.address, kind=key.kind,
           fingerprint=key.fingerprint)
    )  # fmt: skip
    if expected is not None:
        return expected == key.fingerprint
    if not sys.stdin.isatty():
        return False
    return input(tr("Is it the machine's own? Type yes to accept it: ")).strip() == "yes"


def _remove(folder: Path, known: list[Machine], address: str) -> int:
    left = [machine for machine in known if machine.address != address]
    if len(left) == len(known):
        raise InputError([_unknown(address)])
    _save(folder, left)
    print(tr("Removed {address}.", address=address))
    return DONE


def _list(known: list[Machine], *, as_json: bool) -> int:
    if as_json:
        print(json.dumps([asdict(machine) for machine in known]))
        return DONE
    for machine in known:
        print(machine.address)
    if not known:
        print(tr("No machine was added yet: vortex-gui machines add user@host."), file=sys.stderr)
    return DONE


def _test(folder: Path, machine: Machine, *, as_json: bool) -> int:
    answer = _asked(folder, machine)
    if as_json:
        print(json.dumps(answer.plain()))
        return DONE if answer.fault is None else FAILED
    return _print(machine, answer)


def _named(known: list[Machine], arguments: argparse.Namespace) -> Machine:
    """One that was added, with its program; any other may be tested too."""
    address = checked_address(arguments.address)
    return next((machine for machine in known if machine.address == address), Machine(address))


def _asked(folder: Path, machine: Machine) -> MachineAnswer:
    try:
        return asyncio.run(ask_machine(machine, console_identity(folder, PART)))
    except OSError as error:
        raise VortexError(
            tr("{folder} cannot be written ({why}).", folder=folder, why=error.strerror or error),
            remedy=tr("Choose another data folder in the settings."),
        ) from None


def _save(folder: Path, machines: list[Machine]) -> None:
    try:
        save_machines(folder, machines)
    except OSError as error:
        raise VortexError(
            tr("{folder} cannot be written ({why}).", folder=folder, why=error.strerror or error),
            remedy=tr("Choose another data folder in the settings."),
        ) from None


def _print(machine: Machine, answer: MachineAnswer) -> int:
    """What is there on stdout, what is missing on stderr."""
    if answer.fault is not None:
        print(_told(answer.fault), file=sys.stderr)
        return FAILED
    for line in hello_lines(machine.address, answer):
        print(line)
    return DONE


def _told(fault: LinkFault) -> str:
    return joined(fault.sentence, fault.remedy)


def _unknown(address: str) -> str:
    return tr("{address} was not added; vortex-gui machines list shows those that were.", address=address)
