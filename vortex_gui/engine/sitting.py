"""One sitting of the program: what it starts from, and the parts that are made of it alone."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from vortex_gui.base.settings.settings import Settings
from vortex_gui.base.words.amounts import GB
from vortex_gui.base.words.translation import tr
from vortex_gui.engine.event_stream import EventStream
from vortex_gui.engine.facts.events import Notice, Severity, WorkerState, WorkerStateChanged
from vortex_gui.engine.history.reading import Reading
from vortex_gui.engine.history.store import Store
from vortex_gui.engine.machines.fleet.fleet import Dial
from vortex_gui.engine.machines.ssh.ssh_command import dial_command
from vortex_gui.engine.output.output_drive import OutputDrive
from vortex_gui.engine.output_place import OutputPlace
from vortex_gui.engine.places.place import Order
from vortex_gui.engine.read_only import ReadOnlyEngine
from vortex_gui.engine.watch.witnesses import Witnesses


@dataclass(frozen=True, slots=True)
class Sitting:
    """The parts that one sitting of the program starts from."""

    order: Order
    folder: Path
    now: Callable[[], float]
    stream: EventStream
    dial: Dial = dial_command


def output_place(sitting: Sitting, store: Store) -> OutputPlace:
    settings, drive = sitting.order.settings, OutputDrive(sitting.folder)
    free = round(settings.output.min_free_gb * GB)
    return OutputPlace(store, drive, output_dir(settings), data_dir=sitting.folder, min_free_bytes=free)


def output_dir(settings: Settings) -> Path:
    return settings.folders.output_path.absolute()


async def call_witnesses(sitting: Sitting) -> Witnesses:
    """Only the console that owns the folder keeps its log and its flight ring.

    The last console's records from before its crash come first, unchanged, and are not recorded again.
    """
    witnesses = Witnesses(sitting.folder, sitting.order.settings, sitting.now, sitting.stream.put)
    told = await witnesses.open()
    for message in await witnesses.before_the_crash():
        sitting.stream.put(message)
    sitting.stream.listen_in(witnesses.take)
    for notice in told:
        sitting.stream.put(notice)
    return witnesses


def read_only(sitting: Sitting, why: str) -> ReadOnlyEngine:
    stream = sitting.stream
    stream.put(Notice(Severity.WARNING, "read-only", why))
    idle = tr("This console is read-only; it starts no worker.")
    stream.put(WorkerStateChanged(WorkerState.STOPPED, idle, sitting.now()))
    return ReadOnlyEngine(
        Reading(sitting.folder),
        stream,
        refusal=tr("This console is read-only."),
        remedy=tr("Close the other console first."),
    )
