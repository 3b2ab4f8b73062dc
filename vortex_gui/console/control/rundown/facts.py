"""Tells the rundown what became of its slots: their states, their clips, the clips' lengths."""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Iterable
from pathlib import Path

from vortex_gui.base.process.work_thread import WorkThread
from vortex_gui.console.state.console_state import ConsoleState
from vortex_gui.console.state.rundown.items import ItemSlot
from vortex_gui.engine.facts.slots import SlotRow, SlotState
from vortex_gui.engine.read_only import ReadOnlyEngine

MOST_LENGTHS = 5000
Begin = Callable[[Coroutine[object, object, object], str], None]
"""Starts work in the background, under a name; the controller's tasks do so."""


class RundownFacts:
    """`engine` gives the engine that is open now; `thread` reads files."""

    def __init__(
        self, state: ConsoleState, begin: Begin, thread: WorkThread, engine: Callable[[], ReadOnlyEngine]
    ) -> None:
        self._state, self._work, self._thread, self._engine = state, begin, thread, engine
        self._there = frozenset[int]()
        """The slots that were in the rundown at its last change."""
        self._lengths: dict[Path, float | None] = {}
        state.slots.added.connect(lambda slot_id: self._on_slots((slot_id,)))
        state.slots.changed.connect(lambda slot_id: self._on_slots((slot_id,)))
        state.slots.many_changed.connect(self._on_slots)
        state.rundown.changed.connect(self._on_rundown)

    def _on_slots(self, slot_ids: Iterable[int]) -> None:
        for slot_id in self._there.intersection(slot_ids):
            if slot := self._state.slots.get(slot_id):
                self._take(slot.row)

    def _on_rundown(self) -> None:
        """Slots that have come into the rundown; those of earlier sittings are read."""
        there = self._state.rundown.value.slot_ids()
        come, self._there = there - self._there, there
        unknown = []
        for slot_id in sorted(come):
            if slot := self._state.slots.get(slot_id):
                self._take(slot.row)
            else:
                unknown.append(slot_id)
        if unknown:
            self._work(self._read(unknown), "rundown slots")

    async def _read(self, slot_ids: Iterable[int]) -> None:
        for slot_id in slot_ids:
            row = await self._engine().row(slot_id)
            if row is None:
                self._put(ItemSlot(slot_id, SlotState.FAILED))
            elif self._state.slots.get(slot_id) is None:  # else an event has brought newer facts
                self._take(row)

    def _take(self, row: SlotRow) -> None:
        clip = row.video if row.state is SlotState.DONE else None
        if clip is not None and not clip.is_file():
            clip = None  # its folder was moved or emptied since
        length_s = self._lengths.get(clip) if clip is not None else None
        ready_at = row.ended_at if clip is not None else None
        self._put(ItemSlot(row.slot_id, row.state, clip, length_s, ready_at))
        if clip is not None and clip not in self._lengths:
            self._lengths[clip] = None
            self._work(self._measure(row, clip), "clip length")

    async def _measure(self, row: SlotRow, clip: Path) -> None:
        if len(self._lengths) > MOST_LENGTHS:
            self._lengths.clear()
        self._lengths[clip] = await self._thread.run(clip_seconds, clip)
        self._put(ItemSlot(row.slot_id, row.state, clip, self._lengths[clip], row.ended_at))

    def _put(self, slot: ItemSlot) -> None:
        rundown = self._state.rundown
        rundown.put(rundown.value.with_slot_facts(slot))


def clip_seconds(path: Path) -> float | None:
    """The length of a clip; `None` for a file that is none."""
    import av

    try:
        with av.open(str(path)) as file:
            return None if file.duration is None else file.duration / av.time_base
    except (av.FFmpegError, OSError):
        return None
