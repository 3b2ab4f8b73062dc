"""One slot on another machine: it comes home once, whatever happens to the link, the agent or its workers."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from pathlib import Path

import psutil
import pytest

from tests.engine.places.watched import LIMIT_S, run
from tests.serve.agents import CONSOLE, Box, linked, running, slot
from vortex_gui.engine.machines.link.machine_test import ask_machine
from vortex_gui.engine.machines.link.slot_there import SlotOutcome, SlotThere
from vortex_gui.engine.machines.machine import Machine

BOX = Machine("ada@box")


def there(box: Box, out: Path, act: str, **more: str) -> SlotThere:
    order = replace(slot(act), output_dir=str(out))
    return SlotThere(BOX, order, console=CONSOLE, command=box.dial, **more)


def made(box: Box, out: Path, act: str, **more: str) -> SlotOutcome:
    found: list[SlotOutcome] = []

    async def story() -> None:
        async with asyncio.timeout(LIMIT_S):
            found.append(await there(box, out, act, **more).run())

    run(story)
    return found[0]


def left(box: Box) -> list[Path]:
    return [path for path in (box.data / "serve" / "spool").rglob("*") if path.is_file()]


def test_a_slot_comes_home_and_leaves_nothing_there(tmp_path: Path) -> None:
    out = tmp_path / "out"
    with running(tmp_path / "box") as box:
        assert made(box, out, "done") == SlotOutcome(out / "slot-000005")
        assert made(box, tmp_path / "other", "done").folder is not None
        assert left(box) == []


@pytest.mark.parametrize(
    ("act", "code"),
    [("fail", "stage"), ("miss", "deadline"), ("die", "set_aside"), ("lie", "output")],
)
def test_each_other_end_is_told_with_its_code(act: str, code: str, tmp_path: Path) -> None:
    with running(tmp_path / "box") as box:
        outcome = made(box, tmp_path / "out", act)
        assert (outcome.folder, outcome.code) == (None, code)
        assert outcome.sentence
        assert left(box) == []
    assert not list((tmp_path / "out").glob("*"))


def test_one_death_costs_a_second_attempt(tmp_path: Path) -> None:
    with running(tmp_path / "box") as box:
        assert made(box, tmp_path / "out", "die-once").folder is not None


def test_a_lost_agent_costs_a_second_attempt(tmp_path: Path) -> None:
    async def story() -> None:
        work = asyncio.ensure_future(there(box, tmp_path / "out", "slow").run())
        while not list((box.data / "serve" / "spool").rglob("000005-1")):
            await asyncio.sleep(0.02)
        box.stop(kill=True)
        box.start()
        async with asyncio.timeout(LIMIT_S):
            assert (await work).folder is not None

    with running(tmp_path / "box") as box:
        run(story)


def test_a_cancel_stops_it_there_too(tmp_path: Path) -> None:
    async def story() -> None:
        work = asyncio.ensure_future(there(box, tmp_path / "out", "hang").run())
        while not list((box.data / "serve" / "spool").rglob("000005-1")):
            await asyncio.sleep(0.02)
        work.cancel()
        with pytest.raises(asyncio.CancelledError):
            await work
        async with asyncio.timeout(LIMIT_S):
            while list((box.data / "serve" / "spool").rglob("000005-1")):
                await asyncio.sleep(0.02)

    with running(tmp_path / "box") as box:
        run(story)


def test_what_an_earlier_command_left_there_goes(tmp_path: Path) -> None:
    async def leave() -> None:
        hearing, link = await linked(box)
        link.send("local", slot("done", slot_id=8, attempt=33))
        await hearing.until(lambda: bool(hearing.ends))
        await link.stop()

    with running(tmp_path / "box") as box:
        run(leave)
        assert left(box)
        assert made(box, tmp_path / "out", "done").folder is not None
        assert left(box) == []


def test_another_profile_is_loaded_first_and_a_strange_one_is_refused(tmp_path: Path) -> None:
    with running(tmp_path / "box") as box:
        assert made(box, tmp_path / "out", "done", profile="8gb").folder is not None
        outcome = made(box, tmp_path / "other", "done", profile="strange")
        assert outcome.code == "machine"
        assert "'strange'" in outcome.sentence
        assert outcome.remedy


def test_of_several_workers_the_one_with_the_wished_profile_makes_it(tmp_path: Path) -> None:
    """Neither is made to load another one."""
    workers = "{workers: [{device: cpu, profile: mini-512}, {device: cpu}]}"
    with running(tmp_path / "box", pipeline=workers) as box:
        for profile in ("mini", "mini-512"):
            assert made(box, tmp_path / profile, "done", profile=profile).folder is not None
        answer = asyncio.run(ask_machine(BOX, CONSOLE, box.dial))
        assert answer.hello is not None
        assert [worker.profile for worker in answer.hello.workers] == ["mini-512", "mini"]


def test_without_an_agent_it_ends_at_once(tmp_path: Path) -> None:
    outcome = made(Box(tmp_path / "box"), tmp_path / "out", "done")
    assert outcome.code == "machine"
    assert not [child for child in psutil.Process().children() if "--dial" in child.cmdline()]
