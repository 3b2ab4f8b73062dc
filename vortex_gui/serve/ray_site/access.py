"""Whether this machine may and can join a Ray cluster: its token, its package; each fault is one sentence."""

from __future__ import annotations

import contextlib
import os
import socket
import stat
from collections.abc import Mapping, MutableMapping
from importlib.util import find_spec
from pathlib import Path

import psutil

from vortex_gui.base.errors import VortexError
from vortex_gui.base.words.translation import tr

MODE, TOKEN, TOKEN_FILE = "RAY_AUTH_MODE", "RAY_AUTH_TOKEN", "RAY_AUTH_TOKEN_PATH"
WITH_TOKEN = "token"
FILE_MODE = 0o600
PROBE_LIMIT_S = 5.0
HEAD_PROCESS = "gcs_server"
QUIET = {
    "RAY_DEDUP_LOGS": "0",
    "RAY_ACCEL_ENV_VAR_OVERRIDE_ON_ZERO": "0",  # Ray warns of its next release otherwise
    "RAY_USAGE_STATS_ENABLED": "0",
}


def prepare(environment: MutableMapping[str, str]) -> None:
    """Sets what Ray reads when it is imported: a token and nothing else lets us in. Raises `VortexError`."""
    if find_spec("ray") is None:
        raise VortexError(
            tr("serve --ray: Ray is not installed here."),
            remedy=tr("Install it beside this program: pip install 'vortex-console[ray]'."),
        )
    if fault := token_fault(environment):
        remedy = tr(
            "Make a token with ray get-auth-token --generate, chmod 600 its file, bring it to each node, and "
            "start the cluster with RAY_AUTH_MODE=token."
        )
        raise VortexError(fault, remedy=remedy)
    for name, value in {MODE: WITH_TOKEN, **QUIET}.items():
        environment[name] = value


def token_fault(environment: Mapping[str, str]) -> str | None:
    """Why the cluster's token is no secret of this user's; `None` when it is."""
    if environment.get(MODE, WITH_TOKEN) != WITH_TOKEN:
        return tr("serve --ray: {name} has to be token; without one anybody on the network runs code here.",
                  name=MODE)  # fmt: skip
    if environment.get(TOKEN):
        return tr("serve --ray: the token is taken from a file alone; unset {name}.", name=TOKEN)
    file = token_file(environment)
    try:
        found = file.stat()
        has_text = bool(file.read_text(encoding="utf-8", errors="replace").strip())
    except OSError as error:
        return tr("serve --ray: there is no token in {file} ({why}).", file=file, why=error.strerror or error)
    if not stat.S_ISREG(found.st_mode) or not has_text:
        return tr("serve --ray: there is no token in {file}.", file=file)
    if stat.S_IMODE(found.st_mode) & ~FILE_MODE or found.st_uid != os.getuid():
        return tr("serve --ray: others can read the token in {file}; it has to be yours, with mode 0600.",
                  file=file)  # fmt: skip
    return None


def token_file(environment: Mapping[str, str]) -> Path:
    """Where Ray looks for it."""
    named = environment.get(TOKEN_FILE)
    return Path(named).expanduser() if named else Path.home() / ".ray" / "auth_token"


def head_fault(address: str) -> str | None:
    """Why the head at `host:port` is not joined: nobody listens, or it would take strangers too.

    Ray itself looks for a head for minutes, and does not tell whether one asks for a token.
    """
    host, _, port = address.rpartition(":")
    if not host or not port.isdigit():
        return None  # one of Ray's words, such as auto
    try:
        socket.create_connection((host.strip("[]"), int(port)), PROBE_LIMIT_S).close()
    except OSError as error:
        return tr(
            "serve --ray: no Ray cluster answers at {address} ({why}).",
            address=address,
            why=error.strerror or error,
        )
    return open_head_fault()


def open_head_fault() -> str | None:
    """The head's own process says whether it asks for a token, where it is this user's."""
    for process in psutil.process_iter(["name"]):
        with contextlib.suppress(psutil.Error):
            if process.info["name"] == HEAD_PROCESS and process.environ().get(MODE) != WITH_TOKEN:
                return tr("serve --ray: the cluster takes anybody, with or without a token.")
    return None
