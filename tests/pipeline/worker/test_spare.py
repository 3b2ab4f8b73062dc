"""The spare's own side: a worker is forked for each wish, one at a time, and ends with the wishes."""

from __future__ import annotations

import os
import socket
import subprocess
import sys

import pytest

from vortex_gui.wire.spare_words import READY

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="a system without fork keeps no spare")
SPARE = """
import os, sys
from vortex_gui.pipeline.worker.spare import stand_by
print("imported", flush=True)
stand_by(prepare=lambda: None)
asks_the_driver = "PYTORCH_NVML_BASED_CUDA_CHECK" not in os.environ
is_leader = os.getsid(0) == os.getpid()
print("a worker in session", is_leader, asks_the_driver, sys.stdin.readline().strip(), flush=True)
os._exit(9)
"""


def number(control: socket.socket) -> int:
    """One word of the spare: four bytes."""
    return int.from_bytes(control.recv(4, socket.MSG_WAITALL), "big", signed=True)


def test_each_wish_is_a_worker_with_its_own_streams_and_the_end_of_wishes_ends_the_spare() -> None:
    """The spare asks NVML whether there is a card; a worker does not, where an old driver looks well."""
    ours, theirs = socket.socketpair()
    spare = subprocess.Popen(
        [sys.executable, "-c", SPARE],
        stdin=theirs.fileno(),
        stdout=subprocess.PIPE,
        env={**os.environ, "PYTORCH_NVML_BASED_CUDA_CHECK": "1"},
    )
    theirs.close()
    ours.settimeout(30)
    assert number(ours) == READY
    for word in (b"one\n", b"two\n"):
        stdin, console_in = os.pipe()
        console_out, stdout = os.pipe()
        os.write(console_in, word)
        socket.send_fds(ours, [b"w"], [stdin, stdout, stdout])
        pid = number(ours)
        assert pid not in (spare.pid, 0)
        assert os.waitstatus_to_exitcode(number(ours)) == 9
        assert os.read(console_out, 100) == b"a worker in session True True " + word
        for descriptor in (stdin, console_in, console_out, stdout):
            os.close(descriptor)
    ours.close()
    assert spare.wait(30) == 0
    assert spare.stdout is not None
    assert spare.stdout.read() == b"imported\n"
    spare.stdout.close()
