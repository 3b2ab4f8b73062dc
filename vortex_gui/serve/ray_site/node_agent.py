"""The agent of one node of a cluster, in the folder that its actor made; it dies with the actor."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

from vortex_gui.base.errors import VortexError
from vortex_gui.base.process.exit_codes import FAILED
from vortex_gui.base.settings.settings import load_settings
from vortex_gui.serve.ray_site.node import AGENT_NAME, SETTINGS_NAME
from vortex_gui.serve.run import run_agent
from vortex_gui.wire.handshake import die_with


def main(folder: Path, parent_pid: int, worker_command: Sequence[str] | None = None) -> int:
    """Until a signal ends it."""
    die_with(parent_pid)
    try:
        settings = load_settings(folder / SETTINGS_NAME)
        run_agent(settings, worker_command=worker_command, folder=folder / AGENT_NAME)
    except VortexError as error:
        print(error, file=sys.stderr)
        return FAILED
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), int(sys.argv[2])))
