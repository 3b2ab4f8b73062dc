"""One spare for all places: made once, replaced after a death, and given up where it does no good."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from pathlib import Path

import psutil
import pytest

from tests.engine.places.watched import LIMIT_S, child, run
from tests.narrowing import present
from vortex_gui.engine.places.process.shared_spare import SharedSpare, SpareShare
from vortex_gui.engine.places.process.spare import IS_POSSIBLE, Spare

pytestmark = pytest.mark.skipif(not IS_POSSIBLE, reason="workers are forked on Linux alone")


@pytest.fixture(autouse=True)
def trace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VORTEX_TEST_TRACE", str(tmp_path / "trace"))


class Making:
    """Makes the spares of a pool, and counts them."""

    def __init__(self, command: list[str]) -> None:
        self.command = command
        self.made: list[Spare] = []
        self.deaths: list[int] = []

    def __call__(self, deaths: int) -> Spare | None:
        self.deaths.append(deaths)
        self.made.append(Spare(self.command))
        return self.made[-1]


async def arrived(share: SpareShare) -> Spare | None:
    arrival = share.begin(0)
    if arrival is not None:
        await asyncio.wait_for(asyncio.shield(arrival), LIMIT_S)
    return share.ready


def test_places_share_one_spare_and_one_that_died_is_replaced() -> None:
    async def story() -> None:
        making = Making(child("counts_starts"))
        shared = SharedSpare(making, still_s=LIMIT_S)
        first, second = shared.share(), shared.share()
        assert first.ready is None
        assert first.begin(2) is second.begin(0)
        assert making.deaths == [2]
        assert await arrived(first) is await arrived(second) is making.made[0]
        os.kill(making.made[0].pid, signal.SIGKILL)
        assert await asyncio.to_thread(psutil.Process(making.made[0].pid).wait, LIMIT_S) is not None
        assert second.ready is None
        assert await arrived(second) is making.made[1]
        assert first.ready is making.made[1]
        await shared.stop()
        assert not making.made[1].is_alive
        assert first.begin(0) is None

    run(story)


def test_a_place_whose_workers_do_not_survive_the_fork_leaves_the_spare_to_the_others() -> None:
    async def story() -> None:
        making = Making(child("counts_starts"))
        shared = SharedSpare(making, still_s=LIMIT_S)
        first, second = shared.share(), shared.share()
        spare = present(await arrived(first))
        first.give_up()
        assert first.begin(0) is None
        assert first.ready is None
        assert second.ready is spare
        second.give_up()
        assert not spare.is_alive
        await shared.stop()

    run(story)


@pytest.mark.parametrize("words", ["raise SystemExit(4)", "import time; time.sleep(60)"])
def test_one_that_cannot_import_or_stands_still_is_ended_and_none_is_made_again(words: str) -> None:
    async def story() -> None:
        making = Making([sys.executable, "-c", words])
        shared = SharedSpare(making, still_s=0.3)
        share = shared.share()
        assert await arrived(share) is None
        assert not making.made[0].is_alive
        assert share.begin(0) is None
        assert len(making.made) == 1
        await shared.stop()

    run(story)


def test_none_is_made_after_one_that_could_not_fork() -> None:
    async def story() -> None:
        making = Making(child("counts_starts"))
        shared = SharedSpare(making, still_s=LIMIT_S)
        spare = present(await arrived(share := shared.share()))
        spare.is_unfit = True
        spare.stop()
        assert share.begin(0) is None
        assert len(making.made) == 1
        await shared.stop()

    run(story)


def test_a_stop_while_it_imports_leaves_no_process() -> None:
    async def story() -> None:
        making = Making([sys.executable, "-c", "import time; time.sleep(60)"])
        shared = SharedSpare(making, still_s=LIMIT_S)
        assert shared.share().begin(0) is not None
        await asyncio.wait_for(shared.stop(), LIMIT_S)
        assert not making.made[0].is_alive

    run(story)
