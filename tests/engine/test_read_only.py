"""Where no work is done slots can be looked at, and every request is refused in one sentence."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import closing
from pathlib import Path

import pytest

from tests.engine.rows import RECIPE
from vortex_gui.engine.event_stream import EventStream
from vortex_gui.engine.facts.records import SlotDraft, SlotQuery
from vortex_gui.engine.history.file import open_history
from vortex_gui.engine.history.reading import Reading
from vortex_gui.engine.read_only import EngineError, ReadOnlyEngine

REFUSAL = "Another console works here."


def run(folder: Path, story: Callable[[ReadOnlyEngine], Awaitable[None]]) -> None:
    async def whole() -> None:
        engine = ReadOnlyEngine(Reading(folder), EventStream(), refusal=REFUSAL, remedy="Close it.")
        await story(engine)
        assert await engine.close() == ()
        assert [event async for event in engine.events()] == []

    asyncio.run(asyncio.wait_for(whole(), 20))


def test_rows_of_another_consoles_folder_are_shown(tmp_path: Path) -> None:
    history, _ = open_history(tmp_path)
    with closing(history):
        history.add([SlotDraft(RECIPE, "mini", str(tmp_path), "{}", 100.0)] * 3)

    async def story(engine: ReadOnlyEngine) -> None:
        assert engine.read_only
        page = await engine.query(SlotQuery(limit=2))
        assert ([row.slot_id for row in page.rows], page.total) == ([1, 2], 3)
        row = await engine.row(3)
        assert row is not None
        assert row.slot_id == 3
        assert await engine.report(3) is None
        assert engine.time_left(3) is None

    run(tmp_path, story)


def test_every_request_is_refused_with_the_reason_and_the_remedy(tmp_path: Path) -> None:
    async def story(engine: ReadOnlyEngine) -> None:
        asked: list[Callable[[], Awaitable[object]]] = [
            lambda: engine.submit(RECIPE),
            lambda: engine.retry(1),
            lambda: engine.duplicate(1),
        ]
        for ask in asked:
            with pytest.raises(EngineError, match=REFUSAL) as caught:
                await ask()
            assert caught.value.remedy == "Close it."
        assert (engine.cancel(1), engine.warm_up(), engine.clear_cache()) == (False, False, False)

    run(tmp_path, story)
