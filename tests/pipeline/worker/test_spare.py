"""The spare's own side: a worker is forked for each wish, beside the last one, and is its console's child."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from vortex_gui.engine.places.process.adoption import adopting
from vortex_gui.wire.spare_words import FAILED, READY, Wish, ask, spare_sockets

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="a spare is kept on Linux alone")
SPARE = """
import os, sys
from vortex_gui.pipeline.worker.spare import stand_by
print("imported", flush=True)
stand_by(prepare=lambda: None)
asks_the_driver = "PYTORCH_NVML_BASED_CUDA_CHECK" not in os.environ
is_leader = os.getsid(0) == os.getpid()
print("a worker in session", is_leader, asks_the_driver, os.environ["CARD"], end=" ")
print(sys.stdin.readline().strip(), flush=True)
os._exit(9)
"""


def number(control: socket.socket) -> int:
    """One word of the spare: four bytes."""
    return int.from_bytes(control.recv(4, socket.MSG_WAITALL), "big", signed=True)


@pytest.fixture
def spare() -> Iterator[tuple[subprocess.Popen[bytes], socket.socket]]:
    """A ready one, which asks NVML whether there is a card, and its console's end."""
    ours, theirs = spare_sockets()
    process = subprocess.Popen(
        [sys.executable, "-c", SPARE],
        stdin=theirs.fileno(),
        stdout=subprocess.PIPE,
        env={**os.environ, "PYTORCH_NVML_BASED_CUDA_CHECK": "1"},
    )
    theirs.close()
    ours.settimeout(30)
    assert number(ours) == READY
    with ours, process:
        yield process, ours
        process.kill()


def test_each_wish_is_a_worker_beside_the_others_with_its_own_streams_and_environment(
    spare: tuple[subprocess.Popen[bytes], socket.socket],
) -> None:
    """A worker asks the driver itself whether there is a card: by NVML an old one looks well."""
    process, ours = spare
    workers = []
    for card in ("GPU-1", "GPU-2"):
        stdin, console_in = os.pipe()
        console_out, stdout = os.pipe()
        with adopting():
            ask(ours, Wish((stdin, stdout, stdout), {"CARD": card}))
            workers.append((number(ours), console_in, console_out, card))
        os.close(stdin)
        os.close(stdout)
    assert len({process.pid, *(pid for pid, *_ in workers)}) == 3
    process.kill()
    process.wait()
    for pid, console_in, console_out, card in workers:
        os.write(console_in, b"go on\n")
        assert os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 9
        assert os.read(console_out, 100).decode() == f"a worker in session True True {card} go on\n"
        os.close(console_in)
        os.close(console_out)


def test_without_an_adoption_there_is_no_worker_and_the_spare_says_so(
    spare: tuple[subprocess.Popen[bytes], socket.socket],
) -> None:
    _, ours = spare
    with Path(os.devnull).open("r+b") as null:
        ask(ours, Wish([null.fileno()] * 3, {}))
    assert number(ours) == FAILED


def test_the_end_of_wishes_ends_the_spare(spare: tuple[subprocess.Popen[bytes], socket.socket]) -> None:
    process, ours = spare
    ours.close()
    assert process.wait(30) == 0
    assert process.stdout is not None
    assert process.stdout.read() == b"imported\n"
