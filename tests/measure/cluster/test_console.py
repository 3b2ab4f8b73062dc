"""The soak's own console gives each slot to whoever is free, and counts each end once."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from tests.engine.places.watched import LIMIT_S, run
from tests.serve.agents import running
from vortex_gui.engine.machines.landing.landings import Landed, LandingFailed
from vortex_gui.measure.cluster.console import ClusterConsole, until
from vortex_gui.wire.link.words import SlotRefused, WorkerDied, WorkerTold
from vortex_gui.wire.protocol import SlotFailed, SlotFinished


def console(out: Path, slots: int = 2) -> ClusterConsole:
    """One whose link takes all that is sent."""
    made = ClusterConsole(["false"], out, slots, lambda: None)
    made._link.send = lambda worker, message: True  # type: ignore[method-assign]
    made._link.fetch = lambda *what: None  # type: ignore[method-assign]
    return made


def ready(made: ClusterConsole, worker: str) -> None:
    made.on_message(worker, WorkerTold("ready", "", 0.0))


def test_slots_are_made_and_brought_home_by_a_real_agent(tmp_path: Path) -> None:
    async def story() -> None:
        change = asyncio.Event()
        with running(tmp_path / "box") as box:
            made = ClusterConsole(box.dial, tmp_path / "out", 3, change.set)
            made.start()
            await until(lambda: len(made.ends) == 3, change, LIMIT_S)
            await made.stop()
        assert made.account(3) == {
            "submitted": 3,
            "done": 3,
            "failed": 0,
            "lost": 0,
            "duplicated": 0,
            "attempts": 3,
        }
        assert sorted(path.name for path in (tmp_path / "out").iterdir()) == [
            f"slot-{number:06d}" for number in (1, 2, 3)
        ]

    run(story)


def test_a_lost_slot_is_sent_again_first_and_a_late_end_closes_nothing(tmp_path: Path) -> None:
    async def story() -> None:
        made = console(tmp_path)
        ready(made, "a")
        assert made.running == {"a": (1, 1)}
        made.on_message("a", WorkerDied(1, 1, False, "", None))
        assert made.losses["a"] > 0
        ready(made, "b")
        assert made.running == {"b": (1, 2)}
        made.on_message("a", SlotFinished(1, "{}", 1))
        assert made.ends.total() == 0
        made.on_message("b", SlotFinished(1, "{}", 2))
        assert made.running == {"b": (2, 1)}
        made.on_landing(Landed(1, 2, tmp_path / "slot-000001"))
        made.on_message("b", SlotFailed(2, "stage", "It failed.", "", "", 1))
        assert made.account(2) == {
            "submitted": 2,
            "done": 1,
            "failed": 1,
            "lost": 0,
            "duplicated": 0,
            "attempts": 3,
        }

    run(story)


def test_a_second_end_and_a_missing_one_are_counted(tmp_path: Path) -> None:
    async def story() -> None:
        made = console(tmp_path)
        for _ in range(2):
            made.on_landing(LandingFailed(1, 1, "output", "It is gone.", ""))
        account = made.account(2)
        assert (account["duplicated"], account["lost"], account["failed"]) == (1, 1, 1)

    run(story)


def test_a_refused_slot_waits_without_an_end(tmp_path: Path) -> None:
    async def story() -> None:
        made = console(tmp_path, 1)
        ready(made, "a")
        made.on_message("a", SlotRefused(1, 1, "busy", "", ""))
        assert made.running == {}
        assert made.ends.total() == 0

    run(story)


def test_waiting_for_what_does_not_come_has_an_end() -> None:
    async def story() -> None:
        with pytest.raises(TimeoutError):
            await until(lambda: False, asyncio.Event(), 0.05)

    run(story)
