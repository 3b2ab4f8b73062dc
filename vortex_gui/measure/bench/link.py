"""The link's figures, by pipe and by ssh: all of one transport are of the same run."""

from __future__ import annotations

import tempfile
from functools import cache, partial
from pathlib import Path
from statistics import median

from vortex_gui.measure.bench.figure import Figure
from vortex_gui.measure.link.loopback_ssh import sshd
from vortex_gui.measure.link.near_end import LinkRun
from vortex_gui.measure.link.run import Transport, run_link

FOLDERS, TRANSFER_S = 4, 15.0
AGAINST = "the goals of a link over the loopback address"
LOAD = "two workers with pictures and memory samples at 10 Hz, folders of 10 MB on their way"


def is_measurable(name: str) -> bool:
    """Figures over ssh need a server here."""
    return not name.startswith("link_ssh_") or sshd() is not None


def _connect(transport: Transport) -> Figure:
    how = f"from the start of the link's child to the machine's hello, by {transport}"
    return Figure(f"link_{transport}_connect_s", _run(transport).connect_s, "s", "at most", 2.0, AGAINST, how)


def _event(transport: Transport, percent: int, goal: float) -> Figure:
    run = _run(transport)
    how = f"from a sample's making to its arrival, {len(run.event_s)} samples, by {transport}, {LOAD}"
    value, name = run.event_ms(percent / 100), f"link_{transport}_event_p{percent}_ms"
    return Figure(name, value, "ms", "at most", goal, AGAINST, how)


def _folder(transport: Transport) -> Figure:
    found = _run(transport).folder_s
    how = f"median of {len(found)} folders of 10 MB, from asking to in place, by {transport}, under that load"
    return Figure(f"link_{transport}_folder_s", median(found), "s", "at most", 1.0, AGAINST, how, found)


link_pipe_connect_s = partial(_connect, "pipe")
link_pipe_event_p50_ms = partial(_event, "pipe", 50, 3.0)
link_pipe_event_p99_ms = partial(_event, "pipe", 99, 60.0)
link_pipe_folder_s = partial(_folder, "pipe")
link_ssh_connect_s = partial(_connect, "ssh")
link_ssh_event_p50_ms = partial(_event, "ssh", 50, 3.0)
link_ssh_event_p99_ms = partial(_event, "ssh", 99, 60.0)
link_ssh_folder_s = partial(_folder, "ssh")


@cache
def _run(transport: Transport) -> LinkRun:
    with tempfile.TemporaryDirectory(prefix="vortex-link-") as name:
        return run_link(transport, Path(name), folders=FOLDERS, transfer_s=TRANSFER_S)
