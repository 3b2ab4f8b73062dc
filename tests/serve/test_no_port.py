"""No network socket before, while and after a console uses this machine, in any process on either side."""

from __future__ import annotations

from pathlib import Path

import psutil

from tests.engine.places.watched import run
from tests.serve.agents import WORKER, Box, Hearing, linked, slot
from vortex_gui.engine.machines.landing.landings import Landed


def inet(process: psutil.Process) -> list[str]:
    """The network sockets of a process and of all that it started."""
    family = [process, *process.children(recursive=True)]
    return [f"{each.name()}: {found}" for each in family for found in each.net_connections(kind="inet")]


def test_no_process_on_either_side_opens_a_port(tmp_path: Path) -> None:
    box = Box(tmp_path / "box")

    async def story() -> None:
        assert box.process is not None
        agent, ours = psutil.Process(box.process.pid), psutil.Process()
        assert inet(agent) == []
        hearing, link = await linked(box)
        assert len(ours.children(recursive=True)) > 1 + len(agent.children(recursive=True)), "it dials"
        assert inet(ours) == before
        link.send(WORKER, slot("slow"))
        await _finished(hearing)
        assert inet(ours) == before
        link.fetch(5, 1, tmp_path / "out")
        await hearing.until(lambda: bool(hearing.landed))
        assert hearing.landed == [Landed(5, 1, tmp_path / "out" / "slot-000005")]
        assert inet(ours) == before
        await link.stop()
        assert inet(ours) == before

    before = inet(psutil.Process())
    box.start()
    try:
        run(story)
    finally:
        assert box.stop() == (0, "")
    assert inet(psutil.Process()) == before


async def _finished(hearing: Hearing) -> None:
    await hearing.until(lambda: bool(hearing.ends))
