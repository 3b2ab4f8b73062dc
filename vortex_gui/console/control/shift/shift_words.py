"""The sentences of the shift log: what was asked for, and how each slot ended."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from vortex_gui.base.recipe.recipe import Recipe
from vortex_gui.base.report.checks import Check, failed, sentence_of
from vortex_gui.base.report.report import Scores
from vortex_gui.base.roles import Role
from vortex_gui.base.settings.settings import Settings
from vortex_gui.base.words.translation import tr
from vortex_gui.console.look import words
from vortex_gui.console.look.labels import layer_label
from vortex_gui.console.state.shift_log import ShiftKind
from vortex_gui.engine.facts.events import WorkerLost
from vortex_gui.engine.facts.slots import SlotRow, SlotState

MOST_NAMED = 12


def slots_words(slot_ids: Sequence[int]) -> str:
    """Slots by their numbers, or how many they are."""
    if len(slot_ids) == 1:
        return tr("slot {slot}", slot=slot_ids[0])
    first, last = slot_ids[0], slot_ids[-1]
    if list(slot_ids) == list(range(first, last + 1)):
        return tr("slots {first} to {last}", first=first, last=last)
    if len(slot_ids) > MOST_NAMED:
        return tr("{count} slots", count=f"{len(slot_ids):,}")
    return tr("slots {slots}", slots=", ".join(map(str, slot_ids)))


def queued_words(slot_ids: Sequence[int]) -> str:
    """Which slots were queued at once."""
    return tr("Queued {slots}.", slots=slots_words(slot_ids))


def moved_words(slot_ids: Sequence[int], position: int) -> str:
    """Which slots were moved, and where the first of them stands."""
    return tr("Moved {slots} to place {place}.", slots=slots_words(slot_ids), place=position + 1)


def cancel_words(slot_ids: Sequence[int]) -> str:
    """Which slots are to be cancelled."""
    return tr("Asked to cancel {slots}.", slots=slots_words(slot_ids))


def put_back_words(slot_ids: Sequence[int]) -> str:
    """Which slots were moved back, each to its own place."""
    return tr("Put {slots} back where they stood in the queue.", slots=slots_words(slot_ids))


def again_words(name: Literal["retry", "duplicate", "queue"], old: Sequence[int], new: Sequence[int]) -> str:
    """Which slots were repeated, and as which; `queue` is an undone cancel."""
    if name == "queue":
        return tr("Queued {slots} again as {others}.", slots=slots_words(old), others=slots_words(new))
    if name == "retry":
        return tr("Retried {slots} as {others}.", slots=slots_words(old), others=slots_words(new))
    return tr("Duplicated {slots} as {others}.", slots=slots_words(old), others=slots_words(new))


def warm_up_words(role: Role | None) -> str:
    """Which models are to be warmed up; `None` is all of them."""
    if role is None:
        return tr("Asked to warm up all models.")
    return tr("Asked to warm up {role}.", role=layer_label(role))


def doubt_notice(
    slot_id: int, scores: Scores | None, checks: Sequence[Check], recipe: Recipe | None
) -> tuple[str, str]:
    """What failed, and what to do; a seed changes nothing about a picture that the operator brought."""
    text = doubt_words(slot_id, scores, checks)
    if recipe is None or recipe.visual_track.actor is None:
        return text, tr("Look at the clip. Duplicate it for another seed, or reword its prompt.")
    if recipe.visual_track.prompt:
        return text, tr("Look at the clip. Choose another picture, or reword its prompt.")
    return text, tr("Look at the clip. Choose another picture of the presenter.")


def doubt_words(slot_id: int, scores: Scores | None, checks: Sequence[Check] = ()) -> str:
    """A clip that failed its check: the first one of the whole clip that did, or else its scores, if any."""
    if wrong := failed(checks):
        return tr("Slot {slot} did not pass its check. {why}", slot=slot_id, why=sentence_of(wrong[0]))
    if scores is None:
        return tr("Slot {slot} did not pass its check.", slot=slot_id)
    return tr(
        "Slot {slot} did not pass its check: B {clip_b:.2f} · L {clip_l:.2f}.",
        slot=slot_id,
        clip_b=scores.score_clip_b,
        clip_l=scores.score_clip_l,
    )


def failed_words(slot_id: int, why: str) -> str:
    """A slot that failed."""
    return tr("Slot {slot} failed: {why}", slot=slot_id, why=why)


def missed_words(slot_id: int, why: str) -> str:
    """A slot whose deadline passed."""
    return tr("Slot {slot} missed its deadline: {why}", slot=slot_id, why=why)


def loss_words(event: WorkerLost) -> tuple[str, str]:
    """What became of a worker, and what happens next or what to do."""
    text = str(event.outcome)
    if event.slot_id is not None:
        text = tr("{outcome} It was generating slot {slot}.", outcome=text, slot=event.slot_id)
    if event.restart_in_s is None:
        return text, tr("It will not restart by itself: press Restart worker.")
    return text, tr("Restarting in {time}.", time=words.seconds(event.restart_in_s))


def end_words(row: SlotRow, checks: Sequence[Check] = ()) -> tuple[str, ShiftKind]:
    """What became of a slot; `checks` are those of its clip, where its report is known."""
    slot = row.slot_id
    match row.state:
        case SlotState.DONE if row.failed_check:
            return doubt_words(slot, row.scores, checks), ShiftKind.DOUBT
        case SlotState.DONE:
            return _done_words(row)
        case SlotState.FAILED:
            return failed_words(slot, row.error), ShiftKind.BAD
        case SlotState.MISSED:
            return missed_words(slot, row.error), ShiftKind.BAD
        case SlotState.SET_ASIDE:
            return tr("Slot {slot} was set aside: {why}", slot=slot, why=row.error), ShiftKind.BAD
        case _:
            return tr("Slot {slot} was cancelled.", slot=slot), ShiftKind.NOTE


def _done_words(row: SlotRow) -> tuple[str, ShiftKind]:
    took = words.seconds(row.generation_ms / 1000 if row.generation_ms is not None else None)
    if row.due_at is None or row.ended_at is None:
        return tr("Slot {slot} finished in {took}.", slot=row.slot_id, took=took), ShiftKind.GOOD
    margin_s = row.due_at - row.ended_at
    spare = words.span(abs(margin_s), abs(margin_s))
    if margin_s >= 0:
        text = tr(
            "Slot {slot} finished in {took}, {spare} before its deadline.",
            slot=row.slot_id,
            took=took,
            spare=spare,
        )
        return text, ShiftKind.GOOD
    text = tr(
        "Slot {slot} finished in {took}, {late} after its deadline.", slot=row.slot_id, took=took, late=spare
    )
    return text, ShiftKind.BAD


def settings_words(before: Settings, after: Settings) -> str:
    """Which settings were changed, by their labels; empty when none was."""
    changed = []
    for section in Settings.model_fields:
        old, new = getattr(before, section), getattr(after, section)
        for name, field in getattr(type(new), "model_fields", {}).items():
            if getattr(old, name) != getattr(new, name):
                changed.append(tr(field.title or name))
    return tr("Changed the settings: {names}.", names=", ".join(changed)) if changed else ""
