"""Slots on their way: queue to place to their one end, in memory at once and on disk behind."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

from vortex_gui.base.log.logs import note
from vortex_gui.base.recipe.composition import Composition
from vortex_gui.base.words.translation import tr
from vortex_gui.base.words.wording import ended
from vortex_gui.engine import slot_ends
from vortex_gui.engine.assignment import Assignment, run_command
from vortex_gui.engine.facts.brought import brings_files
from vortex_gui.engine.facts.estimate import TimeLeft
from vortex_gui.engine.facts.events import EngineEvent, Notice, Severity
from vortex_gui.engine.facts.forecast import Outlook
from vortex_gui.engine.facts.outcome import ProcessOutcome
from vortex_gui.engine.facts.slot_queue import CancelEffect, QueuedSlot, SlotQueue, queued_slot
from vortex_gui.engine.facts.slots import SlotRow, SlotState
from vortex_gui.engine.far_slots import Stranded, patience_s
from vortex_gui.engine.history.history import History
from vortex_gui.engine.history.store import Fault, Store
from vortex_gui.engine.live_slots import LiveSlots
from vortex_gui.engine.ordered_slots import OrderedSlots
from vortex_gui.engine.output.finished_folder import whole_report
from vortex_gui.engine.output_place import OutputPlace
from vortex_gui.engine.places.any_place import AnyPlace
from vortex_gui.engine.places.place import Lease
from vortex_gui.engine.places.pool import Pool
from vortex_gui.engine.slot_ends import Decide, ToldEnd
from vortex_gui.engine.slot_telling import SlotTelling
from vortex_gui.wire.protocol import CancelSlot, Event, SlotStopped

PLAIN = Composition()
Adopt = Callable[[SlotRow], AnyPlace | None]


class SlotFlow(OrderedSlots):
    """Every slot that is not over, and its next steps. Used on the loop.

    `live` holds its slots; it calls `on_done` when the history has one as done.
    """

    def __init__(
        self,
        store: Store,
        pool: Pool,
        live: LiveSlots,
        *,
        now: Callable[[], float],
        tell: Callable[[EngineEvent], None],
        on_done: Callable[[], None],
        output: OutputPlace,
        house: Composition = PLAIN,
    ) -> None:
        queue = SlotQueue()
        super().__init__(queue, live, store, SlotTelling(queue, tell))
        self._store = store
        self._pool = pool
        self._now = now
        self._tell = tell
        self._on_done = on_done
        self._output = output
        self._leases: dict[int, Lease] = {}
        self._assignment = Assignment(pool, live, self._leases, brings := partial(brings_files, house=house))
        self._stranded = Stranded(queue, pool, live, brings, tell)
        self.tell_rows = self._telling.rows

    def time_left(self, slot_id: int) -> TimeLeft | None:
        """P10 to P90 of the seconds until a queued or running slot is ready."""
        if self._pool.alive <= 1:
            return self._live.time_left(slot_id, (*self._leases, *self._queue.queued))
        return self._live.time_left_of_several(slot_id, self.outlook(), is_running=slot_id in self._leases)

    def outlook(self) -> Outlook:
        busy = [slot_id for slot_id, lease in self._leases.items() if not lease.is_landing]
        return self._live.outlook(self._now(), busy, self._queue.queued, self._pool.alive)

    # ── the operator's requests ───────────────────────────────────────────────────────────────

    def begin(self, rows: Sequence[SlotRow], *, paused: bool, adopt: Adopt = lambda row: None) -> None:
        """The queue as the last console left it; `adopt` gives the place that has a running slot still."""
        self._queue.paused = paused
        places = {
            row.slot_id: place for row in rows if row.state is SlotState.RUNNING and (place := adopt(row))
        }
        away = [self._live.keep(row) for row in rows if row.slot_id in places]
        for row in away:
            self._queue.add_running(queued_slot(row))
            self._leases[row.slot_id] = Lease(places[row.slot_id], row.attempts, is_sent=True)
        self.take_in([row for row in rows if row.slot_id not in places])
        self.tell_rows(away)
        if paused and rows:
            text = tr("The queue is still paused from last time.")
            self._tell(Notice(Severity.INFO, "paused", text, tr("Resume it (Ctrl+P) to go on.")))

    def take_in(self, rows: Sequence[SlotRow]) -> None:
        """Slots that are queued on disk: new ones, or those left from the last console."""
        self._output.remember_drive()
        for row in rows:
            self._live.keep(row)
            self._queue.add(queued_slot(row))
        self.tell_rows(rows)
        self._telling.queue()
        self.dispatch()

    def cancel_all(self, slot_ids: Iterable[int]) -> int:
        """Ends queued ones in one write, asks running ones to stop; returns how many there were."""
        effects = {slot_id: self._queue.cancel(slot_id) for slot_id in dict.fromkeys(slot_ids)}
        for slot_id, effect in effects.items():
            if effect is CancelEffect.ASKED and (lease := self._leases[slot_id]).is_sent:
                lease.place.send(CancelSlot(slot_id, lease.attempt))
        ended = [slot_id for slot_id, effect in effects.items() if effect is CancelEffect.ENDED]
        if ended:
            self._end_all(ended, slot_ends.cancelled)
            self._telling.queue()
        return sum(effect is not CancelEffect.UNKNOWN for effect in effects.values())

    def clear(self) -> int:
        """Cancels every queued slot; those that run continue. Returns how many there were."""
        return self.cancel_all(self._queue.queued)

    def pause(self) -> None:
        self._set_paused(True)
        self._telling.queue()

    def resume(self) -> None:
        """Goes on, once what the disk refused has been tried again."""
        self._store.retry()
        self._set_paused(False)
        self._telling.queue()
        self.dispatch()

    def _set_paused(self, paused: bool) -> None:
        """As the operator asked, for the next start too; a hold because of a fault ends with this sitting."""
        self._queue.paused = paused
        fault = tr("The history could not save the pause of the queue.")
        self._store.write(fault, lambda history: history.set_paused(paused), key="paused")

    # ── to a place ────────────────────────────────────────────────────────────────────────────

    def dispatch(self) -> None:
        """Begins the next slots while places are free for them."""
        self._stranded.look()
        if not self._pool.free():
            return
        self.drop_overdue()
        while (found := self._assignment.next(self._queue)) is not None:
            self._start(*found)

    def _start(self, slot: QueuedSlot, place: AnyPlace) -> None:
        place.reserve(slot.slot_id, slot.attempts)
        lease = self._leases[slot.slot_id] = Lease(place, slot.attempts)
        waiting = replace(self._live[slot.slot_id], output_dir=str(self._output.folder))
        row = self._live.keep(waiting.begun(self._now(), slot.attempts, place.name))
        self._telling.queue()
        self._store.write(
            tr("The history could not save the start of slot {slot}.", slot=row.slot_id),
            lambda history: self._begin_on_disk(history, row),
            done=lambda fault: self._begin(row, lease, fault),
            failed=lambda fault: self._hold(row.slot_id, fault),
            key=row.slot_id,
        )

    def _begin_on_disk(self, history: History, row: SlotRow) -> Fault | None:
        """In the writer thread: checks the disk and saves the slot's state before any work."""
        fault = self._output.fault(Path(row.output_dir))
        if fault is None:
            history.keep(row, while_in=SlotState.QUEUED)
        return fault

    def _begin(self, row: SlotRow, lease: Lease, fault: Fault | None) -> None:
        """Sends the slot, unless the operator cancelled it or the worker went during the disk's check."""
        slot = self._queue.running.get(row.slot_id)
        if slot is None or self._leases.get(row.slot_id) is not lease:
            return
        if slot.cancel_asked:
            self._end_running(row.slot_id, slot_ends.cancelled)
        elif fault is not None:
            self._hold(row.slot_id, fault)
        elif lease.place.run(run_command(row, self._now())):
            lease.is_sent = True
            self._telling.row(row)
        else:
            self.on_given_back(row.slot_id)

    def _hold(self, slot_id: int, fault: Fault) -> None:
        """The disk refuses: no slot would fare better, so the queue waits for the operator."""
        self._queue.paused = True
        self.on_given_back(slot_id)
        self._pause_for(fault)

    def _pause_for(self, fault: Fault) -> None:
        self._queue.paused = True
        text = tr("{fault} The queue is paused.", fault=ended(fault[0]))
        self._tell(Notice(Severity.ERROR, "disk", text, fault[1]))
        self._telling.queue()

    # ── back to the queue ─────────────────────────────────────────────────────────────────────

    def on_given_back(self, slot_id: int) -> None:
        """A running slot waits again, without blame."""
        slot = self._queue.put_back(slot_id)
        if slot is not None:
            self._wait_again(slot)

    def _wait_again(self, slot: QueuedSlot) -> None:
        if lease := self._leases.pop(slot.slot_id, None):
            lease.place.give_up(slot.slot_id)
        row = self._live.keep(
            self._live[slot.slot_id].waiting_again(rank=slot.rank, attempts=slot.attempts, deaths=slot.deaths)
        )
        self._live.forget_progress(row.slot_id)
        self._store.write(
            tr("The history could not save slot {slot}.", slot=row.slot_id),
            lambda history: history.keep(row, while_in=SlotState.RUNNING),
            key=row.slot_id,
        )
        self._telling.row(row)
        self._telling.queue()
        self.dispatch()

    # ── reports of places (PlaceListener) ─────────────────────────────────────────────────────

    def on_ready(self) -> None:
        self.dispatch()

    def on_landing(self, slot_id: int) -> None:
        """The worker is free for the next slot; this one is over once its folder is here."""
        if lease := self._leases.get(slot_id):
            lease.is_landing = True
            self.dispatch()

    def patience_s(self, slot_id: int, connect_s: float) -> float:
        return patience_s(self._live.get(slot_id), self._live, self._now(), connect_s)

    def on_worker_lost(self, slot_id: int | None, outcome: ProcessOutcome, *, blame: bool) -> None:
        """Looks on disk for the slot of a worker that is gone, before it judges the slot."""
        if slot_id is None or slot_id not in self._queue.running:
            return
        if not self._leases[slot_id].is_sent:
            self.on_given_back(slot_id)
            return
        row, worker = self._live[slot_id], self._leases[slot_id].place.name
        self._store.write(
            tr("The history could not save slot {slot}.", slot=slot_id),
            lambda _: whole_report(row),
            done=lambda report: self._judge(row, report, outcome, worker if blame else None),
        )

    def _judge(self, row: SlotRow, report: str | None, outcome: ProcessOutcome, blamed: str | None) -> None:
        """A slot whose worker is gone: done if its folder is whole, else back, set aside or cancelled."""
        if report is not None:
            self._end_running(row.slot_id, slot_ends.finished(report))
            return
        judged = self._queue.worker_lost(row.slot_id, blamed or "", blame=blamed is not None)
        if judged is None:
            return
        slot, state = judged
        if state is SlotState.QUEUED:
            self._wait_again(slot)
            return
        self._live.keep(replace(row, deaths=slot.deaths))
        decide: Decide = slot_ends.cancelled
        if state is SlotState.SET_ASIDE:
            sentence = slot_ends.set_aside_sentence(slot.deaths, outcome)
            text = tr("Slot {slot}: {sentence}", slot=row.slot_id, sentence=sentence)
            self._tell(Notice(Severity.ERROR, f"set-aside-{row.slot_id}", text))
            decide = slot_ends.set_aside(sentence)
        self._end_all((row.slot_id,), decide)
        self._telling.queue()
        self.dispatch()

    def take(self, event: Event) -> None:
        """One event of a worker."""
        if isinstance(event, ToldEnd):
            self._on_told(event)
        elif isinstance(event, SlotStopped):
            self._on_stopped(event.slot_id)
        else:
            self._live.take(event)

    def _on_told(self, event: ToldEnd) -> None:
        """Takes the report, unless the folder that the slot was written to has gone."""
        if event.slot_id not in self._queue.running or not slot_ends.blames_the_folder(event):
            self._end_running(event.slot_id, slot_ends.as_told(event))
            return
        row = self._live[event.slot_id]
        fault = tr("The folder of slot {slot} could not be looked at.", slot=row.slot_id)
        self._store.write(fault, lambda _: self._output.loss(row), done=lambda f: self._on_looked(event, f))

    def _on_looked(self, event: ToldEnd, fault: Fault | None) -> None:
        running = self._queue.running.get(event.slot_id)
        if fault is None or running is None or running.cancel_asked:
            self._end_running(event.slot_id, slot_ends.as_told(event))
            return
        place = self._leases[event.slot_id].place
        self._hold(event.slot_id, fault)
        place.slot_ended(event.slot_id)

    def _on_stopped(self, slot_id: int) -> None:
        """The operator cancelled it; or we did, to end the worker, and then it waits again."""
        running = self._queue.running.get(slot_id)
        if running is not None and not running.cancel_asked:
            self.on_given_back(slot_id)
        else:
            self._end_running(slot_id, slot_ends.cancelled)

    def look_at_history(self) -> None:
        """Called twice a second: holds the queue when the history's file was removed."""
        if not self._queue.paused:
            self._store.look(self._pause_for)

    # ── to the end ────────────────────────────────────────────────────────────────────────────

    def drop_overdue(self) -> None:
        """Gives up queued slots whose deadline has passed."""
        late = self._queue.overdue(self._now())
        if late:
            self._end_all(late, slot_ends.missed(tr("Its deadline passed while it was queued.")))
            self._telling.queue()

    def _end_running(self, slot_id: int, decide: Decide) -> None:
        """A running slot is over; logs and drops a message about any other."""
        if not self._queue.end(slot_id):
            self._tell(
                note("WARNING", f"A late or second end of slot {slot_id} was dropped.", slot_id=slot_id)
            )
            return
        place = self._leases[slot_id].place
        self._end_all((slot_id,), decide)
        self._telling.queue()
        place.slot_ended(slot_id)
        self.dispatch()

    def _end_all(self, slot_ids: Sequence[int], decide: Decide) -> None:
        """Decides and writes the last states of slots in the writer thread, at once, then tells the rows."""
        for slot_id in slot_ids:
            self._leases.pop(slot_id, None)
        rows = [self._live.drop(slot_id) for slot_id in slot_ids]
        self._store.end(rows, lambda each: decide(each, self._now()), done=self._on_ended)

    def _on_ended(self, rows: Sequence[SlotRow]) -> None:
        self.tell_rows(rows)
        if any(row.state is SlotState.DONE for row in rows):
            self._on_done()
