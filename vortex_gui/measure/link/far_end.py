"""The far end of a link that is measured: the ordinary agent, with two workers that make load."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from vortex_gui.base.settings.settings import load_settings
from vortex_gui.serve.agent_socket import agent_folder, socket_of
from vortex_gui.serve.run import SPOOL_NAME, run_agent

WORKERS = ("local-1", "local-2")
FOLDER_BYTES = 10_000_000
FIRST_SLOT = 100
START_LIMIT_S = 60.0
END_LIMIT_S = 30.0


def settings_file(folder: Path) -> Path:
    """Settings of the far machine, everything of it in this folder."""
    file = folder / "settings.yaml"
    file.write_text(
        f"folders: {{output: {folder / 'own'}, data: {folder / 'data'}}}\n"
        "worker: {ask_s: 2, terminate_s: 1, niceness: 0, keep_spare: never}\n"
        f"pipeline: {{workers: {len(WORKERS)}}}\n"
    )
    return file


def spool_folders(settings: Path, console: str, count: int) -> list[int]:
    """Finished folders of 10 MB in the spool, as an earlier run of the agent leaves them; their slots."""
    spool = agent_folder(load_settings(settings)) / SPOOL_NAME / console
    for slot_id in range(FIRST_SLOT, FIRST_SLOT + count):
        folder = spool / f"{slot_id:06d}-1" / f"slot-{slot_id:06d}"
        folder.mkdir(parents=True)
        (folder / "slot.mp4").write_bytes(os.urandom(FOLDER_BYTES))
        (folder / "report.json").write_text("{}")
    return list(range(FIRST_SLOT, FIRST_SLOT + count))


@contextmanager
def far_agent(settings: Path) -> Iterator[subprocess.Popen[bytes]]:
    """The agent in a process of its own. Raises `RuntimeError` when it does not come up."""
    socket = socket_of(agent_folder(load_settings(settings)))
    process = subprocess.Popen(
        [sys.executable, "-m", "vortex_gui.measure.link.far_end", str(settings)],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
    )
    try:
        ends_at = time.monotonic() + START_LIMIT_S
        while not socket.exists():
            if process.poll() is not None or time.monotonic() > ends_at:
                raise RuntimeError("the agent of the measured link did not start")
            time.sleep(0.02)
        yield process
    finally:
        process.terminate()
        process.wait(END_LIMIT_S)


if __name__ == "__main__":
    run_agent(
        load_settings(Path(sys.argv[1])),
        worker_command=[sys.executable, "-m", "vortex_gui.measure.link.worker"],
    )
