"""A console without a window, for the soak: submits slots and reports each event as a JSON line on stdout.

Run as `python -m vortex_gui.measure.soak.console`, with its orders as one line of JSON on stdin; it closes
when stdin ends.
"""

from __future__ import annotations

import asyncio
import json
import os
import sys
import time
from typing import Any

from vortex_gui.base.profile import load_profile
from vortex_gui.base.recipe.recipe import recipe_from_mapping
from vortex_gui.base.settings.settings import Settings
from vortex_gui.base.words.translation import use_catalogue_of_environment
from vortex_gui.engine.engine import Engine, ReadOnlyEngine
from vortex_gui.engine.facts.events import (
    FromWorker,
    MachineChanged,
    Notice,
    SlotChanged,
    WorkerLost,
    WorkerStateChanged,
)
from vortex_gui.engine.facts.records import SlotQuery
from vortex_gui.measure.closed_stdin import watch_stdin
from vortex_gui.wire.protocol import MemorySample


async def main() -> None:
    """Opens the engine, fills the history up to the ordered number of slots, reports events, closes."""
    orders = json.loads(sys.stdin.readline())
    ended = asyncio.Event()
    watch_stdin(ended)
    settings = Settings.model_validate(orders["settings"])
    engine = await Engine.open(
        settings,
        load_profile(settings.pipeline.profile),
        data_dir=settings.folders.data_path,
        worker_command=orders["worker_command"],
        dial=lambda machine: orders["dial"][machine.address],
    )
    tell("console", pid=os.getpid())
    telling = asyncio.create_task(_tell_events(engine), name="tell")
    known = await engine.query(SlotQuery(limit=orders["slots"]))
    for row in known.rows:
        if row.state.is_final:  # the console before this one may have died before it could tell
            tell("known", slot=row.slot_id, state=row.state)
    missing = orders["slots"] - known.total
    if missing > 0:
        recipe = recipe_from_mapping(orders["recipe"])
        tell("submitted", slots=[row.slot_id for row in await engine.submit(recipe, copies=missing)])
    await ended.wait()
    outcomes = await engine.close()
    await telling
    tell("closed", outcomes=[str(outcome) for outcome in outcomes])


def tell(kind: str, **what: Any) -> None:
    """One line for the soak that runs this console."""
    print(json.dumps({"kind": kind, "at": time.time(), **what}), flush=True)


async def _tell_events(engine: ReadOnlyEngine) -> None:
    floors: dict[str, int] = {}  # by worker, the least since its last slot was over
    async for event in engine.events():
        match event:
            case SlotChanged(row=row):
                tell(
                    "slot",
                    slot=row.slot_id,
                    state=row.state,
                    attempts=row.attempts,
                    worker=row.worker,
                    floor=floors.get(row.worker),
                )
                if row.state.is_final:
                    floors.pop(row.worker, None)
            case WorkerStateChanged(state=state, pid=pid, sentence=sentence, worker=worker):
                tell("worker", state=state, pid=pid, sentence=sentence, worker=worker)
            case WorkerLost(outcome=outcome, slot_id=slot_id):
                tell("lost", outcome=str(outcome), slot=slot_id)
            case MachineChanged(machine=machine):
                tell("machine", machine=machine.address, state=machine.state, sentence=machine.sentence)
            case Notice(text=text, severity=severity):
                tell("notice", text=text, severity=severity)
            case FromWorker(worker=worker, event=MemorySample(used=used)):
                floors[worker] = min(used, floors.get(worker, used))


if __name__ == "__main__":
    use_catalogue_of_environment()
    asyncio.run(main())
