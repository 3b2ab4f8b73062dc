"""A worker of another machine as a place of the queue: its slot, and the folders on their way from it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path

from vortex_gui.base.log.log_line import LogLine
from vortex_gui.base.log.logs import note
from vortex_gui.base.words.translation import tr
from vortex_gui.engine.facts.events import (
    EngineEvent,
    FromWorker,
    WorkerLost,
    WorkerState,
    WorkerStateChanged,
)
from vortex_gui.engine.facts.machines import PlaceFact, place_name
from vortex_gui.engine.facts.outcome import ProcessOutcome, StopRung
from vortex_gui.engine.machines.fleet.far_faces import Attempt, FarListener, Host
from vortex_gui.engine.machines.landing.landings import Landed, LandingFailed
from vortex_gui.engine.places.place import dropped_end, signed
from vortex_gui.wire.link.words import (
    LinkMessage,
    RestartWorker,
    SlotRefused,
    WorkerDied,
    WorkerFact,
    WorkerTold,
)
from vortex_gui.wire.protocol import (
    CancelSlot,
    Command,
    Event,
    MemorySample,
    RunSlot,
    SlotEnded,
    SlotEvent,
    SlotFailed,
    SlotFinished,
    SlotStarted,
    WorkerReady,
)

MOST_LANDING = 4
"""Folders on their way at a time: a link that is slower than the worker holds it up."""
NO_ROOM = "spool"
"""The code of a refusal for want of room there."""
Tell = Callable[[EngineEvent], None]


@dataclass(slots=True)
class Held:
    """An attempt that the place is kept for; `is_sent` once the machine was told."""

    attempt: int
    output_dir: Path = field(default_factory=Path)
    is_sent: bool = False
    is_landing: bool = False
    is_cancelled: bool = False
    is_sure: bool = True
    """The machine is known to have it; not so from a lost link until the next one has told."""


class FarPlace:
    """Used on the loop (`AnyPlace`)."""

    def __init__(self, host: Host, worker: str, listener: FarListener, tell: Tell) -> None:
        self._host = host
        self._worker = worker
        self._listener = listener
        self._tell = tell
        self.name = place_name(host.address, worker)
        self._profile = self._device = ""
        self._held: dict[int, Held] = {}
        self._strays: set[Attempt] = set()
        """Attempts that went elsewhere while the machine could not be heard."""
        self._is_linked = self._is_closing = self._is_refused = False
        self._pause = ""
        self._state, self._sentence = WorkerState.UNREACHABLE, ""
        """As the machine told last."""
        self.worker = WorkerStateChanged(WorkerState.UNREACHABLE, "", host.now(), worker=self.name)

    # ── to look at ────────────────────────────────────────────────────────────────────────────

    @property
    def machine(self) -> str:
        return self._host.address

    @property
    def profile(self) -> str:
        return self._profile

    @property
    def fact(self) -> PlaceFact:
        return PlaceFact(self.name, self.machine, self._device, self._profile)

    @property
    def is_free(self) -> bool:
        """Ready, and without a slot at its worker; folders on their way hold it up only when they pile up."""
        is_ready = self._is_linked and self._state is WorkerState.READY
        waits = self._is_closing or self._is_refused or self._pause
        landing = sum(held.is_landing for held in self._held.values())
        return bool(is_ready and not waits and landing == len(self._held) and landing < MOST_LANDING)

    @property
    def will_serve(self) -> bool:
        is_there = self._is_linked and not self._is_closing and not self._pause
        return is_there and self._state is not WorkerState.STOPPED

    # ── its slot (AnyPlace) ───────────────────────────────────────────────────────────────────

    def reserve(self, slot_id: int, attempt: int) -> None:
        self._held[slot_id] = Held(attempt)

    def adopt(self, slot_id: int, attempt: int, output_dir: Path) -> None:
        """The last console gave the machine this attempt: whether it has it still is asked first."""
        self._held[slot_id] = Held(attempt, output_dir, is_sent=True, is_sure=False)

    def run(self, command: RunSlot) -> bool:
        held = self._held[command.slot_id]
        held.output_dir = Path(command.output_dir)
        held.is_sure = True
        held.is_sent = self._is_linked and self._host.send(self._worker, self._host.dressed(command))
        if held.is_sent:
            self._strays.discard((command.slot_id, command.attempt))
            self._show(WorkerState.BUSY, tr("Generating slot {slot}.", slot=command.slot_id))
        return held.is_sent

    def give_up(self, slot_id: int) -> None:
        self._held.pop(slot_id, None)

    def slot_ended(self, slot_id: int) -> None:
        self._held.pop(slot_id, None)

    def send(self, command: Command) -> bool:
        """A cancel that cannot be sent now is sent once the machine is back."""
        if isinstance(command, CancelSlot) and command.slot_id in self._held:
            self._held[command.slot_id].is_cancelled = True
        return self._is_linked and self._host.send(self._worker, command)

    def restart(self) -> None:
        if not self._host.send(self._worker, RestartWorker()):
            self._host.hurry()

    def refuse(self) -> None:
        """Takes no slot any more: the end is near."""
        self._is_closing = True

    # ── the machine, in sight or out of it ────────────────────────────────────────────────────

    def lose_sight(self, sentence: str) -> None:
        """The machine cannot be heard; its slots may go on there."""
        self._is_linked = False
        self._show(WorkerState.UNREACHABLE, sentence)

    def come_in_sight(self) -> None:
        """It is heard again over the same link; what went elsewhere meanwhile is called off."""
        self._is_linked = True
        self._call_off_strays()
        self._show(self._state, self._sentence)
        self._tell_free()

    def see(self, fact: WorkerFact, held_there: set[Attempt]) -> None:
        """The worker as a new link tells of it: each attempt goes on, comes home, or is in doubt."""
        self._take_fact(fact)
        for slot_id, held in list(self._held.items()):
            attempt = (slot_id, held.attempt)
            if attempt in held_there:
                self._bring_home(slot_id, held)
            else:
                held.is_sure = (fact.slot_id, fact.attempt) == attempt
            if held.is_sure and held.is_cancelled:
                self._host.send(self._worker, CancelSlot(*attempt))
        running = (fact.slot_id, fact.attempt)
        if fact.slot_id is not None and fact.attempt is not None and not self.expects(*running):
            self._strays.add((fact.slot_id, fact.attempt))
        self._is_linked, self._is_refused = True, False
        self._call_off_strays()
        self._show(self._state, self._sentence)
        self._tell_free()

    def settle(self) -> None:
        """All that was missed has been told: what the machine is not known to have is lost, without blame."""
        for slot_id, held in list(self._held.items()):
            if held.is_sent and not held.is_sure:
                if held.is_landing and not self._host.forget(slot_id, held.attempt):
                    continue  # it goes into place now
                self._lose(slot_id, tr("{machine} does not have it any more.", machine=self.machine))

    def give_up_waiting(self, away_s: float, connect_s: float) -> None:
        """Slots whose patience is over go elsewhere."""
        for slot_id, held in list(self._held.items()):
            if held.is_sent and away_s >= self._listener.patience_s(slot_id, connect_s):
                if held.is_landing and not self._host.forget(slot_id, held.attempt):
                    continue  # it goes into place now
                self._strays.add((slot_id, held.attempt))
                self._lose(slot_id, tr("{machine} cannot be reached.", machine=self.machine))

    def end(self) -> bool:
        """The place is gone for good: its slots wait in the queue again.

        False while a folder goes into place in this moment: that slot is over as soon as it has landed.
        """
        self._is_closing = True
        for slot_id, held in list(self._held.items()):
            if self._host.forget(slot_id, held.attempt):
                self._host.send(self._worker, CancelSlot(slot_id, held.attempt))
                self._lose(slot_id, tr("{machine} was removed.", machine=self.machine))
        return not self._held

    def pause(self, sentence: str) -> None:
        """Takes no slot for a while; an empty sentence ends that."""
        if sentence != self._pause:
            self._pause = sentence
            self._show(self._state, self._sentence)
            self._tell_free()

    def expects(self, slot_id: int | None, attempt: int | None) -> bool:
        """Whether it is kept for this attempt."""
        held = None if slot_id is None else self._held.get(slot_id)
        return held is not None and held.attempt == attempt

    # ── from the machine ──────────────────────────────────────────────────────────────────────

    def hear(self, message: LinkMessage) -> None:
        """One message about this worker."""
        match message:
            case WorkerTold(state=state, sentence=sentence):
                self._is_refused = False
                self._state, self._sentence = WorkerState(state), sentence
                self._show(self._state, sentence)
                self._tell_free()
            case WorkerDied():
                self._on_died(message)
            case SlotRefused() if self.expects(message.slot_id, message.attempt):
                self._on_refused(message)
            case LogLine():
                self._tell(signed(replace(message, at=self._host.moved(message.at)), self.name))
            case MemorySample():
                self._pass_on(replace(message, at=self._host.moved(message.at)))
            case WorkerReady(device=device, profile=profile):
                self._device, self._profile = device, profile
                self._host.place_changed()
                self._pass_on(message)
                self._tell_free()
            case _ if isinstance(message, SlotEvent):
                self._on_slot(message)
            case _ if isinstance(message, Event):
                self._pass_on(message)

    def _on_slot(self, event: SlotEvent) -> None:
        held = self._held.get(event.slot_id)
        if held is None or held.attempt != event.attempt:
            self._on_stray(event)
        elif isinstance(event, SlotFinished):
            self._bring_home(event.slot_id, held)
        else:
            held.is_sure = True
            if isinstance(event, SlotEnded):
                del self._held[event.slot_id]
            self._pass_on(event)

    def _on_refused(self, refused: SlotRefused) -> None:
        """Nothing was begun: the slot may go elsewhere at once. Room in the spool comes without a word."""
        del self._held[refused.slot_id]
        if refused.code == NO_ROOM:
            self._host.has_no_room(refused)
        else:
            self._is_refused = True
        self._listener.on_given_back(refused.slot_id)

    def land(self, news: Landed | LandingFailed) -> None:
        """The folder is here, or cannot be had: only now the slot is over."""
        self._held.pop(news.slot_id)
        if isinstance(news, Landed):
            self._pass_on(SlotFinished(news.slot_id, news.report_json, news.attempt))
        else:
            end = SlotFailed(news.slot_id, news.code, news.sentence, news.remedy, "{}", news.attempt)
            self._pass_on(end)

    def _pass_on(self, event: Event) -> None:
        self._tell(FromWorker(self.name, event))
        self._listener.take(event)

    def _bring_home(self, slot_id: int, held: Held) -> None:
        held.is_sure = True
        if not held.is_landing:
            held.is_landing = True
            self._host.fetch(slot_id, held.attempt, held.output_dir)
            self._listener.on_landing(slot_id)

    def _on_stray(self, event: SlotEvent) -> None:
        """An attempt that is not here any more: it is stopped there, and its folder dropped."""
        attempt = (event.slot_id, event.attempt)
        if isinstance(event, SlotStarted):
            self._strays.add(attempt)
            self._call_off_strays()
        elif isinstance(event, SlotEnded):
            self._tell(note("WARNING", dropped_end(*attempt, self.name), slot_id=event.slot_id))
            if isinstance(event, SlotFinished):
                self._host.acknowledge(*attempt)

    def _on_died(self, died: WorkerDied) -> None:
        """The machine starts the next one by itself."""
        slot_id = died.slot_id if self.expects(died.slot_id, died.attempt) else None
        outcome = _outcome(died.sentence, died.out_of_memory)
        if died.blame:
            self._tell(WorkerLost(outcome, slot_id, 0.0, self.name))
        if slot_id is not None:
            del self._held[slot_id]
            self._listener.on_worker_lost(slot_id, outcome, blame=died.blame)

    def _lose(self, slot_id: int, why: str) -> None:
        del self._held[slot_id]
        text = tr("Slot {slot} goes back to the queue: {sentence}", slot=slot_id, sentence=why)
        self._tell(note("WARNING", text, slot_id=slot_id))
        self._listener.on_worker_lost(slot_id, _outcome(why), blame=False)

    def _call_off_strays(self) -> None:
        strays, self._strays = self._strays, set()
        for attempt in strays:
            self._host.send(self._worker, CancelSlot(*attempt))
            self._host.acknowledge(*attempt)

    def _take_fact(self, fact: WorkerFact) -> None:
        before = self.fact
        self._state, self._sentence = WorkerState(fact.state), fact.sentence
        self._profile, self._device = fact.profile, fact.device or self._device
        if self.fact != before:
            self._host.place_changed()

    def _tell_free(self) -> None:
        if self.is_free:
            self._listener.on_ready()

    def _show(self, state: WorkerState, sentence: str) -> None:
        if self._pause and state is not WorkerState.UNREACHABLE:
            state, sentence = WorkerState.STOPPED, self._pause
        since = self.worker.since if state is self.worker.state else self._host.now()
        told = WorkerStateChanged(state, sentence, since, worker=self.name)
        if told != self.worker:
            self.worker = told
            self._tell(told)


def _outcome(sentence: str, out_of_memory: bool | None = None) -> ProcessOutcome:
    return ProcessOutcome(StopRung.ELSEWHERE, why=sentence, out_of_memory=out_of_memory)
