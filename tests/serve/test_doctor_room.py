"""The doctor for the console that asks: one run at a time, and an answer for each question."""

from __future__ import annotations

import asyncio

from tests.engine.places.watched import run
from vortex_gui.base.doctor_report import Check, DoctorReport, State
from vortex_gui.engine.side.examining import NoReport
from vortex_gui.serve.doctor_room import MOST_WAITING, DoctorRoom
from vortex_gui.wire.link.words import AskDoctor, DoctorTold

CHECKS = (Check("ssh", State.GOOD, "/usr/bin/ssh"),)


class Room:
    """A doctor that ends when the test says so."""

    def __init__(self, found: DoctorReport | NoReport | None = None) -> None:
        self.found = found or DoctorReport("mini", CHECKS)
        self.asked: list[str] = []
        self.told: list[DoctorTold] = []
        self.go = asyncio.Event()
        self.came = asyncio.Event()
        self.room = DoctorRoom(self.examine, self.answer)

    async def examine(self, profile: str) -> DoctorReport | NoReport:
        self.asked.append(profile)
        await self.go.wait()
        if profile == "mini-512":
            raise FileNotFoundError(2, "No such file")
        return self.found

    def answer(self, told: DoctorTold) -> None:
        self.told.append(told)
        self.came.set()


def test_questions_for_one_profile_share_a_run_and_others_are_told_to_wait() -> None:
    async def story() -> None:
        desk = Room()
        for nonce, profile in ((1, ""), (2, ""), (3, "mini"), (4, "/etc/passwd")):
            desk.room.ask(AskDoctor(nonce, profile))
        assert all(told.remedy for told in desk.told)
        assert [(told.nonce, told.sentence[:11]) for told in desk.told] == [
            (3, "Its doctor "),
            (4, "profile '/e"),
        ]
        desk.told.clear()
        desk.came.clear()
        desk.go.set()
        await desk.came.wait()
        assert desk.told == [DoctorTold(nonce, "mini", CHECKS, "", "") for nonce in (1, 2)]
        assert desk.asked == [""]

    run(story)


def test_a_flood_of_questions_is_one_run_and_a_bounded_number_of_answers() -> None:
    async def story() -> None:
        desk = Room()
        for nonce in range(10_000):
            desk.room.ask(AskDoctor(nonce, ""))
        refused = len(desk.told)
        desk.came.clear()
        desk.go.set()
        await desk.came.wait()
        assert (refused, len(desk.told), desk.asked) == (10_000 - MOST_WAITING, 10_000, [""])

    run(story)


def test_a_doctor_without_findings_is_a_sentence_and_a_remedy() -> None:
    async def story() -> None:
        for desk, profile, sentence, remedy in (
            (Room(NoReport("It broke.", "Mend it.")), "mini", "It broke.", "Mend it."),
            (
                Room(),
                "mini-512",
                "The doctor could not be started (No such file).",
                "Install this release there again.",
            ),
        ):
            desk.go.set()
            desk.room.ask(AskDoctor(1, profile))
            await desk.came.wait()
            assert desk.told == [DoctorTold(1, profile, (), sentence, remedy)]

    run(story)


def test_the_next_console_gets_a_run_of_its_own() -> None:
    async def story() -> None:
        desk = Room()
        desk.room.ask(AskDoctor(1, ""))
        await asyncio.sleep(0)
        desk.room.leave()
        desk.room.ask(AskDoctor(2, ""))
        desk.go.set()
        await desk.came.wait()
        assert ([told.nonce for told in desk.told], desk.asked) == ([2], ["", ""])
        await desk.room.close()

    run(story)
