"""The history as the loop reads it: empty until there is a file, then whatever the writer has written."""

from __future__ import annotations

import asyncio
from contextlib import closing
from pathlib import Path

import pytest

from tests.engine.rows import RECIPE
from vortex_gui.engine.facts.records import Figures, HistoryError, SlotDraft, SlotQuery
from vortex_gui.engine.facts.slots import SlotState
from vortex_gui.engine.history.file import FILE_NAME, open_history, open_reader
from vortex_gui.engine.history.reader import HistoryReader
from vortex_gui.engine.history.reading import Reading


def draft(folder: Path) -> SlotDraft:
    return SlotDraft(RECIPE, "mini", str(folder), "{}", submitted_at=100.0)


def test_without_a_file_every_answer_is_empty_and_the_file_is_found_when_it_comes(tmp_path: Path) -> None:
    async def story() -> None:
        reading = Reading(tmp_path)
        assert (await reading.page(SlotQuery(offset=5))).total == 0
        assert await reading.row(1) is None
        assert await reading.figures() == Figures()
        assert await reading.past_slots("mini") == ()
        history, _ = open_history(tmp_path)
        with closing(history):
            history.add([draft(tmp_path)])
            assert [row.slot_id for row in (await reading.page(SlotQuery())).rows] == [1]
            assert (await reading.figures()).by_state == {SlotState.QUEUED: 1}
        await reading.close()

    asyncio.run(asyncio.wait_for(story(), 20))


def test_a_file_that_cannot_be_read_any_more_is_told(tmp_path: Path) -> None:
    history, _ = open_history(tmp_path)
    history.add([draft(tmp_path)])
    history.close()

    async def story() -> None:
        reading = Reading(tmp_path)
        assert await reading.row(1) is not None
        assert reading._reader is not None
        reading._reader.close()
        with pytest.raises(HistoryError):
            await reading.row(1)
        await reading.close()

    asyncio.run(asyncio.wait_for(story(), 20))


def test_a_reader_writes_nothing(tmp_path: Path) -> None:
    history, _ = open_history(tmp_path)
    history.add([draft(tmp_path)])
    history.close()
    before = (tmp_path / FILE_NAME).read_bytes()
    with closing(open_reader(tmp_path)) as reader:
        assert isinstance(reader, HistoryReader)
        assert reader.settings(1) == "{}"
        assert reader.settings(2) is None
        assert [row.slot_id for row in reader.open_slots()] == [1]
    assert (tmp_path / FILE_NAME).read_bytes() == before
