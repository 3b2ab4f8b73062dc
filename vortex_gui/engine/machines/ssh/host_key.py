"""A machine's host key: fetched without logging in, shown by its fingerprint, known only once accepted."""

from __future__ import annotations

import base64
import binascii
import hashlib
import os
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

from vortex_gui.base.files.private_files import make_private_folder, open_private
from vortex_gui.engine.machines.ssh.ssh_command import configuration_command, key_command

LIMIT_S = 30.0


@dataclass(frozen=True, slots=True)
class HostKey:
    """`lines` are those of a `known_hosts` file."""

    kind: str
    fingerprint: str
    lines: tuple[str, ...]


def offered_key(address: str) -> HostKey | None:
    """The key that the machine shows now; `None` when it cannot be asked. Waits for the network.

    Raises `OSError` when there is no ssh.
    """
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "known_hosts"
        _run(key_command(address, str(file)))
        lines = file.read_text(encoding="ascii", errors="replace").splitlines() if file.is_file() else []
    keys = [line for line in lines if len(line.split()) >= 3]
    if not keys:
        return None
    kind, blob = keys[0].split()[1:3]
    try:
        digest = hashlib.sha256(base64.b64decode(blob, validate=True)).digest()
    except binascii.Error:
        return None
    return HostKey(kind, "SHA256:" + base64.b64encode(digest).decode().rstrip("="), tuple(keys))


def accept(address: str, key: HostKey) -> Path:
    """Writes the very key that was shown to the file where ssh looks; returns that. Raises `OSError`."""
    file = known_hosts(address)
    make_private_folder(file.parent)
    with open(file, "a+b", opener=open_private) as known:
        known.seek(max(0, known.seek(0, os.SEEK_END) - 1))
        last = known.read(1)
        known.write(
            (b"" if last in (b"", b"\n") else b"\n") + "".join(f"{line}\n" for line in key.lines).encode()
        )
    return file


def known_hosts(address: str) -> Path:
    """The first file that ssh would write a new key to. Raises `OSError` when there is no ssh."""
    for line in _run(configuration_command(address)).splitlines():
        word, _, files = line.partition(" ")
        if word == "userknownhostsfile" and files:
            return Path(files.split()[0]).expanduser()
    return Path.home() / ".ssh" / "known_hosts"


def _run(command: list[str]) -> str:
    """Its stdout; what it says otherwise is of no use here."""
    try:
        ran = subprocess.run(
            command,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=LIMIT_S,
            env=os.environ,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return ""
    return ran.stdout.decode("utf-8", "replace")
