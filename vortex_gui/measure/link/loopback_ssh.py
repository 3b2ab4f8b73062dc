"""An ssh server of its own on the loopback address, for a link that is measured over ssh."""

from __future__ import annotations

import getpass
import os
import shlex
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from vortex_gui.base.files.shipped import program
from vortex_gui.measure.free_port import free_port

START_LIMIT_S = 20.0
PRIVILEGE_FOLDER = Path("/run/sshd")
"""Where sshd locks its unprivileged half in; the system's own server makes it at its start."""


def sshd() -> str | None:
    """The server's program, if both it and the client are there."""
    found = shutil.which("sshd", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/sbin")
    return found if shutil.which("ssh") and shutil.which("ssh-keygen") else None


@contextmanager
def loopback_ssh(folder: Path, host: str, settings: Path) -> Iterator[str]:
    """Serves `vortex-gui serve --dial` with these settings; the ssh command that knows the way to `host`.

    Raises `RuntimeError` when the server does not come up.
    """
    server = sshd()
    if server is None:
        raise RuntimeError("no ssh server here: install openssh-server")
    folder.mkdir()
    for name in ("host_key", "user_key"):
        subprocess.run(
            ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(folder / name)], check=True, timeout=60
        )
    port = free_port()
    _write_program(folder, {"VORTEX_SETTINGS": str(settings)})
    (folder / "authorized_keys").write_text((folder / "user_key.pub").read_text())
    (folder / "known_hosts").write_text(f"[127.0.0.1]:{port} {(folder / 'host_key.pub').read_text()}")
    (folder / "ssh_config").write_text(
        f"Host {host}\n HostName 127.0.0.1\n Port {port}\n User {getpass.getuser()}\n"
        f" IdentityFile {folder / 'user_key'}\n IdentitiesOnly yes\n"
        f" UserKnownHostsFile {folder / 'known_hosts'}\n GlobalKnownHostsFile /dev/null\n"
    )
    (folder / "sshd_config").write_text(
        f"Port {port}\nListenAddress 127.0.0.1\nHostKey {folder / 'host_key'}\n"
        f"AuthorizedKeysFile {folder / 'authorized_keys'}\nStrictModes no\nUsePAM no\nPidFile none\n"
        "PasswordAuthentication no\nKbdInteractiveAuthentication no\nPermitRootLogin prohibit-password\n"
        f"LogLevel ERROR\nSetEnv PATH={folder}:/usr/bin:/bin\n"
    )
    if os.geteuid() == 0:
        PRIVILEGE_FOLDER.mkdir(mode=0o755, exist_ok=True)
    process = subprocess.Popen(
        [server, "-D", "-e", "-f", str(folder / "sshd_config")],
        stdin=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        _wait_for(process, port)
        yield f"ssh -F {shlex.quote(str(folder / 'ssh_config'))}"
    finally:
        process.terminate()
        process.wait(START_LIMIT_S)


def _write_program(folder: Path, environment: Mapping[str, str]) -> None:
    """What the other machine calls `vortex-gui`."""
    words = [f"{name}={value}" for name, value in environment.items()]
    path = os.pathsep.join(sys.path)
    line = shlex.join(["env", f"PYTHONPATH={path}", *words, *program()])
    file = folder / "vortex-gui"
    file.write_text(f'#!/bin/sh\nexec {line} "$@"\n')
    file.chmod(0o700)


def _wait_for(process: subprocess.Popen[bytes], port: int) -> None:
    ends_at = time.monotonic() + START_LIMIT_S
    while True:
        with socket.socket() as caller:
            if caller.connect_ex(("127.0.0.1", port)) == 0:
                return
        if process.poll() is not None or time.monotonic() > ends_at:
            raise RuntimeError("the ssh server of the measured link did not start")
        time.sleep(0.02)
