"""The `worker` command: reserves the channel, sends logs along it, and runs the worker to its exit code."""

from __future__ import annotations

import faulthandler
import logging
import os
import sys
import warnings
from collections.abc import Sequence

from vortex_gui.base.log.logs import LineHandler, quiet_python_warnings
from vortex_gui.base.process.clock import steady_clock
from vortex_gui.base.process.heap import GENERATING_HEAPS, share_heaps
from vortex_gui.base.profile import Profile
from vortex_gui.base.settings.settings import Settings
from vortex_gui.base.settings.worker_wish import ALONE
from vortex_gui.base.words.wording import ended
from vortex_gui.pipeline.worker.spare import stand_by
from vortex_gui.pipeline.worker.worker import Worker
from vortex_gui.wire.handshake import Handshake
from vortex_gui.wire.worker_end import WorkerChannel, open_channel

BAD_START = 2


def main(argv: Sequence[str] | None = None) -> int:
    """Started by the console; ends the process unless it was not started by one.

    With `--spare` it is a process that workers are forked from.
    """
    share_heaps(GENERATING_HEAPS)
    if argv and "--spare" in argv:
        stand_by()
    try:
        channel, handshake = open_channel()
    except (ValueError, OSError, EOFError) as error:
        print(ended(f"worker: {error}"), file=sys.stderr)
        return BAD_START
    faulthandler.enable()
    code = run_worker(channel, handshake)
    sys.stdout.flush()
    sys.stderr.flush()
    # Everything is closed. Taking the libraries apart would cost seconds and may hang on their threads.
    os._exit(code)


def run_worker(channel: WorkerChannel, handshake: Handshake) -> int:
    """Runs until `Shutdown` or until the console goes; the channel is reserved already."""
    settings = Settings.model_validate(handshake.config["settings"])
    profile = Profile.model_validate(handshake.config["profile"])
    _send_logs(channel, settings)
    try:
        clock = steady_clock(handshake.config.get("clock"))
        name = str(handshake.config.get("worker", ALONE))
        return Worker(channel, profile, settings, clock, name=name).run()
    finally:
        channel.close()


def _send_logs(channel: WorkerChannel, settings: Settings) -> None:
    """Our records and the libraries' warnings go to the console as lines."""
    root = logging.getLogger()
    root.handlers[:] = [LineHandler(channel.send)]
    root.setLevel(settings.log.level)
    quiet_python_warnings()
    for category in (DeprecationWarning, FutureWarning):  # for the libraries' authors, not the operator
        warnings.simplefilter("ignore", category)


if __name__ == "__main__":
    sys.exit(main())
