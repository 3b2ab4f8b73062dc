"""An engine whose workers follow a script: as many as wanted, all at work, none of them a process.

Only the window is measured and pictured with it; what the workers tell is invented.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import QBuffer, QIODevice, QRect
from PySide6.QtGui import QImage

from vortex_gui.base.files.shipped import RESOURCES
from vortex_gui.base.process.clock import steady_now
from vortex_gui.base.profile import Profile, load_profile
from vortex_gui.base.recipe.recipe import load_recipe
from vortex_gui.base.roles import ROLES
from vortex_gui.base.stages import Stage
from vortex_gui.engine.event_stream import EventStream
from vortex_gui.engine.facts import events
from vortex_gui.engine.facts.estimate import TimeLeft
from vortex_gui.engine.facts.events import EngineEvent, FromWorker, SlotChanged, WorkerState
from vortex_gui.engine.facts.machines import MachineFact, PlaceFact
from vortex_gui.engine.facts.slots import SlotRow, SlotState
from vortex_gui.engine.history.reading import Reading
from vortex_gui.engine.read_only import ReadOnlyEngine
from vortex_gui.wire.protocol import (
    PROTOCOL_VERSION,
    MemorySample,
    ModelInfo,
    Preview,
    SlotStarted,
    StageFinished,
    StageProgress,
    StageStarted,
    WorkerReady,
)

SHEET = RESOURCES / "checkpoints" / "mini" / "flux" / "sheet.png"
SHEET_SIDE = 6
RECIPES = ("breaking-toast", "professor-sock", "cat-election", "tiny-ocean", "moon-complaint", "sad-markets")
MB = 1_000_000
STEPS = 40
SECONDS: Mapping[Stage, float] = {
    "speech": 1.0,
    "actor": 2.4,
    "animation": 5.0,
    "verification": 0.6,
    "output": 0.4,
}
WEIGHTS = {role: (80 + 40 * number) * MB for number, role in enumerate(ROLES)}
LIMITS = (2_000 * MB, 2_500 * MB)


class ScriptedEngine(ReadOnlyEngine):
    """Takes requests and does nothing; what is seen comes from its script."""

    @property
    def read_only(self) -> bool:
        return False

    def time_left(self, slot_id: int) -> TimeLeft | None:
        """Less for each slot than for the one after it."""
        return TimeLeft(2.0 + slot_id % 7, 4.0 + slot_id % 7, 20, SECONDS)


class Script:
    """What the workers of `places` tell. Those of machines that are not connected tell nothing."""

    def __init__(
        self, stream: EventStream, places: Sequence[PlaceFact], machines: Sequence[MachineFact] = ()
    ) -> None:
        self._stream = stream
        self._places = tuple(places)
        self._machines = tuple(machines)
        self._ticks = 0
        away = {machine.address for machine in machines if machine.state != "connected"}
        self._at_work = {
            place.name: slot for slot, place in enumerate(places, 1) if place.machine not in away
        }
        self._pictures = [presenter(number) for number in range(len(self._places))]

    def begin(self) -> None:
        """All are ready and take a slot each; as many again wait."""
        profile = load_profile("mini")
        for event in self._seating():
            self._stream.put(event)
        queued = range(len(self._places) + 1, 2 * len(self._places) + 4)
        for position, slot_id in enumerate(queued):
            self._stream.put(SlotChanged(scripted_row(slot_id), position))
        for place in self._places:
            if place.name in self._at_work:
                self._begin_place(place, profile)
        running = tuple(self._at_work.values())
        self._stream.put(events.QueueChanged(tuple(queued), running, paused=False))

    def tick(self, *, previews: bool = True, workers: int | None = None, at: float | None = None) -> None:
        """A tenth of a second of each of the first so many workers; `at` is another moment than now."""
        self._ticks += 1
        for place, slot_id in list(self._at_work.items())[:workers]:
            self._stream.put(FromWorker(place, self._sample(slot_id, at or steady_now())))
            if (self._ticks + slot_id) % 5 == 0:
                done = 5 + (self._ticks // 5 + 7 * slot_id) % (STEPS - 5)
                self._stream.put(FromWorker(place, StageProgress(slot_id, "animation", done, STEPS, 1)))
                if previews:
                    picture = self._pictures[slot_id - 1]
                    self._stream.put(FromWorker(place, Preview(slot_id, "animation", done, picture, 1)))

    def _seating(self) -> Iterator[EngineEvent]:
        names = tuple(place.name for place in self._places if not place.machine)
        if len(names) > 1:
            yield events.WorkersChosen(names)
        for machine in self._machines:
            yield events.MachineChanged(machine)
        if self._machines:
            yield events.PlacesChanged(self._places)
        told = {machine.address: machine for machine in self._machines}
        for place in self._places:
            if place.name not in self._at_work:
                machine = told[place.machine]
                yield events.WorkerStateChanged(
                    WorkerState.UNREACHABLE, machine.sentence, machine.since, worker=place.name
                )

    def _begin_place(self, place: PlaceFact, profile: Profile) -> None:
        slot_id, now = self._at_work[place.name], steady_now()
        tell = partial(FromWorker, place.name)
        device = place.device or "CPU, 2 threads"
        models = tuple(
            ModelInfo(role, spec.checkpoint, spec.precision, WEIGHTS[role], WEIGHTS[role], 1.0, 0.5, 0.2)
            for role, spec in profile.roles.items()
        )
        ready = WorkerReady(PROTOCOL_VERSION, 1, device, place.profile or "mini", models, *LIMITS, 5.0)
        busy = events.WorkerStateChanged(WorkerState.BUSY, "", now, pid=1, worker=place.name)
        row = scripted_row(slot_id).begun(now - 3.0 - slot_id % 5, 1, place.name)
        done: tuple[tuple[Stage, float, float], ...] = (("speech", 0, 900), ("actor", 40, 2400))
        told: tuple[EngineEvent, ...] = (
            tell(ready),
            busy,
            SlotChanged(row, None),
            tell(SlotStarted(slot_id, 1)),
            *(tell(StageFinished(slot_id, stage, start, end, 1, 1)) for stage, start, end in done),
            tell(StageStarted(slot_id, "animation", 2450.0, 1)),
        )
        for event in told:
            self._stream.put(event)

    def _sample(self, slot_id: int, at: float) -> MemorySample:
        """Waves of working memory, each worker's own."""
        working = round((240 + 200 * abs(math.sin(self._ticks / (23 + slot_id) + slot_id))) * MB)
        models = {str(role): size for role, size in WEIGHTS.items()}
        used = sum(models.values()) + 60 * MB + working
        return MemorySample(at, models, 60 * MB, working, used, None, None, None, "animation", 0)


def scripted_row(slot_id: int) -> SlotRow:
    """A queued slot with one of the recipes that ship."""
    name = RECIPES[slot_id % len(RECIPES)]
    recipe = load_recipe(RESOURCES / "recipes" / f"{name}.yaml").with_slot(
        slot_id=slot_id, seed=1000 + slot_id
    )
    return SlotRow(
        slot_id, SlotState.QUEUED, 1000 + slot_id, "mini", recipe.to_json(), "/nowhere", steady_now()
    )


def presenter(number: int) -> bytes:
    """One of the presenters that the small painter has painted, as JPEG."""
    sheet = QImage(str(SHEET))
    side = sheet.width() // SHEET_SIDE
    row, column = divmod(number * 7 % SHEET_SIDE**2, SHEET_SIDE)
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    sheet.copy(QRect(column * side, row * side, side, side)).save(buffer, "JPEG", 90)  # type: ignore[call-overload]  # takes text
    return bytes(buffer.data().data())


def local_places(count: int) -> tuple[PlaceFact, ...]:
    """So many workers of this machine."""
    if count == 1:
        return (PlaceFact(events.LOCAL),)
    return tuple(PlaceFact(f"local-{number}") for number in range(1, count + 1))


async def open_scripted(
    folder: Path,
    places: Sequence[PlaceFact],
    machines: Sequence[MachineFact],
    scripts: list[Script],
    *,
    stream: EventStream,
) -> ScriptedEngine:
    """In place of `Engine.open`; the script that has begun is put into `scripts`."""
    folder.mkdir(parents=True, exist_ok=True)
    script = Script(stream, places, machines)
    scripts.append(script)
    script.begin()
    return ScriptedEngine(Reading(folder), stream)
