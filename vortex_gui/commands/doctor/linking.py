"""Checks of the way to other machines and from them: ssh, machines added, the agent here, its hardening."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

from vortex_gui.base.doctor_report import Check, State
from vortex_gui.base.errors import InputError
from vortex_gui.base.settings.settings import Settings
from vortex_gui.base.words.translation import tr
from vortex_gui.engine.machines.machine_list import load_machines
from vortex_gui.engine.machines.ssh.ssh_command import ssh_words
from vortex_gui.serve.agent_socket import NoAgent, agent_folder, connect

HARDENED = 'restrict,command="vortex-gui serve --dial"'
MAX_KEY_BYTES = 1_000_000


def linking(settings: Settings, home: Path | None = None) -> Iterator[Check]:
    """Asks nobody on the network."""
    yield _machines(settings)
    yield _ssh()
    if sys.platform != "win32":
        yield from _agent(settings, home or Path.home())


def _machines(settings: Settings) -> Check:
    name = tr("other machines")
    try:
        known = load_machines(settings.folders.data_path)
    except InputError as error:
        return Check(name, State.NOTE, str(error))
    if not known:
        return Check(name, State.GOOD, tr("none added; vortex-gui machines add user@host adds one"))
    addresses = ", ".join(machine.address for machine in known)
    found = tr("{addresses}; vortex-gui machines test asks one of them", addresses=addresses)
    return Check(name, State.GOOD, found)


def _ssh() -> Check:
    program = ssh_words()[0]
    found = shutil.which(program)
    if found:
        return Check("ssh", State.GOOD, found)
    return Check(
        "ssh",
        State.NOTE,
        tr("there is no program {program} here", program=program),
        tr("Only other machines need it: install OpenSSH's client (openssh-client)."),
    )


def _agent(settings: Settings, home: Path) -> Iterator[Check]:
    """A machine that serves consoles is worth hardening."""
    name = tr("agent")
    try:
        connect(agent_folder(settings)).close()
    except NoAgent:
        found = tr("none runs; vortex-gui serve --install lets a console elsewhere use this machine")
        yield Check(name, State.GOOD, found)
        return
    yield Check(name, State.GOOD, tr("consoles on other machines can use this one, through your ssh"))
    keys = home / ".ssh" / "authorized_keys"
    if _is_hardened(keys):
        yield Check(tr("agent's keys"), State.GOOD, tr("a key in {file} may do nothing but dial", file=keys))
        return
    yield Check(
        tr("agent's keys"),
        State.NOTE,
        tr("each key in {file} opens a shell", file=keys),
        tr("To let a console's key do nothing but dial, put {words} before it.", words=HARDENED),
    )


def _is_hardened(keys: Path) -> bool:
    """Whether a key may only dial, however the program is called there."""
    try:
        with keys.open("rb") as file:
            text = file.read(MAX_KEY_BYTES).decode("utf-8", "replace")
    except OSError:
        return False
    lines = [line for line in text.splitlines() if not line.lstrip().startswith("#")]
    return any("restrict" in line and "command=" in line and "serve --dial" in line for line in lines)
