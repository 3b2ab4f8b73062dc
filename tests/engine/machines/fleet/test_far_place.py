"""A far place by itself: what it holds, what is on its way from it, and what it gives back."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from tests.engine.rows import RECIPE
from vortex_gui.base.log.logs import note
from vortex_gui.engine.facts.events import EngineEvent, FromWorker, WorkerState, WorkerStateChanged
from vortex_gui.engine.facts.outcome import ProcessOutcome
from vortex_gui.engine.machines.fleet.far_faces import Attempt
from vortex_gui.engine.machines.fleet.far_place import MOST_LANDING, FarPlace
from vortex_gui.engine.machines.landing.landings import Landed
from vortex_gui.wire.link.words import FolderAck, LinkMessage, SlotRefused, WorkerFact, WorkerTold
from vortex_gui.wire.protocol import (
    CancelSlot,
    Event,
    MemorySample,
    RunSlot,
    SlotFinished,
    SlotStarted,
)

AHEAD_S = 100.0
"""The machine's clock is so far behind."""
READY = WorkerFact("local", "cpu", "mini", "ready", "The worker is ready.")
SAMPLE = MemorySample(5.0, {}, 0, 0, 1, None, None, None, "", 0)


class Page:
    """Writes down what the place asks of its machine and tells the queue (`Host`, `FarListener`)."""

    address = "box"

    def __init__(self) -> None:
        self.sent: list[LinkMessage] = []
        self.fetched: list[Attempt] = []
        self.heard: list[Event] = []
        self.told: list[EngineEvent] = []
        self.landing: list[int] = []
        self.given_back: list[int] = []
        self.lost: list[tuple[int | None, bool]] = []
        self.patience = 10.0
        self.can_forget = True
        self.is_full = False
        self.place = FarPlace(self, "local", self, self.told.append)

    def now(self) -> float:
        return 50.0

    def moved(self, at: float) -> float:
        return at + AHEAD_S

    def send(self, worker: str, message: LinkMessage) -> bool:
        self.sent.append(message)
        return True

    def hurry(self) -> None: ...

    def fetch(self, slot_id: int, attempt: int, output_dir: Path) -> None:
        self.fetched.append((slot_id, attempt))

    def forget(self, slot_id: int, attempt: int) -> bool:
        return self.can_forget

    def acknowledge(self, slot_id: int, attempt: int) -> bool:
        return self.send("", FolderAck(slot_id, attempt))

    def dressed(self, command: RunSlot) -> RunSlot:
        return replace(command, recipe_json="dressed")

    def has_no_room(self, refused: SlotRefused) -> None:
        self.is_full = True

    def place_changed(self) -> None: ...

    def on_ready(self) -> None: ...

    def take(self, event: Event) -> None:
        self.heard.append(event)

    def on_worker_lost(self, slot_id: int | None, outcome: ProcessOutcome, *, blame: bool) -> None:
        self.lost.append((slot_id, blame))

    def on_landing(self, slot_id: int) -> None:
        self.landing.append(slot_id)

    def on_given_back(self, slot_id: int) -> None:
        self.given_back.append(slot_id)

    def patience_s(self, slot_id: int, connect_s: float) -> float:
        return self.patience

    def state(self) -> WorkerState:
        """As it was told last."""
        return [event.state for event in self.told if isinstance(event, WorkerStateChanged)][-1]


def give(page: Page, slot_id: int, attempt: int = 1) -> None:
    page.place.reserve(slot_id, attempt)
    assert page.place.run(RunSlot(slot_id, attempt, RECIPE.to_json(), 7, "/out", None))


def finish(page: Page, slot_id: int, attempt: int = 1) -> None:
    page.place.hear(SlotFinished(slot_id, "{}", attempt))
    page.place.hear(WorkerTold("ready", "The worker is ready.", 1.0))


@pytest.fixture
def page() -> Page:
    page = Page()
    assert not page.place.will_serve
    page.place.see(READY, set())
    assert page.place.is_free
    return page


def test_a_worker_is_free_once_it_is_done_and_its_slot_is_over_once_it_has_landed(page: Page) -> None:
    give(page, 1)
    assert isinstance(page.sent[-1], RunSlot)
    assert page.sent[-1].recipe_json == "dressed"
    assert not page.place.is_free
    finish(page, 1)
    assert page.place.is_free
    assert page.fetched == [(1, 1)]
    assert page.landing == [1]
    assert page.heard == []
    give(page, 2)
    page.place.land(Landed(1, 1, Path("/out/slot-000001"), '{"slot_id": 1}'))
    assert page.heard == [SlotFinished(1, '{"slot_id": 1}', 1)]
    assert FromWorker("box/local", page.heard[0]) in page.told
    assert page.place.expects(2, 1)


def test_a_link_that_is_slower_than_the_worker_holds_it_up(page: Page) -> None:
    for number in range(MOST_LANDING):
        assert page.place.is_free
        give(page, number)
        finish(page, number)
    assert not page.place.is_free
    page.place.land(Landed(0, 1, Path("/out/slot-000000")))
    assert page.place.is_free


def test_slots_wait_for_a_machine_out_of_sight_as_long_as_their_patience(page: Page) -> None:
    give(page, 1)
    page.place.lose_sight("box cannot be reached.")
    assert page.state() is WorkerState.UNREACHABLE
    assert not page.place.will_serve
    page.place.give_up_waiting(9.9, 0.1)
    assert page.lost == []
    page.patience = 5.0
    page.place.give_up_waiting(9.9, 0.1)
    assert page.lost == [(1, False)]
    page.sent.clear()
    page.place.come_in_sight()
    assert page.sent == [CancelSlot(1, 1), FolderAck(1, 1)], "it is called off there"


def test_a_folder_that_goes_into_place_in_this_moment_is_waited_for(page: Page) -> None:
    give(page, 1)
    finish(page, 1)
    page.place.lose_sight("box cannot be reached.")
    page.can_forget = False
    page.place.give_up_waiting(99.0, 0.1)
    assert page.lost == []
    page.place.land(Landed(1, 1, Path("/out/slot-000001")))
    assert [type(event) for event in page.heard] == [SlotFinished]


def test_what_a_new_link_does_not_tell_of_is_lost_once_all_was_told(page: Page) -> None:
    for slot_id in (1, 2, 3):
        page.place.adopt(slot_id, 1, Path("/out"))
    page.place.see(replace(READY, state="busy", slot_id=1, attempt=1), {(2, 1)})
    assert page.fetched == [(2, 1)]
    assert page.lost == []
    page.place.settle()
    assert page.lost == [(3, False)]
    assert page.place.expects(1, 1)


def test_a_slot_that_is_begun_after_the_hello_is_not_in_doubt(page: Page) -> None:
    page.place.reserve(1, 1)
    page.place.see(READY, set())
    assert page.place.run(RunSlot(1, 1, RECIPE.to_json(), 7, "/out", None))
    page.place.settle()
    assert page.lost == []


def test_attempts_of_others_are_stopped_and_told(page: Page) -> None:
    page.place.hear(SlotStarted(9, 4))
    assert page.sent == [CancelSlot(9, 4), FolderAck(9, 4)]
    page.place.hear(SlotFinished(9, "{}", 4))
    assert page.sent[-1] == FolderAck(9, 4)
    assert page.heard == []
    assert page.fetched == []
    told = [event.message for event in page.told if hasattr(event, "message")]
    assert told == ["A late or second end of slot 9 was dropped: attempt 4 at worker box/local."]


def test_a_refused_slot_is_given_back_and_the_place_waits_for_a_word(page: Page) -> None:
    give(page, 1)
    page.place.hear(SlotRefused(1, 1, "busy", "The worker local is not free.", ""))
    assert page.given_back == [1]
    assert not page.place.is_free
    assert not page.is_full
    page.place.hear(WorkerTold("ready", "The worker is ready.", 1.0))
    assert page.place.is_free
    give(page, 1)
    page.place.hear(SlotRefused(1, 1, "spool", "The spool is full.", ""))
    assert page.is_full
    page.place.pause("The spool is full.")
    page.place.pause("")
    assert page.place.is_free


def test_a_paused_place_says_why_and_goes_on(page: Page) -> None:
    page.place.pause("The spool is full.")
    assert page.state() is WorkerState.STOPPED
    assert not page.place.is_free
    assert not page.place.will_serve
    page.place.pause("")
    assert page.state() is WorkerState.READY
    assert page.place.is_free


def test_moments_are_moved_to_this_machine_s_clock(page: Page) -> None:
    page.place.hear(SAMPLE)
    assert page.heard == [replace(SAMPLE, at=5.0 + AHEAD_S)]
    page.place.hear(replace(note("INFO", "hello"), at=7.0))
    line = page.told[-1]
    assert getattr(line, "at", None) == 7.0 + AHEAD_S
    assert '"worker": "box/local"' in getattr(line, "fields_json", "")


def test_the_end_of_a_place_gives_its_slots_back(page: Page) -> None:
    give(page, 1)
    page.place.end()
    assert page.sent[-1] == CancelSlot(1, 1)
    assert page.lost == [(1, False)]
    assert not page.place.is_free
