"""Dialling joins two pipes to the socket, and ends when either side does."""

from __future__ import annotations

import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from vortex_gui.serve.agent_socket import SOCKET_NAME, short_path

CODE = "import sys; from pathlib import Path; from vortex_gui.serve.dial import dial; dial(Path(sys.argv[1]))"


@contextmanager
def dialled(folder: Path) -> Iterator[tuple[subprocess.Popen[bytes], socket.socket]]:
    """A process that dials, and the agent's end of its connection."""
    with socket.socket(socket.AF_UNIX) as listener, short_path(folder) as short:
        listener.bind(f"{short}/{SOCKET_NAME}")
        listener.listen()
        listener.settimeout(20)
        process = subprocess.Popen(
            [sys.executable, "-c", CODE, str(folder)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        try:
            agent, _ = listener.accept()
            with agent:
                yield process, agent
            assert process.wait(10) == 0
            assert process.stderr is not None
            assert process.stderr.read() == b""
        finally:
            process.kill()
            process.wait()
            for stream in (process.stdin, process.stdout, process.stderr):
                assert stream is not None
                stream.close()


def test_bytes_go_both_ways_however_many_there_are(tmp_path: Path) -> None:
    with dialled(tmp_path) as (process, agent):
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(b"\0\xff to the agent\n")
        process.stdin.flush()
        assert agent.recv(64) == b"\0\xff to the agent\n"
        content = bytes(range(256)) * 4000
        sending = threading.Thread(target=agent.sendall, args=(content,))
        sending.start()
        assert process.stdout.read(len(content)) == content
        sending.join()


def test_it_ends_when_the_console_goes(tmp_path: Path) -> None:
    with dialled(tmp_path) as (process, agent):
        assert process.stdin is not None
        process.stdin.close()
        assert agent.recv(64) == b""
        assert process.wait(10) == 0


def test_an_agent_that_writes_still_reads_the_last_words(tmp_path: Path) -> None:
    with dialled(tmp_path) as (process, agent):
        assert process.stdin is not None
        process.stdin.write(b"cancel")
        process.stdin.close()
        heard = b""
        while data := agent.recv(64):
            agent.sendall(b"more")
            heard += data
        agent.sendall(b"more")
        assert heard == b"cancel"
        agent.close()
        assert process.wait(10) == 0


def test_it_ends_when_the_agent_goes_though_stdin_stays_open(tmp_path: Path) -> None:
    with dialled(tmp_path) as (process, agent):
        assert process.stdout is not None
        agent.sendall(b"last words")
        agent.close()
        assert process.stdout.read() == b"last words"
        assert process.wait(10) == 0
