"""The rundown is kept in the data folder, private, and comes back; a damaged file stays as it is."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from tests.console.asking import until
from tests.console.control.rundown.conftest import Sitting
from tests.console.state.rundown.test_rundown import clip, fixed, made, rundown
from vortex_gui.console.control.rundown.keeping import FILE, RundownKeeping
from vortex_gui.console.state.rundown.rundown import Rundown


def keeping(sitting: Sitting, folder: Path) -> RundownKeeping:
    return RundownKeeping(sitting.state, folder, sitting.tasks.begin, sitting.thread, sitting.state)


async def test_changes_are_kept_and_come_back(sitting: Sitting, tmp_path: Path) -> None:
    keeping(sitting, tmp_path).begin(writes=True)
    await sitting.rest()
    value = rundown(fixed(1), made("a"), loop=True).with_slot(2, clip(5))
    sitting.state.rundown.put(value)
    file = tmp_path / FILE
    await until(lambda: file.exists() and "Slot 1" in file.read_text("utf-8"), "it is written")
    await sitting.rest()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    sitting.state.rundown.put(Rundown())
    keeping(sitting, tmp_path).begin(writes=False)
    await sitting.rest()
    assert sitting.titles() == ["Slot 1", "a"]
    assert [item.slot_id for item in sitting.state.rundown.items] == [1, 5]
    assert sitting.state.rundown.loop


async def test_what_does_not_change_the_file_is_not_written(sitting: Sitting, tmp_path: Path) -> None:
    keeper = keeping(sitting, tmp_path)
    keeper.begin(writes=True)
    await sitting.rest()
    sitting.state.rundown.put(rundown(fixed(1)))
    keeper.keep()
    await sitting.rest()
    (tmp_path / FILE).unlink()
    sitting.state.rundown.put(sitting.state.rundown.value.start(0))
    keeper.keep()
    await sitting.rest()
    assert not (tmp_path / FILE).exists()


async def test_console_that_only_looks_on_writes_nothing(sitting: Sitting, tmp_path: Path) -> None:
    keeper = keeping(sitting, tmp_path)
    keeper.begin(writes=False)
    await sitting.rest()
    sitting.state.rundown.put(rundown(fixed(1)))
    assert not keeper._resting.isActive()


async def test_damaged_file_is_told_and_left_alone(sitting: Sitting, tmp_path: Path) -> None:
    (tmp_path / FILE).write_text("items: 7", encoding="utf-8")
    keeper = keeping(sitting, tmp_path)
    keeper.begin(writes=True)
    await sitting.rest()
    (notice,) = sitting.state.notices.all()
    assert notice.text == "The rundown of before could not be opened."
    assert (tmp_path / FILE).read_text(encoding="utf-8") == "items: 7"


async def test_disk_that_refuses_is_told(
    sitting: Sitting, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    keeper = keeping(sitting, tmp_path / "none" / "such")
    keeper.begin(writes=True)
    await sitting.rest()
    sitting.state.rundown.put(rundown(fixed(1)))
    keeper.keep()
    await sitting.rest()
    (notice,) = sitting.state.notices.all()
    assert notice.text.startswith("The rundown is not kept for the next start: ")
