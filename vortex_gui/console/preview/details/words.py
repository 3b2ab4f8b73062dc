"""The preview's sentences: where a slot stands, how it ended, its scores and its times."""

from __future__ import annotations

from html import escape

from vortex_gui.base.profile import FULL
from vortex_gui.base.report.checks import CHECK_FACTS, failed
from vortex_gui.base.report.report import Report, Verification, kept_take
from vortex_gui.base.words.translation import mark, tr
from vortex_gui.console.look import theme
from vortex_gui.console.look.words import byte_text
from vortex_gui.console.state.slots.known_slots import KnownSlot
from vortex_gui.engine.facts.slots import SlotState


def queue_words(slot: KnownSlot) -> str:
    if slot.position is None:
        return tr("It is queued.")
    if slot.position == 0:
        return tr("It is next.")
    if slot.position == 1:
        return tr("One slot is ahead of it.")
    return tr("{position} slots are ahead of it.", position=slot.position)


_ENDS = {
    SlotState.FAILED: mark("Slot {slot} failed"),
    SlotState.CANCELLED: mark("Slot {slot} was cancelled"),
    SlotState.MISSED: mark("Slot {slot} missed its deadline"),
    SlotState.SET_ASIDE: mark("Slot {slot} was set aside"),
}


def end_words(slot: KnownSlot) -> str:
    return tr(_ENDS.get(slot.state, mark("Slot {slot}")), slot=slot.slot_id)


def scores_words(report: Report | None) -> tuple[str, ...]:
    """One line of rich text, the fullest wording first: the verdict and the scores."""
    if report is None or report.passed is None:
        return (tr("Verification"),)
    tones, passed, scores = theme.current(), report.passed, report.verification
    wrong = ", ".join(tr(CHECK_FACTS[check.name].label) for check in failed(report.checks))
    verdict, colour = (tr("passed"), tones.good) if passed else (tr("not passed"), tones.doubt)
    if wrong:
        verdict = tr("not passed: {checks}", checks=wrong)
    elif scores is not None and scores.outlier_detected:
        verdict = tr("passed, the models disagree") if passed else tr("not passed, the models disagree")
        colour = tones.warn
    told = f'<b style="color:{colour.name()}">{verdict}</b>'
    if scores is None:
        why_not = tr("not scored: no prompt")  # lupdate finds none within an f-string
        return f"{told} · {why_not}", told
    each = tr("B {clip_b:.2f} · L {clip_l:.2f}", clip_b=scores.score_clip_b, clip_l=scores.score_clip_l)
    ensemble, least = scores.ensemble_score, scores.clip_threshold
    together = tr("together {ensemble:.2f} (needs {least:.2f})", ensemble=ensemble, least=least)
    short = tr("{ensemble:.2f} (needs {least:.2f})", ensemble=ensemble, least=least)
    origin = _origin(scores)
    fullest = [f"{told} · {each} · {together} · {origin}"] if origin else []
    return *fullest, f"{told} · {each} · {together}", f"{told} · {together}", f"{told} · {short}", told


def _origin(scores: Verification) -> str:
    """Where the thresholds come from; nothing of a report that does not tell."""
    measured = scores.thresholds_measured
    if measured is None:
        return ""
    if not measured:
        return tr("thresholds not calibrated")
    return escape(tr("thresholds: {origin}", origin=measured))


def time_words(report: Report | None) -> tuple[str, ...]:
    """One line of rich text, the fullest wording first: duration, deadline, target, quality rung, memory."""
    if report is None:
        return (tr("Stages"),)
    tones = theme.current()
    parts = []
    if report.generation_time_ms is not None:
        parts.append(tr("{generation_time_ms:.1f} s", generation_time_ms=report.generation_time_ms / 1e3))
    deadline = report.deadline
    if deadline.due_s is not None and deadline.met is not None:
        met = tr("deadline met") if deadline.met else tr("deadline missed")
        colour = tones.good if deadline.met else tones.bad
        parts.append(f'<b style="color:{colour.name()}">{met}</b>')
    if report.target.target_s is not None and report.target.met is not None:
        met = tr("target met") if report.target.met else tr("target not met")
        colour = tones.good if report.target.met else tones.warn
        parts.append(f'<span style="color:{colour.name()}">{met}</span>')
    if report.rung and report.rung != FULL:
        parts.append(escape(report.rung))
    if place := kept_take(report.takes):
        parts.append(tr("take {place} of {count}", place=place, count=len(report.takes)))
    if report.memory and report.memory.peak_bytes:
        parts.append(tr("peak {peak_bytes}", peak_bytes=byte_text(report.memory.peak_bytes)))
    return tuple(" · ".join(parts[:count]) for count in range(len(parts), 0, -1)) or (tr("Stages"),)
