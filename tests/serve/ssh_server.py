"""Debian's ssh server as an ordinary process on the loopback address, with keys of its own."""

from __future__ import annotations

import getpass
import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import psutil
import pytest

from tests.engine.places.watched import LIMIT_S
from tests.serve.agents import Box

SSHD = shutil.which("sshd", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/sbin")
needs_sshd = pytest.mark.skipif(
    SSHD is None or shutil.which("ssh") is None,
    reason="no ssh server here: install openssh-server",
)
PRIVILEGE_FOLDER = Path("/run/sshd")


class SshServer:
    """A server for one box, and a client that knows the way to it as `box`."""

    def __init__(self, folder: Path, box: Box) -> None:
        folder.mkdir()
        self.folder = folder
        self.box = box
        self.port = _free_port()
        self.known_hosts = folder / "known_hosts"
        self.config = folder / "ssh_config"
        self.programs = folder / "bin"
        self.programs.mkdir()
        for name in ("host_key", "user_key", "other_key"):
            _run("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(folder / name))
        shutil.copy(folder / "user_key.pub", folder / "authorized_keys")
        self.install('exec "$PYTHON" -m vortex_gui "$@"')
        self.use_key("user_key")
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def command(self) -> str:
        """For `VORTEX_SSH_COMMAND`."""
        return f"ssh -F {self.config}"

    @property
    def fingerprint(self) -> str:
        """Of the host key, as ssh-keygen prints it."""
        return _run("ssh-keygen", "-l", "-f", str(self.folder / "host_key.pub")).split()[1]

    def install(self, script: str) -> None:
        """What the box calls `vortex-gui`."""
        program = self.programs / "vortex-gui"
        program.write_text(
            f"#!/bin/sh\nPYTHON={sys.executable}\nexport PYTHONPATH={Path.cwd()}\n"
            f"export VORTEX_SETTINGS={self.box.settings}\n{script}\n"
        )
        program.chmod(0o755)

    def use_key(self, name: str) -> None:
        """The key that the client shows."""
        self.config.write_text(
            f"Host box\n  HostName 127.0.0.1\n  Port {self.port}\n  User {getpass.getuser()}\n"
            f"  IdentityFile {self.folder / name}\n  IdentitiesOnly yes\n"
            f"  UserKnownHostsFile {self.known_hosts}\n  GlobalKnownHostsFile /dev/null\n"
        )

    def restrict(self) -> None:
        """The user's key does nothing but dial, as the guide says."""
        public = (self.folder / "user_key.pub").read_text()
        line = f'restrict,command="vortex-gui serve --dial" {public}'
        (self.folder / "authorized_keys").write_text(line)

    def know_host(self, key: str = "host_key") -> None:
        """The client knows the host by this key."""
        public = (self.folder / f"{key}.pub").read_text()
        self.known_hosts.write_text(f"[127.0.0.1]:{self.port} {public}")

    def start(self) -> None:
        assert SSHD is not None
        if os.geteuid() == 0:
            PRIVILEGE_FOLDER.mkdir(mode=0o755, exist_ok=True)
        config = self.folder / "sshd_config"
        config.write_text(
            f"Port {self.port}\nListenAddress 127.0.0.1\nHostKey {self.folder / 'host_key'}\n"
            f"AuthorizedKeysFile {self.folder / 'authorized_keys'}\nStrictModes no\nUsePAM no\n"
            "PasswordAuthentication no\nKbdInteractiveAuthentication no\nPermitRootLogin prohibit-password\n"
            f"PidFile none\nLogLevel ERROR\nSetEnv PATH={self.programs}:/usr/bin:/bin\n"
        )
        self._process = subprocess.Popen(
            [SSHD, "-D", "-e", "-f", str(config)], stdin=subprocess.DEVNULL, stderr=subprocess.PIPE
        )
        ends_at = time.monotonic() + LIMIT_S
        while not _listens(self.port):
            assert self._process.poll() is None, self._process.communicate()
            assert time.monotonic() < ends_at
            time.sleep(0.02)

    def sessions(self) -> list[psutil.Process]:
        """The server's process of each connection."""
        assert self._process is not None
        return psutil.Process(self._process.pid).children()

    def stop(self) -> None:
        if self._process is None:
            return
        left = psutil.Process(self._process.pid).children(recursive=True)
        for process in (*left, psutil.Process(self._process.pid)):
            with suppress(psutil.NoSuchProcess):
                process.kill()
        self._process.communicate(timeout=LIMIT_S)
        self._process = None


@contextmanager
def serving(folder: Path, box: Box) -> Iterator[SshServer]:
    server = SshServer(folder, box)
    server.start()
    try:
        yield server
    finally:
        server.stop()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _listens(port: int) -> bool:
    with socket.socket() as caller:
        return caller.connect_ex(("127.0.0.1", port)) == 0


def _run(*words: str) -> str:
    return subprocess.run(words, capture_output=True, text=True, timeout=30, check=True).stdout
