"""A cluster without Ray: real nodes with real agents in this process's reach, their workers scripted."""

from __future__ import annotations

import asyncio
import json
import sys
from pathlib import Path
from typing import Any

from tests.paths import CHILDREN
from vortex_gui.base.settings.settings import FolderSettings, Settings, WorkerSettings
from vortex_gui.serve.ray_site.node import Node
from vortex_gui.serve.ray_site.relayed import NodeCalls

WORKER_SETTINGS = WorkerSettings(ask_s=5.0, terminate_s=1.0, backoff_s=0.05, niceness=0, keep_spare="never")


def settings_of(folder: Path) -> Settings:
    folders = FolderSettings(output=str(folder / "own"), data=str(folder / "data"))
    return Settings(folders=folders, worker=WORKER_SETTINGS)


def text_of(settings: Settings) -> str:
    return json.dumps(settings.model_dump(mode="json"))


class NearNode(Node):
    """A node as an actor has it; `mute` it, and no call is answered any more."""

    agent_command = (sys.executable, str(CHILDREN / "node_agent.py"))
    is_mute = False

    async def hear(self) -> bytes | None:
        if self.is_mute:
            await asyncio.Event().wait()
        return await super().hear()

    @property
    def agent(self) -> Any:
        return self._agent

    @property
    def folder(self) -> Path:
        return self._folder


class NearPlaces:
    """Places for so many nodes (`Places`)."""

    threads = 1

    def __init__(self, room: int) -> None:
        self._room = asyncio.Semaphore(room)
        self.nodes: list[NearNode] = []
        self.asked: list[bool] = []

    async def place(self, settings: str) -> NodeCalls:
        await self._room.acquire()
        node = NearNode()
        self.nodes.append(node)
        await node.begin(settings)
        return node

    async def let_go(self, node: NodeCalls, *, ask: bool) -> None:
        assert isinstance(node, NearNode)
        self.asked.append(ask)
        await node.end()
        self._room.release()
