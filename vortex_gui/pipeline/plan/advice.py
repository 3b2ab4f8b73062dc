"""The sentences of a plan: what does not fit, what is too slow, and what to change."""

from __future__ import annotations

from collections.abc import Iterator

from vortex_gui.base.profile import Profile, Rung
from vortex_gui.base.stages import DEVICE_STAGES, Stage
from vortex_gui.pipeline.plan.cards import CARDS, Card, find_card
from vortex_gui.pipeline.plan.figures import GB, Plan
from vortex_gui.pipeline.plan.rungs import meets
from vortex_gui.pipeline.plan.stage_work import StageWork

PUBLISHED_FRAME_S = 0.0128
"""LivePortrait's published time of warping and generator on an RTX 4090: fp16, compiled, 512x512."""
PUBLISHED_ON = "RTX 4090"


def memory_advice(plan: Plan, work: StageWork, card: Card | None) -> Iterator[str]:
    """What the bytes say; `plan` is complete but for its advice."""
    total, saved = plan.total_bytes, plan.saved_bytes
    soft, hard = plan.soft_limit_bytes, plan.hard_limit_bytes
    if saved:
        parts = "; ".join(f"{f.name} ({f.bytes / GB:.3f} GB)" for f in plan.savings)
        yield (
            f"Savings bring the resident set from {plan.resident_bytes:,} to {plan.resident_bytes - saved:,} "
            f"bytes and the total to {(total - saved) / GB:.2f} GB: {parts}."
        )
    if total > hard:
        yield (
            f"The total of {total / GB:.2f} GB is over the hard limit by {(total - hard) / GB:.2f} GB: "
            "choose nf4 for flux and int8 for the CLIP models, a smaller picture, or a card with more memory."
        )
    elif total > soft:
        unless = " unless the savings are taken" if total - saved <= soft else ""
        yield f"The total of {total / GB:.2f} GB is over the soft limit of {soft / GB:.2f} GB{unless}."
    if plan.outside:
        yield from _card_advice(plan, work, card)


def time_advice(profile: Profile, work: StageWork, card: Card | None, rung: Rung | None) -> Iterator[str]:
    """What the floors say; `rung` is the one that keeps every limit, if any does."""
    if card is None:
        yield "No card is named, so no time floor is given: name one (--gpu)."
        return
    full = profile.ladder[0]
    if not meets(profile, work, full, card):
        for stage in DEVICE_STAGES:
            yield from _too_slow(profile, work, stage, card)
        faster = [other.name for other in CARDS if meets(profile, work, full, other)]
        named = ", ".join(faster) if faster else "none of the table"
        yield f"Cards whose floor keeps every limit on the rung '{full.name}': {named}."
    if rung is None:
        yield _way_out(profile, work, card)
    elif rung is not full:
        yield (
            f"The rung '{rung.name}' is the first whose floor keeps every limit: {work.frames(rung):,} of "
            f"{work.frames(full):,} frames are drawn, the others blended, and the slot's floor is "
            f"{sum(work.of(s, rung).floor_s(card) for s in DEVICE_STAGES):.1f} s."
        )
    yield from _likely(profile, work, card)


def _card_advice(plan: Plan, work: StageWork, card: Card | None) -> Iterator[str]:
    yield (
        f"Animate {plan.animation_batch} frame(s) at a time: each takes {work.frame.peak_bytes / GB:.2f} GB "
        "while it is drawn."
    )
    low, high = (figure.bytes for figure in plan.outside)
    size = f" of the card's {card.memory_bytes / GB:.2f} GB" if card else ""
    yield (
        f"Assumed outside the allocator and the limits: {low / GB:.1f} to {high / GB:.1f} GB for the CUDA "
        f"context and loaded kernels; the process takes {(plan.total_bytes + low) / GB:.2f} to "
        f"{(plan.total_bytes + high) / GB:.2f} GB{size}."
    )


def _too_slow(profile: Profile, work: StageWork, stage: Stage, card: Card) -> Iterator[str]:
    rung = profile.ladder[0]
    taken = work.of(stage, rung)
    floor, limit = taken.floor_s(card), profile.timeouts.of(stage)
    if floor <= limit:
        return
    what = f"{taken.total / 1e12:,.1f} TFLOP"
    if stage == "animation":
        what = f"{work.frames(rung):,} frames of {work.frame.total / 1e12:.2f} TFLOP"
    at_best = ""
    if "fp16" in taken.flop and card.tensor_acc16_tflops > card.tensor_tflops:
        fastest = taken.total / (card.tensor_acc16_tflops * 1e12)
        at_best = f" (even summed in fp16, at {card.tensor_acc16_tflops:g} TFLOPS, {fastest:.1f} s)"
    yield (f"{stage}: {what} take the {card.name} at least {floor:.1f} s{at_best}; {limit:g} s are allowed.")


def _way_out(profile: Profile, work: StageWork, card: Card) -> str:
    floor = work.of("animation", profile.ladder[-1]).floor_s(card)
    seconds = profile.sizes.max_duration_s * min(1.0, profile.timeouts.of("animation") / floor)
    return (
        f"No rung meets the deadline on the {card.name}: shorten the clip to {seconds:.0f} s or less, give "
        "it more time, add a rung that draws fewer frames, or take a faster card."
    )


def _likely(profile: Profile, work: StageWork, card: Card) -> Iterator[str]:
    """What the animator's published time says of the distance between floor and fact."""
    if "fp16" not in work.frame.flop:
        return
    slack = PUBLISHED_FRAME_S / work.frame.floor_s(find_card(PUBLISHED_ON))
    if slack < 1:  # another network than the published one
        return
    rung = next((r for r in profile.ladder if meets(profile, work, r, card, slack=slack)), None)
    lowest = work.of("animation", profile.ladder[-1]).floor_s(card) * slack
    then = (
        f"the rung is '{rung.name}'"
        if rung
        else (f"no rung keeps every limit; the lowest animates in {lowest:.0f} s: allow that or shorten it")
    )
    yield (
        f"A floor is arithmetic at its best. The animator's published time on an {PUBLISHED_ON} is "
        f"{slack:.1f} times its floor; where all stages keep that distance, {then}."
    )
