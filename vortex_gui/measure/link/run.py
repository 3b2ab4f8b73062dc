"""One measured link in a folder of its own: the far agent, the way to it, and the console's end."""

from __future__ import annotations

import asyncio
import os
from functools import partial
from pathlib import Path
from typing import Literal

from vortex_gui.base.files.shipped import program
from vortex_gui.engine.machines.machine import Machine
from vortex_gui.engine.machines.ssh.ssh_command import SSH_VARIABLE
from vortex_gui.measure.link.far_end import WORKERS, far_agent, settings_file, spool_folders
from vortex_gui.measure.link.loopback_ssh import loopback_ssh
from vortex_gui.measure.link.near_end import CONSOLE, LinkRun, measured_link

Transport = Literal["pipe", "ssh"]
HOST = "far"


def run_link(transport: Transport, folder: Path, *, folders: int, transfer_s: float) -> LinkRun:
    """By a pipe to `serve --dial`, or by an ssh server of its own. Raises `RuntimeError`."""
    settings = settings_file(folder)
    measure = partial(
        measured_link,
        Machine(HOST),
        folder / "out",
        spool_folders(settings, CONSOLE, folders),
        workers=len(WORKERS),
        transfer_s=transfer_s,
    )
    with far_agent(settings):
        if transport == "pipe":
            command = [*program("serve", "--dial"), "--settings", str(settings)]
            return asyncio.run(measure(command=command))
        with loopback_ssh(folder / "ssh", HOST, settings) as ssh:
            before = os.environ.get(SSH_VARIABLE)
            os.environ[SSH_VARIABLE] = ssh
            try:
                return asyncio.run(measure())
            finally:
                del os.environ[SSH_VARIABLE]
                if before is not None:
                    os.environ[SSH_VARIABLE] = before
