"""A hostile machine at the far end: one line for each of its frames, nothing outside, memory bounded."""

from __future__ import annotations

import os
from pathlib import Path

import psutil
import pytest

from tests.engine.places.watched import child, run
from tests.serve.agents import CONSOLE, Hearing
from vortex_gui.engine.machines.landings import Landed, LandingFailed
from vortex_gui.engine.machines.machine import Machine
from vortex_gui.engine.machines.machine_link import LinkState, MachineLink
from vortex_gui.wire.protocol import CacheCleared

CASES = int(os.environ.get("VORTEX_FUZZ_CASES", "200"))
MOST_GROWTH = 60_000_000
LAST = CacheCleared(4242)


class Wishing(Hearing):
    """A console that asks for the folder again and again, so that every offer and chunk is looked at."""

    link_to_ask: MachineLink
    output: Path

    def on_landing(self, news: Landed | LandingFailed) -> None:
        super().on_landing(news)
        self.link_to_ask.fetch(5, 1, self.output)


@pytest.mark.expects_log
@pytest.mark.timeout(600)
@pytest.mark.parametrize("seed", [1, 2])
def test_a_hostile_machine_costs_a_line_for_each_frame_and_no_more(
    seed: int, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    hearing = Wishing()
    hearing.output = tmp_path / "out"
    stranger = tmp_path / "stranger"
    stranger.write_text("mine")

    async def story() -> None:
        command = [*child("hostile_machine"), str(CASES), str(seed)]
        link = hearing.link_to_ask = MachineLink(Machine("box"), hearing, console=CONSOLE, command=command)
        link.fetch(5, 1, hearing.output)
        before = psutil.Process().memory_info().rss
        link.start()
        await hearing.until(lambda: LAST in hearing.heard or LinkState.DOWN in hearing.states)
        assert LAST in hearing.heard, (hearing.states, hearing.faults)
        assert psutil.Process().memory_info().rss - before < MOST_GROWTH
        assert len(hearing.hellos) == 1
        await link.stop()

    run(story)
    assert all(isinstance(news, LandingFailed) for news in hearing.landed)
    assert all("\n" not in news.sentence for news in hearing.landed if isinstance(news, LandingFailed))
    lines = [record.getMessage() for record in caplog.records if record.name.startswith("vortex")]
    assert 0 < len(lines) <= CASES
    assert not [line for line in lines if "\n" in line or len(line) > 1000]
    assert {path.name for path in tmp_path.iterdir()} == {"out", "stranger"}
    assert stranger.read_text() == "mine"
    assert list((tmp_path / "out").iterdir()) == []
