"""Where slots go is one folder that can be changed; a folder that takes no slot says why."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path

from vortex_gui.engine.history.store import Store
from vortex_gui.engine.output.output_drive import OutputDrive
from vortex_gui.engine.output_place import OutputPlace


def run(folder: Path, min_free_bytes: int, story: Callable[[OutputPlace], None]) -> None:
    async def whole() -> None:
        store = await Store.open(folder / "data", lambda: 100.0, lambda _: None)
        try:
            place = OutputPlace(
                store,
                OutputDrive(folder / "data"),
                folder / "out",
                data_dir=folder / "data",
                min_free_bytes=min_free_bytes,
            )
            story(place)
        finally:
            await store.close()

    asyncio.run(asyncio.wait_for(whole(), 20))


def test_a_folder_with_room_takes_a_slot_and_one_without_says_how_much_it_lacks(tmp_path: Path) -> None:
    run(tmp_path, 0, lambda place: none(place.fault(place.folder)))

    def no_room(place: OutputPlace) -> None:
        fault = place.fault(place.folder)
        assert fault is not None
        assert "GB free of 1000000000.00 GB needed" in fault[0]

    run(tmp_path, 10**18, no_room)


def test_another_folder_is_that_of_the_next_slots_and_its_drive_is_remembered(tmp_path: Path) -> None:
    run(tmp_path, 0, lambda place: place.use(tmp_path / "other"))
    assert str(tmp_path / "other") in (tmp_path / "data" / "output-drive.json").read_text()


def none(found: object) -> None:
    assert found is None
