"""The agent's door: every connection that it took ends with it, and its socket goes."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from tests.engine.places.watched import child, run
from vortex_gui.base.profile import load_profile
from vortex_gui.base.settings.settings import Settings
from vortex_gui.engine.places.place import Order
from vortex_gui.serve.agent import Agent
from vortex_gui.serve.agent_socket import NoAgent, connect, socket_of
from vortex_gui.serve.door import Door
from vortex_gui.serve.spool import Spool
from vortex_gui.wire.link.link_frames import MAGIC


def agent(folder: Path) -> Agent:
    """One without workers."""
    order = Order(Settings(), load_profile("mini"), child("scripted_worker"))
    return Agent(order, Spool(folder / "spool", 1), workers=(), now=lambda: 1.0, keep_line=lambda line: None)


def test_it_closes_what_it_let_in_and_takes_its_socket_away(tmp_path: Path) -> None:
    async def story() -> None:
        door = Door(agent(tmp_path), tmp_path)
        await door.open()
        with connect(tmp_path) as caller:
            caller.settimeout(10)
            assert await asyncio.to_thread(caller.recv, 64) == MAGIC
            await door.close()
            assert caller.recv(64) == b""
        assert not socket_of(tmp_path).exists()
        with pytest.raises(NoAgent):
            connect(tmp_path)

    run(story)


def test_a_door_that_never_opened_closes_too(tmp_path: Path) -> None:
    async def story() -> None:
        await Door(agent(tmp_path), tmp_path).close()

    run(story)
