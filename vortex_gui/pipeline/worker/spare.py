"""A spare: a process that imports the model libraries once, and forks a worker whenever the console asks."""

from __future__ import annotations

import contextlib
import os
import socket
import time
from collections.abc import Callable

from vortex_gui.pipeline.worker.libraries import import_for_forks
from vortex_gui.pipeline.worker.quiet import quiet_libraries
from vortex_gui.wire.handshake import die_with, empty_stdin
from vortex_gui.wire.spare_words import FAILED, READY, Wish, report, take_wish

NVML_CHECK = "PYTORCH_NVML_BASED_CUDA_CHECK"
UNFIT = 4
"""Exit code of a spare whose libraries opened the graphics driver, which no forked process can use."""
NO_FORK = 5
"""Exit code of the process between a spare and its worker when the system forks no more."""
ADOPTION_POLL_S = 0.0005


def stand_by(prepare: Callable[[], None] | None = None) -> None:
    """Returns in each worker that is forked, with its own stdin, stdout and stderr; the spare never returns.

    Descriptor 0 is a socket: each wish on it asks for a worker, its end ends the spare. The console adopts
    every worker, so workers live beside each other, and the end of the spare touches none of them.
    """
    console = os.getppid()
    die_with(console)
    control = socket.socket(fileno=os.dup(0))
    empty_stdin()
    (prepare or _import_libraries)()
    report(control, READY)
    while (wish := take_wish(control)) is not None:
        if _is_worker(control, console):
            _become_worker(control, wish)
            return
        for stream in wish.streams:
            os.close(stream)
    os._exit(0)


def _is_worker(control: socket.socket, console: int) -> bool:
    """Forks twice, so that the console adopts the worker; false in the spare."""
    try:
        between = os.fork()
    except OSError:
        report(control, FAILED)
        return False
    if between == 0:
        _go_on_as_orphan()
        if os.getppid() != console:
            with contextlib.suppress(OSError):
                report(control, FAILED)
        die_with(console)
        return True
    with contextlib.suppress(ChildProcessError):  # a console that ignores SIGCHLD hands that down
        if os.waitstatus_to_exitcode(os.waitpid(between, 0)[1]) == NO_FORK:
            report(control, FAILED)
    return False


def _go_on_as_orphan() -> None:
    """Returns in a child of this process, once this process has ended."""
    parent = os.getpid()
    try:
        child = os.fork()
    except OSError:
        os._exit(NO_FORK)
    if child:
        os._exit(0)
    while os.getppid() == parent:
        time.sleep(ADOPTION_POLL_S)


def _become_worker(control: socket.socket, wish: Wish) -> None:
    os.setsid()
    for number, stream in enumerate(wish.streams):
        os.dup2(stream, number)
        os.close(stream)
    os.environ.pop(NVML_CHECK, None)  # the worker asks the driver itself: by NVML an old one looks well
    os.environ.update(wish.environment)
    report(control, os.getpid())
    control.close()


def _import_libraries() -> None:
    # Libraries ask on import whether there is a card; asked of the driver itself, it would be open before
    # the fork (torch.cuda.is_available, "Notes").
    os.environ[NVML_CHECK] = "1"
    quiet_libraries()
    import_for_forks()
    import torch

    if torch.cuda.is_initialized():  # type: ignore[no-untyped-call]  # torch leaves it untyped
        os._exit(UNFIT)
