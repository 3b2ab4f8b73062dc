"""Chooses a profile for a card, with the reason of each choice."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from vortex_gui.base.errors import InputError
from vortex_gui.base.plan.cards import CARDS, Card, find_card
from vortex_gui.base.plan.fit_report import Choice
from vortex_gui.base.profile import Budgets, Limits, OnCpu, Precision, Profile, Rung, load_profile
from vortex_gui.base.roles import Role
from vortex_gui.base.stages import DEVICE_STAGES, STAGES
from vortex_gui.base.words.amounts import GB
from vortex_gui.base.words.translation import mark, tr
from vortex_gui.pipeline.plan.advice import PUBLISHED_FRAME_S, PUBLISHED_ON, cpu_share
from vortex_gui.pipeline.plan.figures import Plan
from vortex_gui.pipeline.plan.plan import BATCHES, CONTEXT_BYTES, plan_on
from vortex_gui.pipeline.plan.stage_work import Counted, StageWork

REFERENCE = "rtx3060"
"""Its checkpoints, voices, thresholds and steps are every fitted profile's."""
SPARE_SHARE = 0.05
"""Of the card's memory, left to the desktop and other programs, beside the most that a context takes."""
SOFT_GAP_GB = 0.2
"""The soft limit stands so far below the hard one."""
SIDES = (512, 384, 256)
"""512 is the side that LivePortrait draws; larger pictures cost memory and time, and no face gets finer."""
TARGETS_S = (20, 30, 45, 60, 90, 120, 180, 300, 600)
"""Tried in turn when the operator names no target; the first is the reference's."""
RUNGS = (
    Rung(name="full"),
    Rung(name="every 2nd frame", every=2),
    Rung(name="every 3rd frame", every=3),
    Rung(name="every 4th frame", every=4),
    Rung(name="every 6th frame", every=6),
    Rung(name="every 8th frame and 3 steps", every=8, steps=3),
)
RESERVE = 2
"""Rungs kept below the one that meets the target, for a machine that is slower than its plan."""
LEAST_BUDGET_S = 2.0


@dataclass(frozen=True, slots=True)
class _Way:
    """How the networks are held, from the finest to the smallest."""

    precisions: Mapping[Role, Precision]
    on_cpu: Mapping[Role, OnCpu]
    why: str


_FINEST: Mapping[Role, Precision] = {"flux": "bf16", "clip_b": "fp16", "clip_l": "fp16"}
_INT8: Mapping[Role, Precision] = {"flux": "int8", "clip_b": "fp16", "clip_l": "fp16"}
_NF4: Mapping[Role, Precision] = {"flux": "nf4", "clip_b": "fp16", "clip_l": "fp16"}
_SMALLEST: Mapping[Role, Precision] = {"flux": "nf4", "clip_b": "int8", "clip_l": "int8"}
_T5: Mapping[Role, OnCpu] = {"flux": "text_encoder_2"}
_T5_AND_SPEECH: Mapping[Role, OnCpu] = {**_T5, "kokoro": "all"}
_ALL_THREE: Mapping[Role, OnCpu] = {**_T5_AND_SPEECH, "clip_l": "all", "clip_b": "all"}
_WAYS = (
    _Way(_FINEST, {}, mark("everything fits as it was published, without quantising")),
    _Way(_INT8, {}, mark("bf16 does not fit, and int8 is finer than nf4")),
    _Way(_NF4, {}, mark("int8 does not fit; nf4 takes half of its memory")),
    _Way(_SMALLEST, {}, mark("beside nf4, the CLIP models fit in int8 alone")),
    _Way(_SMALLEST, _T5, mark("five models do not fit: T5, which works once a slot, goes to the CPU")),
    _Way(
        _SMALLEST,
        _T5_AND_SPEECH,
        mark("five models do not fit: T5 and speech, which a processor can do, go to the CPU"),
    ),
    _Way(
        _SMALLEST,
        _ALL_THREE,
        mark(
            "five models do not fit: T5, speech and both CLIP models, which a processor can do, go to the CPU"
        ),
    ),
)


@dataclass(frozen=True, slots=True)
class Fit:
    """A profile for a card, its plan, and the reason of each choice."""

    profile: Profile
    plan: Plan
    choices: tuple[Choice, ...]


def card_of(name: str, memory_gb: float | None) -> Card:
    """The card of a name, with its own memory or the one given in GiB, as it is printed on the box.

    Raises:
        InputError: the name is not in the table and no memory is given, or the memory is no card's.
    """
    if memory_gb is not None and not 1 <= memory_gb <= 1024:
        raise InputError([tr("--memory: {memory:g} is no card's; 1 to 1024 GB are.", memory=memory_gb)])
    try:
        card = find_card(name)
    except InputError:
        if memory_gb is None:
            raise
        # Its rates are unknown: those of the slowest card of the table promise nothing it cannot keep.
        slowest = min(CARDS, key=lambda each: each.tensor_tflops)
        card = replace(slowest, name=name)
    return card if memory_gb is None else replace(card, memory_bytes=round(memory_gb * 2**30))


def name_of(card: Card) -> str:
    """What a fitted profile is called, and its file."""
    plain = "".join(letter for letter in card.name.lower() if letter.isalnum())
    return f"{plain or 'card'}-{round(card.memory_bytes / 2**30)}gb"


def fit(card: Card, target_s: float | None = None, *, counted: Counted | None = None) -> Fit:
    """The finest profile whose plan fits the card; `counted` keeps what is counted, for the next card.

    Raises:
        InputError: no profile of these five models fits.
    """
    base = _limited(load_profile(REFERENCE), card)
    counted = counted or Counted()
    for side, way in _candidates():
        profile = _as(base, way, side)
        work = StageWork(profile, counted=counted)
        found = plan_on(work, card)
        if found.fits and found.total_bytes - found.saved_bytes <= found.soft_limit_bytes:
            return _settled(profile, work, found, card, way, target_s)
    raise InputError(
        [
            tr(
                "gpu: {card} has {memory:.1f} GB; the five models need {needed:.1f} GB.",
                card=card.name,
                memory=card.memory_bytes / GB,
                needed=(found.total_bytes + CONTEXT_BYTES[0]) / GB,
            )
        ]
    )


def _candidates() -> Iterator[tuple[int, _Way]]:
    """The ways at full size; then the smallest one at smaller sizes."""
    for way in _WAYS:
        yield SIDES[0], way
    for side in SIDES[1:]:
        yield side, _WAYS[-1]


def _limited(profile: Profile, card: Card) -> Profile:
    spare = CONTEXT_BYTES[1] + SPARE_SHARE * card.memory_bytes
    hard_gb = math.floor((card.memory_bytes - spare) / GB * 10) / 10
    if hard_gb <= SOFT_GAP_GB:
        raise InputError([tr("gpu: {card} has too little memory for any model.", card=card.name)])
    limits = Limits(soft_gb=round(hard_gb - SOFT_GAP_GB, 1), hard_gb=hard_gb)
    return profile.model_copy(update={"limits": limits, "ladder": RUNGS})


def _as(base: Profile, way: _Way, side: int) -> Profile:
    roles = {
        role: spec.model_copy(
            update={
                "precision": way.precisions.get(role, spec.precision),
                "on_cpu": (way.on_cpu[role],) if role in way.on_cpu else (),
            }
        )
        for role, spec in base.roles.items()
    }
    sizes = base.sizes.model_copy(update={"width": side, "height": side})
    return base.model_copy(update={"roles": roles, "sizes": sizes})


def _settled(
    profile: Profile, work: StageWork, found: Plan, card: Card, way: _Way, wish_s: float | None
) -> Fit:
    """The profile with batch, target, budgets and ladder; its plan anew, since they speak of them."""
    slack = max(1.0, PUBLISHED_FRAME_S / work.frame.floor_s(find_card(PUBLISHED_ON)))
    likely = [sum(work.of(stage, rung).floor_s(card) for stage in DEVICE_STAGES) * slack for rung in RUNGS]
    target_s = wish_s or next((t for t in TARGETS_S if min(likely) <= t), TARGETS_S[-1])
    chosen = next((at for at, seconds in enumerate(likely) if seconds <= target_s), None)
    ladder = RUNGS[: len(RUNGS) if chosen is None else chosen + 1 + RESERVE]
    rung = ladder[-1] if chosen is None else RUNGS[chosen]
    memory_gib = round(card.memory_bytes / 2**30)
    budgets = {
        f"{stage}_s": max(LEAST_BUDGET_S, math.ceil(2 * slack * work.of(stage, rung).floor_s(card)) / 2)
        for stage in STAGES
    }
    whole = profile.model_copy(
        update={
            "name": name_of(card),
            "label": f"{card.name} ({memory_gib} GB)",
            "gpu": card.name if any(card.name == each.name for each in CARDS) else None,
            "ladder": ladder,
            "animation_batch": _batch(work, found),
            "deadline_s": float(target_s),
            "budgets": Budgets(**budgets, slot_s=float(target_s)),
        }
    )
    work = StageWork(whole, counted=work.counted)
    again = plan_on(work, card)
    likely_s = likely[len(RUNGS) - 1 if chosen is None else chosen]
    told = _choices(work, again, way, rung, target_s, wish_s, likely_s)
    return Fit(whole, again, tuple(told))


def _batch(work: StageWork, found: Plan) -> int:
    """The largest that stays under the soft limit, so that the allocator has room for its blocks."""
    held = found.resident_bytes + found.buffers_bytes + sum(figure.bytes for figure in found.workspace)
    room = found.soft_limit_bytes - held
    return next((batch for batch in BATCHES if batch * work.frame.peak_bytes <= room), BATCHES[-1])


def _choices(
    work: StageWork,
    found: Plan,
    way: _Way,
    rung: Rung,
    target_s: float,
    wish_s: float | None,
    likely_s: float,
) -> Iterator[Choice]:
    profile = work.profile
    held = ", ".join(f"{role} {spec.precision}" for role, spec in profile.roles.items())
    yield Choice(tr("Precision"), held, tr("The finest that fits: {why}.", why=tr(way.why)))
    if found.beside:
        parts = ", ".join(f"{held.role} {held.name}" for held in found.beside)
        yield Choice(tr("On the CPU"), parts, cpu_share(found, work))
    yield Choice(
        tr("Limits"),
        tr(
            "soft {soft:.1f} GB, hard {hard:.1f} GB", soft=profile.limits.soft_gb, hard=profile.limits.hard_gb
        ),
        tr(
            "{context:.1f} GB stay free for the CUDA context, and {share:.0%} of the card for the desktop; "
            "the plan needs {total:.2f} GB.",
            context=CONTEXT_BYTES[1] / GB,
            share=SPARE_SHARE,
            total=found.total_bytes / GB,
        ),
    )
    side = profile.sizes.width
    why = tr("LivePortrait draws at 512x512; a larger picture makes no face finer.")
    if side < SIDES[0]:
        why = tr("No larger picture fits.")
    yield Choice(tr("Size"), f"{side}x{profile.sizes.height}", why)
    yield Choice(
        tr("Batch"),
        tr("{count} at a time", count=profile.animation_batch),
        tr("The most frames at once that keep the soft limit."),
    )
    told = likely_s <= target_s
    yield Choice(
        tr("Target"),
        f"{target_s:g} s",
        tr("You asked for it.") if wish_s else tr("The shortest of the usual ones that the card can meet."),
    )
    yield Choice(
        tr("Ladder"),
        ", ".join(each.name for each in profile.ladder),
        tr("The rung '{rung}' is likely to take {seconds:.0f} s.", rung=rung.name, seconds=likely_s)
        if told
        else tr(
            "No rung is likely to meet the target: '{rung}' takes some {seconds:.0f} s. Shorten the clip or "
            "give it more time.",
            rung=rung.name,
            seconds=likely_s,
        ),
    )
