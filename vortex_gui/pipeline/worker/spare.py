"""A spare: a process that imports the model libraries once, and forks a worker whenever the console asks."""

from __future__ import annotations

import os
import socket
from collections.abc import Callable

from vortex_gui.pipeline.worker.libraries import import_libraries
from vortex_gui.pipeline.worker.quiet import quiet_libraries
from vortex_gui.wire.handshake import die_with, empty_stdin
from vortex_gui.wire.spare_words import READY, report

STREAMS = (0, 1, 2)
NVML_CHECK = "PYTORCH_NVML_BASED_CUDA_CHECK"
UNFIT = 4
"""Exit code of a spare whose libraries opened the graphics driver, which no forked process can use."""


def stand_by(prepare: Callable[[], None] | None = None) -> None:
    """Returns in each worker that is forked, with its own stdin, stdout and stderr; the spare never returns.

    Descriptor 0 is a socket: a message with three descriptors asks for a worker, its end ends the spare.
    One worker lives at a time.
    """
    die_with(os.getppid())
    control = socket.socket(fileno=os.dup(0))
    empty_stdin()
    (prepare or _import_libraries)()
    report(control, READY)
    while True:
        _, streams, _, _ = socket.recv_fds(control, 1, len(STREAMS))
        if len(streams) != len(STREAMS):
            os._exit(0)
        child = os.fork()
        if child == 0:
            _become_worker(control, streams)
            return
        for stream in streams:
            os.close(stream)
        _, status = os.waitpid(child, 0)
        report(control, status)


def _become_worker(control: socket.socket, streams: list[int]) -> None:
    os.setsid()
    for number, stream in zip(STREAMS, streams, strict=True):
        os.dup2(stream, number)
        os.close(stream)
    os.environ.pop(NVML_CHECK, None)  # the worker asks the driver itself: by NVML an old one looks well
    report(control, os.getpid())
    control.close()


def _import_libraries() -> None:
    # Libraries ask on import whether there is a card; asked of the driver itself, it would be open before
    # the fork (torch.cuda.is_available, "Notes").
    os.environ[NVML_CHECK] = "1"
    quiet_libraries()
    import_libraries()
    import torch

    if torch.cuda.is_initialized():  # type: ignore[no-untyped-call]  # torch leaves it untyped
        os._exit(UNFIT)
