"""A console with its window for the program's soak: real slots go on air as they come.

Run as `python -m vortex_gui.measure.program.console`, with its orders as one line of JSON on stdin; it ends
when stdin does. It tells each event as a JSON line on stdout.
"""

from __future__ import annotations

import asyncio
import json
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

from vortex_gui.base.process.clock import counted, steady_now
from vortex_gui.base.recipe.recipe import Recipe, recipe_from_mapping
from vortex_gui.base.words.translation import use_catalogue_of_environment
from vortex_gui.console.program.messages import Airing, Switched
from vortex_gui.console.session import Session
from vortex_gui.console.state.rundown.items import ItemSlot, RundownItem
from vortex_gui.console.state.slots.known_slots import KnownSlot
from vortex_gui.measure.closed_stdin import watch_stdin

AHEAD = 3
"""Slots that are queued or running at any time."""
LOOK_S = 0.1


class Shift:
    """Keeps slots coming, puts each into the rundown, and tells what happens."""

    def __init__(self, session: Session, orders: dict[str, Any], ended: asyncio.Event) -> None:
        self._session = session
        self._state = session.state
        self._recipe: Recipe = recipe_from_mapping(orders["recipe"])
        self._first = int(orders["first"])
        self._ended = ended
        self._in_rundown: set[int] = set()
        self._over: set[int] = set()
        self._worker_pid: int | None = None
        self._airings: dict[str, Airing] = {}

    async def work(self) -> None:
        """From the first ready worker until stdin ends."""
        output = self._session.window.program
        output.told.connect(self._on_told)
        self._state.rundown.changed.connect(
            self._note_airings
        )  # the conductor, connected before, has offered by then
        while not self._ended.is_set():
            self._look()
            if len(self._state.rundown.items) and not self._state.program.now.is_open and self._has_stock():
                output.open()
            if self._state.program.now.screen and not self._state.rundown.on_air and self._has_stock():
                self._state.rundown.put(self._state.rundown.value.start(steady_now()))
            await asyncio.sleep(LOOK_S)
        output.close()
        while self._state.program.now.is_open:
            await asyncio.sleep(LOOK_S)

    def _has_stock(self) -> bool:
        return sum(item.is_ready for item in self._state.rundown.items) >= self._first

    def _look(self) -> None:
        worker = self._state.worker
        if worker.pid != self._worker_pid:
            self._worker_pid = worker.pid
            tell("worker", pid=worker.pid)
        for slot in self._state.slots.all():
            self._take(slot)
        if len(self._state.slots.queue) + len(self._state.slots.running()) < AHEAD:
            self._session.controller.generate(self._recipe, 1)

    def _take(self, slot: KnownSlot) -> None:
        """Puts a slot into the rundown as soon as it is known, and its clip when it is done."""
        rundown, row = self._state.rundown, slot.row
        if row.slot_id not in self._in_rundown:
            self._in_rundown.add(row.slot_id)
            item = RundownItem(0, f"Slot {row.slot_id}", slots=(ItemSlot(row.slot_id, row.state),))
            rundown.put(rundown.value.with_added([item]))
        if row.state.is_final and row.slot_id not in self._over:
            self._over.add(row.slot_id)
            clip = row.video if row.video.is_file() else None
            slot_facts = ItemSlot(row.slot_id, row.state, clip, None, steady_now() if clip else None)
            rundown.put(rundown.value.with_slot_facts(slot_facts))
            tell("slot", slot=row.slot_id, state=row.state, clip=str(clip) if clip else "", at=counted())

    def _note_airings(self) -> None:
        for airing in self._session.window.program.conductor.offered():
            self._airings[airing.key] = airing

    def _on_told(self, message: object) -> None:
        self._note_airings()
        if isinstance(message, Switched):
            aired = self._airings[message.key] if message.kind == "clip" else Airing("", "")
            tell("switch", path=aired.path, slot=aired.slot_id, **_renamed(asdict(message)))


def tell(kind: str, **what: Any) -> None:
    """One line for the soak that runs this console."""
    print(json.dumps({"kind": kind, **what}), flush=True)


def _renamed(message: dict[str, Any]) -> dict[str, Any]:
    return {"what" if name == "kind" else name: value for name, value in message.items()}


def main() -> None:
    """Opens the console as `vortex-gui` does, works a shift in it, and closes it."""
    import qasync

    from vortex_gui.console.app import make_application

    orders = json.loads(sys.stdin.readline())
    application = make_application(sys.argv[:1])
    session = Session(application)
    session.window.program.tap = Path(orders["tap"])

    async def sit() -> None:
        ended = asyncio.Event()
        watch_stdin(ended)

        async def work() -> None:
            try:
                await Shift(session, orders, ended).work()
            finally:
                session.ask_to_close()

        await asyncio.gather(work(), session.run())

    with qasync.QEventLoop(application) as loop:
        loop.run_until_complete(sit())


if __name__ == "__main__":
    use_catalogue_of_environment()
    main()
