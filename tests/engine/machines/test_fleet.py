"""The queue over workers of other machines: the agents are real, their workers scripted, the link is a pipe."""

from __future__ import annotations

from pathlib import Path

from tests.engine.machines.fleets import Fleet
from tests.engine.test_engine import recipe, run
from vortex_gui.engine.facts.machines import MachineState
from vortex_gui.engine.facts.slots import SlotState
from vortex_gui.wire.protocol import SlotFinished, StageProgress, WorkerReady


def test_slots_are_made_there_and_land_here(tmp_path: Path) -> None:
    async def story() -> None:
        with Fleet(tmp_path, "box") as fleet:
            async with fleet.desk() as desk:
                await desk.are_ready("box")
                number = await desk.submit("done")
                row = await desk.reaches(number, SlotState.DONE)
                assert row.video.read_bytes() == b"a clip"
                assert row.worker == "box/local"
                assert row.scores is not None
                assert desk.places == ("local", "box/local")
                assert desk.machine("box") is MachineState.CONNECTED
                for kind in (WorkerReady, StageProgress, SlotFinished):
                    assert desk.from_worker("box/local", kind)
                assert not list((tmp_path / "box").rglob("slot.mp4")), "the machine deleted its own"

    run(story)
