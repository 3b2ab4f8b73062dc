"""Questions to the doctor of one machine, from the first word to the answer, the refusal or the lost link."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from vortex_gui.base.doctor_report import DoctorReport
from vortex_gui.base.words.translation import mark, tr
from vortex_gui.engine.machines.ssh.ssh_fault import FaultKind, LinkFault
from vortex_gui.wire.link.words import DOCTOR_SINCE, AskDoctor, DoctorTold, Hello, LinkMessage

LIMIT_S = 330.0
"""A little longer than the machine itself waits for its doctor."""
MOST_NONCE = 2**31 - 1
RUN_THERE = mark("Run vortex-gui doctor on that machine itself.")


DoctorAnswer = DoctorReport | LinkFault
"""The findings, or why there are none."""


class DoctorCalls:
    """Used on the loop, over one link; `send` says whether that is up."""

    def __init__(
        self, address: str, send: Callable[[str, LinkMessage], bool], *, limit_s: float = LIMIT_S
    ) -> None:
        self._address = address
        self._send = send
        self._waiting: dict[int, asyncio.Future[DoctorAnswer]] = {}
        self._last = 0
        self._limit_s = limit_s

    async def ask(self, hello: Hello, profile: str) -> DoctorAnswer:
        """Checks the machine for a profile of its own, the one that it has loaded where that is empty."""
        if hello.v_max < DOCTOR_SINCE:
            return _too_old(self._address, hello)
        nonce = self._last = self._last % MOST_NONCE + 1
        answer: asyncio.Future[DoctorAnswer] = asyncio.get_running_loop().create_future()
        self._waiting[nonce] = answer
        try:
            if not self._send("", AskDoctor(nonce, profile)):
                return self._lost()
            return await asyncio.wait_for(answer, self._limit_s)
        except TimeoutError:
            sentence = tr("The doctor of {address} did not answer.", address=self._address)
            return LinkFault(FaultKind.UNREACHABLE, sentence, tr(RUN_THERE))
        finally:
            self._waiting.pop(nonce, None)

    def take(self, told: DoctorTold) -> None:
        """An answer; one that nobody waits for passes."""
        answer = self._waiting.get(told.nonce)
        if answer is None or answer.done():
            return
        if told.sentence:
            answer.set_result(LinkFault(FaultKind.REFUSED, told.sentence, told.remedy or tr(RUN_THERE)))
        else:
            answer.set_result(DoctorReport(told.profile, told.checks))

    def lose(self) -> None:
        """The link is gone, and with it every answer."""
        for answer in self._waiting.values():
            if not answer.done():
                answer.set_result(self._lost())

    def _lost(self) -> LinkFault:
        sentence = tr("The link to {address} ended before its doctor had answered.", address=self._address)
        return LinkFault(FaultKind.BROKEN, sentence, tr("Ask again once it is connected."))


def _too_old(address: str, hello: Hello) -> LinkFault:
    sentence = tr(
        "{address} runs {program}, which cannot show its doctor to a console.",
        address=address,
        program=hello.program,
    )
    return LinkFault(FaultKind.OLD_PROGRAM, sentence, tr("Install this release there."))
