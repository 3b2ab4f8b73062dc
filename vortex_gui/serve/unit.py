"""The systemd user unit that keeps the agent running, and what the operator has to do next."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from vortex_gui.base.errors import InputError
from vortex_gui.base.files.text_file import write_text_file
from vortex_gui.base.words.translation import tr

NAME = "vortex-console-serve.service"
MARK = "# Written by vortex-gui serve --install; it replaces this file again."
STOP_S = 30
"""The agent's own ladder is shorter; behind it systemd kills what is left."""


def unit_path() -> Path:
    """Where systemd looks for the user's own units."""
    home = os.environ.get("XDG_CONFIG_HOME")
    base = Path(home) if home and Path(home).is_absolute() else Path.home() / ".config"
    return base / "systemd" / "user" / NAME


def install(command: Sequence[str]) -> Path:
    """Writes the unit that runs this command. Raises `InputError` for somebody else's file in its place."""
    path = unit_path()
    if path.exists() and MARK not in path.read_text(encoding="utf-8", errors="replace"):
        raise InputError([tr("{file} is not this program's: move it away, then install again.", file=path)])
    write_text_file(path, _unit(command))
    return path


def next_steps() -> str:
    """The commands that start it now, at each login, and without a login."""
    return "\n".join(
        [
            tr("Now run:"),
            "  systemctl --user daemon-reload",
            f"  systemctl --user enable --now {NAME}",
            tr("and, so that it runs while you are not logged in:"),
            "  loginctl enable-linger",
        ]
    )


def _unit(command: Sequence[str]) -> str:
    return f"""{MARK}
[Unit]
Description=Vortex Console's workers, for a console on another machine

[Service]
ExecStart={" ".join(map(_quoted, command))}
Restart=on-failure
RestartSec=5
KillMode=mixed
TimeoutStopSec={STOP_S}
UMask=0077
NoNewPrivileges=yes

[Install]
WantedBy=default.target
"""


def _quoted(word: str) -> str:
    """As systemd reads it: `%` begins a specifier there, and `$` a variable."""
    escaped = word.replace("\\", "\\\\").replace('"', '\\"').replace("%", "%%").replace("$", "$$")
    return f'"{escaped}"'
