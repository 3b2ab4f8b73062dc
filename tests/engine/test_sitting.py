"""What one sitting starts from."""

from __future__ import annotations

import asyncio
from pathlib import Path

from vortex_gui.base.profile import load_profile
from vortex_gui.base.settings.settings import FolderSettings, Settings
from vortex_gui.engine.event_stream import EventStream
from vortex_gui.engine.facts.events import Notice, WorkerState, WorkerStateChanged
from vortex_gui.engine.places.place import Order
from vortex_gui.engine.sitting import Sitting, output_dir, read_only


def test_a_folder_that_cannot_be_used_is_shown_and_says_why(tmp_path: Path) -> None:
    async def story() -> None:
        settings = Settings(folders=FolderSettings(output=str(tmp_path / "out"), data=str(tmp_path)))
        assert output_dir(settings) == tmp_path / "out"
        sitting = Sitting(Order(settings, load_profile("mini"), ()), tmp_path, lambda: 1.0, EventStream())
        engine = read_only(sitting, "Another console has it.")
        await engine.close()
        told = [event async for event in engine.events()]
        assert [event.text for event in told if isinstance(event, Notice)] == ["Another console has it."]
        assert [e.state for e in told if isinstance(e, WorkerStateChanged)] == [WorkerState.STOPPED]
        assert engine.machines.known == ()

    asyncio.run(story())
