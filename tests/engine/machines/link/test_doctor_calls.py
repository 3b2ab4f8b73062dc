"""Questions to a machine's doctor: answered, refused, lost, or not asked of an agent that is too old."""

from __future__ import annotations

import asyncio

from tests.engine.places.watched import run
from vortex_gui.base.doctor_report import Check, DoctorReport, State
from vortex_gui.engine.machines.link.doctor_calls import LIMIT_S, DoctorAnswer, DoctorCalls
from vortex_gui.engine.machines.ssh.ssh_fault import FaultKind, LinkFault
from vortex_gui.wire.link.words import DOCTOR_SINCE, AskDoctor, DoctorTold, Hello, LinkMessage

HELLO = Hello(2, DOCTOR_SINCE, "vortex-gui 0.4.0", "box", 1.0, "boot", (), (), 0, 10**9)
OLD = Hello(2, DOCTOR_SINCE - 1, "vortex-gui 0.3.0", "box", 1.0, "boot", (), (), 0, 10**9)


class Link:
    """Writes down what is sent."""

    def __init__(self, *, is_up: bool = True, limit_s: float = LIMIT_S) -> None:
        self.sent: list[LinkMessage] = []
        self.is_up = is_up
        self.calls = DoctorCalls("ada@box", self.send, limit_s=limit_s)

    def send(self, worker: str, message: LinkMessage) -> bool:
        assert worker == ""
        self.sent.append(message)
        return self.is_up

    async def ask(self, hello: Hello = HELLO) -> asyncio.Task[DoctorAnswer]:
        task = asyncio.create_task(self.calls.ask(hello, "mini"))
        await asyncio.sleep(0)
        return task


def test_each_question_gets_its_own_answer() -> None:
    async def story() -> None:
        link = Link()
        first, second = await link.ask(), await link.ask()
        assert link.sent == [AskDoctor(1, "mini"), AskDoctor(2, "mini")]
        check = Check("disk", State.NOTE, "5 GB", "Make room.")
        link.calls.take(DoctorTold(7, "mini", (), "", ""))
        link.calls.take(DoctorTold(2, "mini", (check,), "", ""))
        told = await second
        assert told == DoctorReport("mini", (check,))
        link.calls.take(DoctorTold(1, "mini", (), "Busy.", "Wait."))
        assert await first == LinkFault(FaultKind.REFUSED, "Busy.", "Wait.")
        link.calls.take(DoctorTold(1, "mini", (), "", ""))

    run(story)


def test_a_doctor_that_is_silent_and_one_that_only_refuses_leave_something_to_do() -> None:
    async def story() -> None:
        link = Link(limit_s=0.01)
        silent = await (await link.ask())
        assert isinstance(silent, LinkFault)
        assert silent.sentence == "The doctor of ada@box did not answer."
        link = Link()
        asked = await link.ask()
        link.calls.take(DoctorTold(1, "mini", (), "It broke.", ""))
        refused = await asked
        assert isinstance(refused, LinkFault)
        assert [silent.remedy, refused.remedy] == ["Run vortex-gui doctor on that machine itself."] * 2

    run(story)


def test_a_lost_link_answers_them_all() -> None:
    async def story() -> None:
        link = Link()
        asked = await link.ask()
        link.calls.lose()
        link.calls.lose()
        told = await asked
        assert isinstance(told, LinkFault)
        assert told.sentence == "The link to ada@box ended before its doctor had answered."
        assert told.remedy == "Ask again once it is connected."
        link.is_up = False
        assert await (await link.ask()) == told

    run(story)


def test_an_older_agent_is_not_asked_and_one_sentence_says_so() -> None:
    async def story() -> None:
        link = Link()
        told = await (await link.ask(OLD))
        assert isinstance(told, LinkFault)
        assert (told.kind, told.remedy) == (FaultKind.OLD_PROGRAM, "Install this release there.")
        assert told.sentence == "ada@box runs vortex-gui 0.3.0, which cannot show its doctor to a console."
        assert link.sent == []

    run(story)
