"""The preview's sentences: where a slot stands, how it ended, its scores and its times."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from vortex_gui.base.report import Report
from vortex_gui.console.look import theme
from vortex_gui.console.look.words import byte_text
from vortex_gui.console.state.known_slots import KnownSlot
from vortex_gui.engine.facts.slots import SlotState


def queue_words(slot: KnownSlot) -> str:
    if slot.position is None:
        return _tr("It is in the queue.")
    if slot.position == 0:
        return _tr("It is next.")
    if slot.position == 1:
        return _tr("One slot is before it.")
    return _tr("{0} slots are before it.").format(slot.position)


def end_words(slot: KnownSlot) -> str:
    words = {
        SlotState.FAILED: _tr("Slot {0} failed"),
        SlotState.CANCELLED: _tr("Slot {0} was cancelled"),
        SlotState.MISSED: _tr("Slot {0} missed its deadline"),
        SlotState.SET_ASIDE: _tr("Slot {0} was set aside"),
    }
    return words.get(slot.state, _tr("Slot {0}")).format(slot.slot_id)


def scores_words(report: Report | None) -> str:
    """One line of rich text: the scores and the verdict."""
    scores = report.verification if report else None
    if scores is None:
        return _tr("Verification")
    tones = theme.current()
    passed = scores.self_check_passed
    verdict, colour = (_tr("passed"), tones.good) if passed else (_tr("not passed"), tones.bad)
    if scores.outlier_detected:
        verdict, colour = verdict + ", " + _tr("the models disagree"), tones.warn
    figures = _tr("B {0:.2f} · L {1:.2f} · together {2:.2f} (needs {3:.2f})").format(
        scores.score_clip_b, scores.score_clip_l, scores.ensemble_score, scores.clip_threshold
    )
    return f'<b style="color:{colour.name()}">{verdict}</b> · {figures}'


def time_words(report: Report | None) -> str:
    """One line of rich text: how long it took, the deadline, the memory and the quality rung."""
    if report is None:
        return _tr("Stages")
    tones = theme.current()
    parts = []
    if report.generation_time_ms is not None:
        parts.append(_tr("{0:.1f} s").format(report.generation_time_ms / 1e3))
    deadline = report.deadline
    if deadline.due_s is not None and deadline.met is not None:
        met = _tr("deadline met") if deadline.met else _tr("deadline missed")
        colour = tones.good if deadline.met else tones.bad
        parts.append(f'<b style="color:{colour.name()}">{met}</b>')
    if report.memory and report.memory.peak_bytes:
        parts.append(_tr("peak {0}").format(byte_text(report.memory.peak_bytes)))
    if report.rung and report.rung != "full":
        parts.append(report.rung)
    return " · ".join(parts) or _tr("Stages")


def _tr(text: str) -> str:
    return QCoreApplication.translate("Preview", text)
