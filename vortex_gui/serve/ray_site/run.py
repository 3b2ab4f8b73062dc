"""The agent of a cluster's head node from start to end: its workers are somewhere in the cluster."""

from __future__ import annotations

import asyncio
import os
from functools import partial
from typing import Protocol

from vortex_gui.base.settings.settings import Settings
from vortex_gui.engine.machines.console_identity import console_identity
from vortex_gui.serve.agent import Agent
from vortex_gui.serve.door import Door
from vortex_gui.serve.ray_site.access import prepare
from vortex_gui.serve.ray_site.cluster_post import ClusterPost
from vortex_gui.serve.run import Posts, run_agent

PART = "ray"
LOOK_S = 5.0


class Growing(Protocol):
    """A cluster that may have room for more workers later."""

    async def size(self) -> int:
        """Workers that it has room for now."""


def run_cluster_agent(settings: Settings, address: str) -> None:
    """Serves consoles until a signal ends it. Raises `VortexError`."""
    prepare(os.environ)
    from vortex_gui.serve.ray_site.cluster import Cluster, join, leave  # imports ray, which reads `prepare`'s

    join(address)
    try:
        cluster = Cluster(settings.serve.ray_cpus)
        console = console_identity(settings.folders.data_path, PART)
        run_agent(
            settings,
            posts=Posts(
                _names(1, max(1, asyncio.run(cluster.size()))),
                partial(ClusterPost, cluster=cluster, console=console),
            ),
            beside=partial(grow, cluster),
        )
    finally:
        leave()


async def grow(cluster: Growing, agent: Agent, door: Door) -> None:
    """A worker for each place, also of nodes that join later. One that has gone waits for its next place."""
    while True:
        size, known = await cluster.size(), len(agent.workers)
        for name in _names(known + 1, size):
            agent.add(name)
        if size > known:
            door.end_connections()
        await asyncio.sleep(LOOK_S)


def _names(first: int, last: int) -> list[str]:
    return [f"ray-{number}" for number in range(first, last + 1)]
