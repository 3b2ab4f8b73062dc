"""A simulated node is a tree of processes: killed, frozen and ended as a whole."""

from __future__ import annotations

import stat
import subprocess
import sys
import time
from pathlib import Path

import psutil

from tests.engine.places.watched import LIMIT_S
from vortex_gui.measure.cluster.nodes import SimulatedCluster, SimulatedNode, cluster_environment
from vortex_gui.serve.ray_site.access import token_fault


class Tree(SimulatedNode):
    """Two processes in the place of Ray's."""

    def __init__(self, log: Path) -> None:
        super().__init__([], {}, log)

    def start(self) -> None:
        sleep = "import time; time.sleep(600)"
        code = f"import subprocess, sys; subprocess.Popen([sys.executable, '-c', '{sleep}']); {sleep}"
        self._process = subprocess.Popen([sys.executable, "-c", code])
        ends_at = time.monotonic() + LIMIT_S
        while len(self._all()) < 2:
            assert time.monotonic() < ends_at

    def states(self) -> set[str]:
        return {process.status() for process in self._all()}


def wait_for(tree: Tree, state: set[str]) -> None:
    ends_at = time.monotonic() + LIMIT_S
    while tree.states() != state:
        assert time.monotonic() < ends_at


def test_the_whole_tree_freezes_wakes_and_dies(tmp_path: Path) -> None:
    tree = Tree(tmp_path / "log")
    assert not tree.is_up
    tree.start()
    processes = tree._all()
    assert all(tree.has(process.pid) for process in processes)
    tree.freeze()
    wait_for(tree, {psutil.STATUS_STOPPED})
    tree.thaw()
    wait_for(tree, {psutil.STATUS_SLEEPING})
    tree.freeze()
    tree.stop()
    assert not tree.is_up
    assert psutil.wait_procs(processes, timeout=LIMIT_S)[1] == []


def test_a_child_whose_parent_was_killed_is_still_the_nodes(tmp_path: Path) -> None:
    tree = Tree(tmp_path / "log")
    tree.start()
    parent, child = tree._all()
    parent.kill()
    parent.wait()
    assert tree.has(child.pid)
    tree.kill()
    assert psutil.wait_procs([child], timeout=LIMIT_S)[1] == []


def test_a_cluster_has_a_token_of_its_own_that_an_agent_takes(tmp_path: Path) -> None:
    environment = cluster_environment(tmp_path)
    assert token_fault(environment) is None
    assert stat.S_IMODE((tmp_path / "token").stat().st_mode) == 0o600
    assert Path(environment["TMPDIR"]).is_dir()


def test_each_node_has_one_cpu_and_the_head_none_and_no_dashboard(tmp_path: Path) -> None:
    cluster = SimulatedCluster(tmp_path, 2)
    assert len(cluster.nodes) == 2
    assert {"--num-cpus=0", "--include-dashboard=false"} <= set(cluster.head._words)
    assert all(f"--address={cluster.address}" in node._words for node in cluster.nodes)


def test_nodes_that_start_at_once_share_no_folder_for_their_sockets(tmp_path: Path) -> None:
    cluster = SimulatedCluster(tmp_path, 3)
    folders = [
        word
        for node in (cluster.head, *cluster.nodes)
        for word in node._words
        if word.startswith("--temp-dir=")
    ]
    assert len(folders) == len(set(folders)) == 4
