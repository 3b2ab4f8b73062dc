"""A real Ray cluster of simulated nodes: joined with a token alone, its workers heard, found again, lost."""

from __future__ import annotations

import asyncio
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import psutil
import pytest

from tests.engine.places.watched import Changing
from tests.serve.agents import CONSOLE, Hearing
from vortex_gui.engine.machines.link.machine_link import MachineLink
from vortex_gui.engine.machines.machine import Machine
from vortex_gui.measure.cluster.nodes import SimulatedCluster
from vortex_gui.wire.link.words import WorkerDied
from vortex_gui.wire.protocol import WorkerReady

pytestmark = [pytest.mark.ray, pytest.mark.timeout(300)]
LIMIT_S = 120.0
MISMATCH = """Version mismatch: The cluster was started with:
    Ray: 2.50.0
    Python: 3.12.1
This process on Node 10.0.0.1 was started with:
    Ray: 2.60.0
    Python: 3.11.7
"""


@pytest.fixture(scope="module")
def cluster() -> Iterator[SimulatedCluster]:
    folder = Path(tempfile.mkdtemp(prefix="vx-", dir="/tmp"))
    made, over = SimulatedCluster(folder, 2), threading.Event()

    def keep_up() -> None:
        while not over.wait(2):
            made.keep_up()

    keeping = threading.Thread(target=keep_up)
    try:
        made.start()
        keeping.start()
        yield made
    finally:
        over.set()
        keeping.join()
        made.stop()
        left = sorted(path.name for path in Path(made.environment["TMPDIR"]).glob("vortex-ray-*"))
        shutil.rmtree(folder, ignore_errors=True)
    assert left == []


class Head:
    """The command `serve --ray` in a process, and its settings."""

    def __init__(self, folder: Path, environment: Mapping[str, str], address: str) -> None:
        folder.mkdir(exist_ok=True)
        self.data = folder / "data"
        self.settings = folder / "settings.yaml"
        self.settings.write_text(
            f"folders: {{output: {folder / 'own'}, data: {self.data}}}\n"
            "worker: {niceness: 0, keep_spare: never}\nserve: {ray_cpus: 1}\n"
        )
        self.process = subprocess.Popen(
            [sys.executable, "-m", "vortex_gui", "serve", "--ray", address, "--settings", str(self.settings)],
            env=dict(environment),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def wait_for_socket(self) -> None:
        ends_at = time.monotonic() + LIMIT_S
        while not (self.data / "serve" / "agent.sock").exists():
            assert self.process.poll() is None, self.process.communicate()
            assert time.monotonic() < ends_at
            time.sleep(0.05)

    def ended(self) -> tuple[int, str]:
        _, said = self.process.communicate(timeout=LIMIT_S)
        return self.process.returncode, said

    def stop(self) -> tuple[int, str]:
        self.process.terminate()
        return self.ended()

    def link(self, hearing: Hearing) -> MachineLink:
        words = ["serve", "--dial", "--settings", str(self.settings)]
        return MachineLink(
            Machine("head"), hearing, console=CONSOLE, command=[sys.executable, "-m", "vortex_gui", *words]
        )


MakeHead = Callable[..., Head]


@pytest.fixture
def make_head(cluster: SimulatedCluster, tmp_path: Path) -> Iterator[MakeHead]:
    """Of a name, and of an environment and an address other than the cluster's; none is left behind."""
    made: list[Head] = []

    def make(name: str = "head", *, address: str = cluster.address, **environment: str) -> Head:
        made.append(Head(tmp_path / name, {**cluster.environment, **environment}, address))
        return made[-1]

    yield make
    for head in made:
        head.process.kill()
        head.process.communicate()


class Workers(Hearing):
    """What is ready, by name."""

    def __init__(self) -> None:
        super().__init__()
        self.pids: dict[str, int] = {}
        self.lost: list[str] = []

    def on_message(self, worker: str, message: object) -> None:
        match message:
            case WorkerReady(pid=pid):
                self.pids[worker] = pid
            case WorkerDied():
                self.lost.append(worker)
                self.pids.pop(worker, None)
        self._change.set()

    async def until_ready(self, count: int) -> None:
        async with asyncio.timeout(LIMIT_S):
            while len(self.pids) < count:
                await Changing.until(self, lambda: True)
                self._change.clear()
                await self._change.wait()


def test_each_share_of_the_cluster_is_a_worker_and_an_agent_that_comes_again_takes_them_up(
    cluster: SimulatedCluster, make_head: MakeHead
) -> None:
    async def workers(head: Head) -> dict[str, int]:
        hearing = Workers()
        link = head.link(hearing)
        link.start()
        await hearing.until_ready(2)
        await link.stop()
        return hearing.pids

    head = make_head()
    head.wait_for_socket()
    found = asyncio.run(workers(head))
    assert set(found) == {"ray-1", "ray-2"}
    assert len({node for node in cluster.nodes for pid in found.values() if node.has(pid)}) == 2
    head.process.kill()
    head.ended()
    again = make_head()
    again.wait_for_socket()
    assert set(asyncio.run(workers(again)).values()) == set(found.values()), "their models stayed loaded"
    code, said = again.stop()
    assert (code, said) == (0, "")
    assert (
        psutil.wait_procs([psutil.Process(pid) for pid in found.values() if psutil.pid_exists(pid)], 20)[1]
        == []
    )


def test_a_frozen_node_is_lost_within_five_seconds(make_head: MakeHead) -> None:
    head = make_head()

    async def story() -> None:
        hearing = Workers()
        link = head.link(hearing)
        link.start()
        await hearing.until_ready(2)
        worker, pid = next(iter(hearing.pids.items()))
        family = [psutil.Process(pid), *psutil.Process(pid).parents()[:2]]
        began = time.monotonic()
        for process in family:
            process.send_signal(signal.SIGSTOP)
        async with asyncio.timeout(LIMIT_S):
            while worker not in hearing.lost:
                hearing._change.clear()
                await hearing._change.wait()
        assert time.monotonic() - began < 5
        for process in family:
            process.send_signal(signal.SIGCONT)
        await hearing.until_ready(2)
        assert hearing.pids[worker] != pid
        await link.stop()

    head.wait_for_socket()
    try:
        asyncio.run(story())
    finally:
        assert head.stop() == (0, "")


def test_a_wrong_token_and_no_cluster_are_one_sentence_each(make_head: MakeHead, tmp_path: Path) -> None:
    wrong = tmp_path / "wrong"
    wrong.touch(0o600)
    wrong.write_text("0" * 64)
    told = {
        "takes": make_head("a", RAY_AUTH_TOKEN_PATH=str(wrong)),
        "answers": make_head("b", address="127.0.0.1:9"),
    }
    sentences = {name: head.ended() for name, head in told.items()}
    assert [code for code, _ in sentences.values()] == [1, 1]
    assert "does not let this machine in" in sentences["takes"][1]
    assert "no Ray cluster answers at 127.0.0.1:9" in sentences["answers"][1]
    assert all("Traceback" not in said for _, said in sentences.values())


def test_a_cluster_of_another_version_is_named_with_both() -> None:
    os.environ.setdefault("RAY_AUTH_MODE", "token")
    from vortex_gui.serve.ray_site.cluster import _refused

    told = str(_refused(RuntimeError(MISMATCH)))
    assert "Ray 2.50.0 / Python 3.12.1" in told
    assert "Ray 2.60.0 / Python 3.11.7" in told
    assert "the cluster cannot be joined (Odd.)" in str(_refused(RuntimeError("Odd.\n  a trace")))
