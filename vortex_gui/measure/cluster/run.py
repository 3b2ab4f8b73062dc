"""Drives the cluster's soak: an agent at its head, slots on its nodes, nodes that are killed and frozen."""

from __future__ import annotations

import asyncio
import contextlib
import random
import subprocess
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import Any

from vortex_gui.base.files.shipped import program
from vortex_gui.base.settings.settings import load_settings
from vortex_gui.measure.cluster.console import ClusterConsole, until
from vortex_gui.measure.cluster.nodes import SimulatedCluster, SimulatedNode
from vortex_gui.serve.agent_socket import agent_folder, socket_of
from vortex_gui.serve.ray_site.node import PREFIX
from vortex_gui.serve.run import SPOOL_NAME

QUIET_LIMIT_S = 300.0
START_LIMIT_S = 120.0
TOLD_LIMIT_S = 30.0
FROZEN_S = 12.0
"""Past the moment at which Ray itself gives the node up: it wakes as one that nobody waits for."""
MOST_DELAY_S = 0.5
"""After a slot's start, at random."""
END_LIMIT_S = 60.0
KEEP_S = 2.0


class ClusterSoak:
    """One soak in a folder of its own, whose path is short: Ray's sockets lie below it."""

    def __init__(
        self,
        folder: Path,
        *,
        nodes: int,
        slots: int,
        kill_node: float,
        freeze: float,
        seed: int,
        progress: Callable[[int, int], None] = lambda over, faults: None,
    ) -> None:
        self._folder = folder
        self._slots = slots
        self._shares = {"kill": kill_node, "freeze": freeze}
        self._chance = random.Random(seed)
        self._progress = progress
        self._cluster = SimulatedCluster(folder, nodes)
        self._settings = folder / "settings.yaml"
        self._settings.write_text(
            f"folders: {{output: {folder / 'own'}, data: {folder / 'd'}}}\n"
            "worker: {niceness: 0, keep_spare: never}\nserve: {ray_cpus: 1}\n"
        )
        self._done: Counter[str] = Counter()
        self._told_s: list[float] = []
        self._struck: set[int] = set()
        """Slots that had their throw of the dice."""
        self._told_over = 0
        self._striking = False
        self.notices: list[str] = []
        self.done: list[Path] = []
        """The folders that came home, to be looked at."""

    def run(self) -> dict[str, Any]:
        """The account as plain data. No process is left, whatever happens."""
        agent: subprocess.Popen[bytes] | None = None
        try:
            self._cluster.start()
            agent = self._start_agent()
            found = asyncio.run(self._slots_run())
        finally:
            if agent is not None:
                agent.terminate()
                with contextlib.suppress(subprocess.TimeoutExpired):
                    agent.wait(END_LIMIT_S)
                agent.kill()
            self._cluster.stop()
        return {**found, "litter": self._litter(), "notices": self.notices}

    def _start_agent(self) -> subprocess.Popen[bytes]:
        """Raises `RuntimeError` when it has no socket in time."""
        with (self._folder / "agent.log").open("ab") as log:
            agent = subprocess.Popen(
                [*program("serve", "--ray", self._cluster.address), "--settings", str(self._settings)],
                env=self._cluster.environment, stdin=subprocess.DEVNULL, stdout=log, stderr=log,
            )  # fmt: skip
        socket = socket_of(agent_folder(load_settings(self._settings)))
        ends_at = time.monotonic() + START_LIMIT_S
        while not socket.exists():
            if agent.poll() is not None or time.monotonic() > ends_at:
                agent.kill()
                raise RuntimeError(f"the agent did not start: {(self._folder / 'agent.log').read_text()}")
            time.sleep(0.05)
        return agent

    # ── slots and faults ──────────────────────────────────────────────────────────────────────

    async def _slots_run(self) -> dict[str, Any]:
        change = asyncio.Event()
        command = [*program("serve", "--dial"), "--settings", str(self._settings)]
        console = ClusterConsole(command, self._folder / "out", self._slots, change.set)
        console.start()
        keeping = asyncio.create_task(self._keep_up(), name="keep-nodes-up")
        try:
            while len(console.ends) < self._slots:
                change.clear()
                async with asyncio.timeout(QUIET_LIMIT_S):
                    await change.wait()
                self._tell_progress(len(console.ends))
                await self._maybe_strike(console, change)
        except TimeoutError:
            self.notices.append(f"nothing happened for {QUIET_LIMIT_S:g} s")
        finally:
            keeping.cancel()
            await asyncio.wait([keeping])
            await console.stop()
        self.notices += sorted(set(console.failed.values()))
        self.done = list(console.done.values())
        return {
            **console.account(self._slots),
            "node_kills": self._done["kill"],
            "freezes": self._done["freeze"],
            "told_s": {
                "p50": round(median(self._told_s), 3) if self._told_s else None,
                "max": round(max(self._told_s), 3) if self._told_s else None,
            },
        }

    async def _keep_up(self) -> None:
        """But for the one that is being hurt."""
        while True:
            await asyncio.sleep(KEEP_S)
            if not self._striking:
                await asyncio.to_thread(self._cluster.keep_up)

    def _tell_progress(self, over: int) -> None:
        if over > self._told_over:
            self._told_over = over
            self._progress(over, self._done.total())

    async def _maybe_strike(self, console: ClusterConsole, change: asyncio.Event) -> None:
        """One throw for each slot, once it runs on a worker of a node that is up."""
        for worker, (slot_id, _) in list(console.running.items()):
            if slot_id in self._struck:
                continue
            self._struck.add(slot_id)
            what = self._thrown()
            node = self._node_of(console.pids.get(worker))
            if what is not None and node is not None:
                await asyncio.sleep(self._chance.uniform(0, MOST_DELAY_S))
                await self._strike(what, node, worker, console, change)
                return

    def _thrown(self) -> str | None:
        throw = self._chance.random()
        for what, share in self._shares.items():
            if throw < share:
                return what
            throw -= share
        return None

    def _node_of(self, pid: int | None) -> SimulatedNode | None:
        if pid is None:
            return None
        return next((node for node in self._cluster.nodes if node.has(pid)), None)

    async def _strike(
        self, what: str, node: SimulatedNode, worker: str, console: ClusterConsole, change: asyncio.Event
    ) -> None:
        """Hurts the node, times how long its loss takes to be told, and brings a node in its place."""
        self._striking = True
        at = time.monotonic()
        await asyncio.to_thread(node.kill if what == "kill" else node.freeze)
        self._done[what] += 1
        try:
            await until(lambda: console.losses.get(worker, 0.0) > at, change, TOLD_LIMIT_S)
            self._told_s.append(console.losses[worker] - at)
        except TimeoutError:
            self.notices.append(f"{worker}: a {what} was not told in {TOLD_LIMIT_S:g} s")
        if what == "freeze":
            await asyncio.sleep(max(0.0, at + FROZEN_S - time.monotonic()))
            await asyncio.to_thread(node.thaw)
            await asyncio.to_thread(self._until_down, node)
        await asyncio.to_thread(node.start)
        self._striking = False

    def _until_down(self, node: SimulatedNode) -> None:
        """Ray ends a node that it had given up; where it does not, the power goes."""
        ends_at = time.monotonic() + TOLD_LIMIT_S
        while node.is_up and time.monotonic() < ends_at:
            time.sleep(0.1)
        node.kill()

    # ── the account ───────────────────────────────────────────────────────────────────────────

    def _litter(self) -> int:
        """Parts of folders here, anything in the spool, folders of actors on the nodes."""
        spool = agent_folder(load_settings(self._settings)) / SPOOL_NAME
        left = [
            *(self._folder / "out").glob(".*"),
            *(path for path in spool.glob("*/*")),
            *Path(self._cluster.environment["TMPDIR"]).glob(f"{PREFIX}*"),
        ]
        self.notices += [f"left: {path.name}" for path in left]
        return len(left)
