"""The Ray cluster, as seen from its head node: how many workers it has room for, and a node for each of them.

Ray is imported here alone, in the process of an agent; no console imports this.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import secrets
from typing import Any

import ray
import ray.exceptions
import ray.util

from vortex_gui.base.errors import VortexError
from vortex_gui.base.words.translation import mark, tr
from vortex_gui.serve.ray_site.access import head_fault, open_head_fault
from vortex_gui.serve.ray_site.node import Node
from vortex_gui.serve.ray_site.relayed import NodeCalls

_log = logging.getLogger(__name__)
NAMESPACE = "vortex-console"
BEGIN_LIMIT_S = 90.0
ADOPT_LIMIT_S = 15.0
END_LIMIT_S = 25.0
START = mark("Start its head here: RAY_AUTH_MODE=token ray start --head --include-dashboard=false.")
CALLS = 16
"""So many calls of an actor run beside each other."""


class RayNode:
    """An actor's methods (`NodeCalls`)."""

    def __init__(self, handle: Any) -> None:
        self.handle = handle

    async def open(self) -> None:
        await self.handle.open.remote()

    async def say(self, data: bytes) -> None:
        await self.handle.say.remote(data)

    async def hear(self) -> bytes | None:
        data: bytes | None = await self.handle.hear.remote()
        return data


class Cluster:
    """Used on the loop, but for `join`; what Ray does at length it does in threads."""

    def __init__(self, worker_cpus: int) -> None:
        """Of the cluster that `join` has joined. A worker takes a GPU, or so many CPUs instead."""
        self._worker_cpus = worker_cpus
        self.threads = worker_cpus or 1
        self._left = _left_actors()

    async def size(self) -> int:
        """Workers that the cluster has room for: its GPUs, or its shares of CPUs."""
        nodes = await asyncio.to_thread(ray.nodes)
        found = [node["Resources"] for node in nodes if node["Alive"]]
        if self._worker_cpus:
            return sum(int(resources.get("CPU", 0) // self._worker_cpus) for resources in found)
        gpus = sum(int(resources.get("GPU", 0)) for resources in found)
        cpus = sum(int(resources.get("CPU", 0)) for resources in found if resources.get("GPU"))
        self.threads = max(1, cpus // gpus) if gpus else 1
        return gpus

    async def place(self, settings: str) -> NodeCalls:
        """One that an earlier agent of this machine left, or a new one once there is room."""
        while self._left:
            handle = self._left.pop()
            with contextlib.suppress(Exception):  # whatever it has, another one is made
                await _begun(handle, settings, ADOPT_LIMIT_S)
                return RayNode(handle)
            await asyncio.to_thread(_kill, handle)
        making = asyncio.ensure_future(asyncio.to_thread(self._made))
        try:
            handle = await asyncio.shield(making)
        except asyncio.CancelledError:
            await asyncio.to_thread(_kill, await making)
            raise
        try:
            await handle.where.remote()
            await _begun(handle, settings, BEGIN_LIMIT_S)
        except BaseException:
            await asyncio.shield(asyncio.to_thread(_kill, handle))
            raise
        return RayNode(handle)

    async def let_go(self, node: NodeCalls, *, ask: bool) -> None:
        """Ends the worker in order where the node answers; the actor goes in any case."""
        assert isinstance(node, RayNode)
        if ask:
            with contextlib.suppress(Exception):
                await asyncio.wait_for(node.handle.end.remote(), END_LIMIT_S)
        await asyncio.to_thread(_kill, node.handle)

    def _made(self) -> Any:
        actor: Any = ray.remote(Node)
        return actor.options(
            name=f"worker-{secrets.token_hex(8)}",
            namespace=NAMESPACE,
            lifetime="detached",
            max_restarts=0,
            max_task_retries=0,
            max_concurrency=CALLS,
            num_gpus=0 if self._worker_cpus else 1,
            num_cpus=self._worker_cpus,
        ).remote()


def join(address: str) -> None:
    """Connects this process as a driver; on the main thread, before there is a loop. Raises `VortexError`."""
    if fault := head_fault(address) or open_head_fault():
        raise VortexError(fault, remedy=tr(START))
    try:
        context = ray.init(
            address=address,
            namespace=NAMESPACE,
            log_to_driver=False,
            configure_logging=False,
            logging_level=logging.ERROR,
        )
    except (ConnectionError, ray.exceptions.AuthenticationError):
        raise VortexError(
            tr("serve --ray: the cluster at {address} does not let this machine in.", address=address),
            remedy=tr(
                "Every node of a cluster has the same token file; without an address, the head is here."
            ),
        ) from None
    except RuntimeError as error:
        raise _refused(error) from None
    if context.dashboard_url:
        _log.warning("the cluster's dashboard is on: start its head with --include-dashboard=false")


def _refused(error: RuntimeError) -> VortexError:
    text = str(error)
    if "Version mismatch" in text:
        words = [line.split(":", 1)[1].strip() for line in text.splitlines() if line.startswith("    ")]
        theirs, ours = " / Python ".join(words[:2]), " / Python ".join(words[2:4])
        return VortexError(
            tr(
                "serve --ray: the cluster runs Ray {theirs}, this program Ray {ours}.",
                theirs=theirs,
                ours=ours,
            ),
            remedy=tr("Install the same Ray and the same Python on all nodes."),
        )
    return VortexError(
        tr("serve --ray: the cluster cannot be joined ({why}).", why=text.splitlines()[0] if text else "")
    )


async def _begun(handle: Any, settings: str, limit_s: float) -> None:
    await asyncio.wait_for(handle.begin.remote(settings), limit_s)


def _left_actors() -> list[Any]:
    found = []
    for name in ray.util.list_named_actors():
        with contextlib.suppress(ValueError):  # it went meanwhile
            found.append(ray.get_actor(name))
    return found


def _kill(handle: Any) -> None:
    with contextlib.suppress(Exception):  # it may be dead, or its node unreachable: Ray will know
        ray.kill(handle)


def leave() -> None:
    """The driver's end."""
    ray.shutdown()
