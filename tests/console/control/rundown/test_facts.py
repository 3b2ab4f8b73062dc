"""The rundown hears what became of its slots, also of those of earlier sittings, and how long clips are."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.console.clips import write_clip
from tests.console.control.rundown.conftest import Sitting
from tests.console.rows import put, row
from tests.console.state.rundown.test_rundown import rundown, waiting
from vortex_gui.console.control.rundown.facts import RundownFacts, clip_seconds
from vortex_gui.engine.facts.slots import SlotRow, SlotState


class Rows:
    """An engine that knows some rows."""

    def __init__(self, *rows: SlotRow) -> None:
        self._rows = {each.slot_id: each for each in rows}

    async def row(self, slot_id: int) -> SlotRow | None:
        return self._rows.get(slot_id)


def listening(sitting: Sitting, *rows: SlotRow) -> RundownFacts:
    engine = Rows(*rows)
    return RundownFacts(sitting.state, sitting.tasks.begin, sitting.thread, lambda: engine)  # type: ignore[arg-type, return-value]


def done(slot_id: int, folder: Path) -> SlotRow:
    found = row(slot_id, SlotState.DONE, output_dir=str(folder), ended_at=50.0)
    found.folder.mkdir(parents=True)
    write_clip(found.folder / "slot.mp4", 48)
    return found


async def test_slots_that_change_change_their_rows(sitting: Sitting, tmp_path: Path) -> None:
    facts = listening(sitting)
    put(sitting.state, 5)
    sitting.state.rundown.put(rundown(waiting(5), waiting(5)))
    put(sitting.state, 5, SlotState.RUNNING)
    states = [item.slot and item.slot.state for item in sitting.state.rundown.items]
    assert states == [SlotState.RUNNING, SlotState.RUNNING]
    sitting.state.slots.put_rows([(done(5, tmp_path), None)])
    item = sitting.state.rundown.items[0]
    assert item.clip == tmp_path / "slot-000005" / "slot.mp4"
    assert item.slot is not None
    assert item.slot.ready_at == 50.0
    await sitting.rest()
    assert sitting.state.rundown.items[0].duration_s == pytest.approx(2.0, abs=0.1)
    assert facts


async def test_slots_of_earlier_sittings_are_read(sitting: Sitting, tmp_path: Path) -> None:
    facts = listening(sitting, done(7, tmp_path))
    sitting.state.rundown.put(rundown(waiting(7), waiting(8)))
    await sitting.rest()
    assert [item.is_ready for item in sitting.state.rundown.items] == [True, False]
    assert sitting.state.rundown.items[1].is_lost, "there is no slot 8"
    assert facts


async def test_clip_that_has_gone_is_none(sitting: Sitting, tmp_path: Path) -> None:
    gone = row(7, SlotState.DONE, output_dir=str(tmp_path))
    facts = listening(sitting, gone)
    sitting.state.rundown.put(rundown(waiting(7)))
    await sitting.rest()
    assert sitting.state.rundown.items[0].is_lost
    assert facts


async def test_row_that_comes_back_has_the_newest_facts(sitting: Sitting) -> None:
    facts = listening(sitting)
    put(sitting.state, 5)
    value = rundown(waiting(5))
    sitting.state.rundown.put(value)
    sitting.state.rundown.put(value.without((1,)))
    put(sitting.state, 5, SlotState.MISSED)
    sitting.state.rundown.put(sitting.state.rundown.value.with_items(value.items))
    assert sitting.state.rundown.items[0].is_lost
    assert facts


def test_length_of_what_is_no_clip_is_unknown(tmp_path: Path) -> None:
    (tmp_path / "a.mp4").write_bytes(b"nothing")
    assert clip_seconds(tmp_path / "a.mp4") is None
    assert clip_seconds(tmp_path / "none.mp4") is None
