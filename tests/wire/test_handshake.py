"""How a worker meets its console: the line on stdin, and the end with its parent."""

from __future__ import annotations

import subprocess
import sys

import pytest

from vortex_gui.wire.handshake import PARENT_GONE_EXIT, Handshake

TAKE = """
import os, sys
from vortex_gui.wire.handshake import take_handshake
handshake = take_handshake()
print(handshake.address, handshake.parent_pid, handshake.config, repr(os.read(0, 10)))
"""
DIE = "import sys; from vortex_gui.wire.handshake import die_with; die_with(int(sys.argv[1])); print('lives')"


def test_the_line_is_taken_and_nothing_is_left_on_stdin() -> None:
    line = Handshake("/run/worker", "AF_UNIX", "ab" * 32, 17, {"profile": "mini"}).to_line()
    found = subprocess.run(
        [sys.executable, "-c", TAKE], input=line + b"more", capture_output=True, timeout=60
    )
    assert found.stdout.decode().strip() == "/run/worker 17 {'profile': 'mini'} b''"


@pytest.mark.parametrize("line", [b"", b"junk\n", b"[1, 2]\n", b'{"address": "x"}\n'])
def test_a_worker_that_no_console_started_says_so(line: bytes) -> None:
    command = [sys.executable, "-m", "vortex_gui", "worker"]
    found = subprocess.run(command, input=line, capture_output=True, timeout=60, check=False)
    assert found.returncode == 2
    assert found.stderr.decode().count("\n") == 1
    assert "the console starts the worker" in found.stderr.decode()


@pytest.mark.skipif(sys.platform != "linux", reason="the kernel's tie to the parent is Linux's")
def test_a_worker_whose_parent_has_gone_already_ends() -> None:
    found = subprocess.run([sys.executable, "-c", DIE, "1"], capture_output=True, timeout=60)
    assert (found.returncode, found.stdout) == (PARENT_GONE_EXIT, b"")
