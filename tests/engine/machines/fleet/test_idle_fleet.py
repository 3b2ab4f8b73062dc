"""Without an engine no machine is known, and every request is refused in a sentence."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable

import pytest

from vortex_gui.engine.machines.fleet.idle_fleet import FleetError, IdleFleet
from vortex_gui.engine.machines.ssh.host_key import HostKey


def test_it_knows_none_and_refuses() -> None:
    async def story() -> None:
        idle = IdleFleet()
        assert idle.known == ()
        assert not idle.use_profile("box", "mini")
        requests: list[Awaitable[object]] = [
            idle.add("box"),
            idle.remove("box"),
            idle.test("box"),
            idle.examine("box", "mini"),
            idle.offered_key("box"),
            idle.accept_key("box", HostKey("ssh-ed25519", "SHA256:x", ())),
        ]
        for request in requests:
            with pytest.raises(FleetError, match="connects to no machine"):
                await request

    asyncio.run(story())
