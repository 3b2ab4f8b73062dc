"""How a slot ended: each way out as a decision for the writer thread, which may check the disk."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from vortex_gui.base.words.translation import tr
from vortex_gui.engine.facts.outcome import ProcessOutcome
from vortex_gui.engine.facts.records import SlotEnd
from vortex_gui.engine.facts.slots import SlotRow, SlotState
from vortex_gui.engine.output.finished_folder import end_of, whole_report
from vortex_gui.wire.protocol import SlotFailed, SlotFinished, SlotMissed

Decide = Callable[[SlotRow, float], SlotEnd]
"""Says how a slot ended, at an epoch second."""
ToldEnd = SlotFinished | SlotFailed | SlotMissed
"""A worker's report that a slot is over."""


def cancelled(row: SlotRow, at: float) -> SlotEnd:
    """As the operator asked."""
    return SlotEnd(SlotState.CANCELLED, at)


def finished(report_json: str) -> Decide:
    """Done only when the folder is whole: the decision checks the worker's report on disk, and takes that."""

    def decide(row: SlotRow, at: float) -> SlotEnd:
        whole = whole_report(row)
        if whole is None:
            sentence = tr("The worker reported the slot done, but {folder} is incomplete.", folder=row.folder)
            return end_of(SlotState.FAILED, at, report_json, error_code="output", error=sentence)
        return end_of(SlotState.DONE, at, whole, due_at=row.due_at)

    return decide


def failed(event: SlotFailed) -> Decide:
    """A stage failed."""
    return lambda row, at: end_of(
        SlotState.FAILED,
        at,
        event.report_json,
        error_code=event.code,
        error=event.sentence,
        remedy=event.remedy,
    )


def missed(sentence: str, report_json: str = "{}") -> Decide:
    """The slot could not meet its deadline."""

    def decide(row: SlotRow, at: float) -> SlotEnd:
        end = end_of(SlotState.MISSED, at, report_json, error_code="deadline", error=sentence)
        return replace(end, deadline_met=False)

    return decide


def as_told(event: ToldEnd) -> Decide:
    """As the worker reports."""
    match event:
        case SlotFinished(report_json=report):
            return finished(report)
        case SlotFailed():
            return failed(event)
        case SlotMissed(sentence=sentence, report_json=report):
            return missed(sentence, report)


def blames_the_folder(event: ToldEnd) -> bool:
    """Whether the slot may be over only because its folder went: the disk tells then."""
    return isinstance(event, SlotFinished) or (isinstance(event, SlotFailed) and event.code == "output")


def set_aside_sentence(deaths: int, outcome: ProcessOutcome) -> str:
    """Why a slot was set aside, with how its last worker ended."""
    return tr("Its worker died {count} times, so it was set aside. {outcome}", count=deaths, outcome=outcome)


def set_aside(sentence: str) -> Decide:
    """Too many workers died of it."""
    return lambda row, at: SlotEnd(SlotState.SET_ASIDE, at, error_code="set_aside", error=sentence)
