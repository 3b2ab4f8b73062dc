"""Tasks have names, tell what went wrong, and end together."""

from __future__ import annotations

import asyncio

import pytest

from tests.console.asking import until
from vortex_gui.console.control.loop.tasks import Tasks


async def wait_for_ever() -> None:
    await asyncio.Event().wait()


async def fail() -> None:
    raise ValueError("no such page")


async def test_error_is_told_with_the_tasks_name(qloop: object) -> None:
    told: list[tuple[str, BaseException]] = []
    tasks = Tasks(lambda name, error: told.append((name, error)))
    tasks.begin(fail(), "pages")
    assert tasks.names == ("pages",)
    await until(lambda: told, "a notice shows the error")
    ((name, error),) = told
    assert (name, str(error)) == ("pages", "no such page")
    assert not tasks.names


async def test_closing_cancels_in_silence_and_starts_nothing_more(qloop: object) -> None:
    told: list[str] = []
    tasks = Tasks(lambda name, error: told.append(name))
    tasks.begin(wait_for_ever(), "figures")
    tasks.refuse()
    tasks.begin(fail(), "late")
    assert tasks.names == ("figures",)
    await tasks.close()
    assert not tasks.names
    assert told == []


@pytest.mark.parametrize("copies", [1, 3])
async def test_several_of_one_name_are_all_known(qloop: object, copies: int) -> None:
    tasks = Tasks(lambda name, error: None)
    for _ in range(copies):
        tasks.begin(wait_for_ever(), "generate")
    assert tasks.names == ("generate",) * copies
    await tasks.close()
