"""The command lines of the operator's own ssh: it asks nobody, and gives up on a silent machine."""

from __future__ import annotations

import os
import shlex

from vortex_gui.engine.machines.machine import PROGRAM, Machine

SSH_VARIABLE = "VORTEX_SSH_COMMAND"
"""Another ssh, or the same with options of the operator's: as git's `GIT_SSH_COMMAND`."""
ALIVE = ("-o", "ServerAliveInterval=2", "-o", "ServerAliveCountMax=3", "-o", "ConnectTimeout=10")
QUIET = (
    "-o",
    "BatchMode=yes",
    "-o",
    "ForwardAgent=no",
    "-o",
    "ForwardX11=no",
    "-o",
    "ClearAllForwardings=yes",
)
"""No question, and nothing of this machine within the other's reach."""
STRICT = ("-o", "StrictHostKeyChecking=yes", "-o", "LogLevel=ERROR")


def ssh_words() -> list[str]:
    """The program with the options that come first; ssh itself tells of a quote without an end."""
    written = os.environ.get(SSH_VARIABLE, "")
    try:
        return shlex.split(written) or ["ssh"]
    except ValueError:
        return written.split()


def dial_command(machine: Machine) -> list[str]:
    """Joins this process to the agent on the machine: its stdin and stdout are the link."""
    home = "~/" if machine.program.startswith("~/") else ""  # the shell there knows it
    there = f"{home}{shlex.quote(machine.program.removeprefix(home) or PROGRAM)} serve --dial"
    return [*ssh_words(), "-T", *QUIET, *ALIVE, *STRICT, "--", machine.address, there]


def key_command(address: str, known_hosts: str) -> list[str]:
    """Fetches the machine's host key into a file of its own: it logs in with nothing and runs nothing."""
    return _quietly(
        "-o", f"UserKnownHostsFile={known_hosts}",
        "-o", "GlobalKnownHostsFile=/dev/null",
        "-o", "StrictHostKeyChecking=accept-new",
        "-o", "HashKnownHosts=no",
        "-o", "UpdateHostKeys=no",
        "-o", "PreferredAuthentications=none",
        "-o", "ControlMaster=no",
        "-o", "ControlPath=none",
        "--", address, "true",
    )  # fmt: skip


def configuration_command(address: str) -> list[str]:
    """Prints what ssh would do for this address."""
    return [*ssh_words(), "-G", "--", address]


def _quietly(*words: str) -> list[str]:
    return [*ssh_words(), "-T", *QUIET, *ALIVE, *words]
