"""A Ray cluster on this machine alone: a head and nodes, each a tree of processes to kill or to freeze."""

from __future__ import annotations

import contextlib
import os
import secrets
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path

import psutil

from vortex_gui.measure.free_port import free_port

START_LIMIT_S = 90.0
END_LIMIT_S = 20.0
STORE_BYTES = 80_000_000
"""Of each node's object store: a folder's piece has room in it."""
HEALTH = {
    "RAY_health_check_initial_delay_ms": "1000",
    "RAY_health_check_period_ms": "1000",
    "RAY_health_check_timeout_ms": "1000",
    "RAY_health_check_failure_threshold": "3",
}
"""What the guide says about a cluster's head."""

WORKERS = {"RAY_worker_niceness": "0"}
"""Of each node: Ray's own 15 leaves a worker nothing on a machine that does other work."""


def cluster_environment(folder: Path) -> dict[str, str]:
    """A token of its own, Ray's checks as the guide has them, and all temporary files in this folder."""
    token, temporary = folder / "token", folder / "t"
    token.touch(0o600)
    token.write_text(secrets.token_hex(32))
    temporary.mkdir()
    return {
        **os.environ,
        **HEALTH,
        **WORKERS,
        "RAY_AUTH_MODE": "token",
        "RAY_AUTH_TOKEN_PATH": str(token),
        "RAY_USAGE_STATS_ENABLED": "0",
        "RAY_memory_monitor_refresh_ms": "0",  # a full test machine is no reason to kill a worker
        "TMPDIR": str(temporary),
    }


class SimulatedNode:
    """`ray start --block` with all that it starts; a node that was killed may be started again."""

    def __init__(self, words: list[str], environment: Mapping[str, str], log: Path) -> None:
        self._words = words
        self._environment = environment
        self._log = log
        self._process: subprocess.Popen[bytes] | None = None
        self._known: dict[int, psutil.Process] = {}

    @property
    def is_up(self) -> bool:
        return self._process is not None and self._process.poll() is None

    def start(self) -> None:
        """Does not wait until it has joined."""
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "ray.scripts.scripts", "start", "--block", *self._words],
                env=dict(self._environment), stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                start_new_session=True,
            )  # fmt: skip

    def has(self, pid: int) -> bool:
        """Whether a process is one of this node's."""
        return any(process.pid == pid for process in self._all())

    def kill(self) -> None:
        """All of it at once, as a power cut does."""
        self._signal(signal.SIGKILL)
        self._wait()

    def freeze(self) -> None:
        """All of it stands still, as a machine that swaps or sleeps."""
        self._signal(signal.SIGSTOP)

    def thaw(self) -> None:
        self._signal(signal.SIGCONT)

    def stop(self) -> None:
        """In order, and what is left then at once."""
        self.thaw()
        if self._process is not None:
            self._process.terminate()
            with contextlib.suppress(subprocess.TimeoutExpired):
                self._process.wait(END_LIMIT_S)
        self.kill()

    def _signal(self, number: int) -> None:
        for process in self._all():
            with contextlib.suppress(psutil.Error):
                process.send_signal(number)

    def _all(self) -> list[psutil.Process]:
        """Also those whose parent has gone: they were seen before."""
        if self._process is not None:
            with contextlib.suppress(psutil.Error):
                root = psutil.Process(self._process.pid)
                found = [root, *root.children(recursive=True)]
                self._known |= {process.pid: process for process in found}
        self._known = {pid: each for pid, each in self._known.items() if each.is_running()}
        for process in list(self._known.values()):
            with contextlib.suppress(psutil.Error):
                self._known |= {child.pid: child for child in process.children(recursive=True)}
        return list(self._known.values())

    def _wait(self) -> None:
        if self._process is not None:
            self._process.wait(END_LIMIT_S)
        psutil.wait_procs(self._known.values(), timeout=END_LIMIT_S)


class SimulatedCluster:
    """A head without workers, and nodes with one CPU each.

    Each has a folder of its own: in a shared one, two that start at once take the same name for their socket.
    """

    def __init__(self, folder: Path, nodes: int) -> None:
        self.environment = cluster_environment(folder)
        self.address = f"127.0.0.1:{free_port()}"
        port = self.address.partition(":")[2]
        every = [
            "--node-ip-address=127.0.0.1", "--min-worker-port=0", "--max-worker-port=0",
            f"--object-store-memory={STORE_BYTES}",
        ]  # fmt: skip
        head = ["--head", f"--port={port}", "--num-cpus=0", "--include-dashboard=false",
                f"--temp-dir={folder / 'r'}", *every]  # fmt: skip
        self.head = SimulatedNode(head, self.environment, folder / "head.log")
        self.nodes = [
            SimulatedNode(
                [f"--address={self.address}", "--num-cpus=1", f"--temp-dir={folder / name}", *every],
                self.environment,
                folder / f"{name}.log",
            )
            for name in (f"node-{number}" for number in range(1, nodes + 1))
        ]

    def start(self) -> None:
        """The head first. Raises `RuntimeError` when a part of it does not come up."""
        self.head.start()
        host, _, port = self.address.partition(":")
        ends_at = time.monotonic() + START_LIMIT_S
        while True:
            with socket.socket() as caller:
                if caller.connect_ex((host, int(port))) == 0:
                    break
            if not self.head.is_up or time.monotonic() > ends_at:
                raise RuntimeError("the head of the cluster did not start")
            time.sleep(0.1)
        for node in self.nodes:
            node.start()

    def keep_up(self) -> None:
        """Starts the nodes again that gave up: on a slow machine Ray's own start runs out of time."""
        for node in self.nodes:
            if not node.is_up:
                node.kill()
                node.start()

    def stop(self) -> None:
        for node in (*self.nodes, self.head):
            node.stop()
