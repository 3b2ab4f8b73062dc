"""The sentences of a plan: what does not fit, what is too slow, and what to change."""

from __future__ import annotations

from collections.abc import Iterator

from vortex_gui.base.plan.cards import CARDS, CPU_TFLOPS, ON_CPU, Card, find_card
from vortex_gui.base.profile import Profile, Rung
from vortex_gui.base.stages import DEVICE_STAGES, STAGE_FACTS, Stage
from vortex_gui.base.words.amounts import GB
from vortex_gui.base.words.translation import tr
from vortex_gui.pipeline.plan.figures import Plan
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
        yield tr(
            "The savings bring the resident set from {before:,} to {after:,} bytes "
            "and the total to {total:.2f} GB: {savings}.",
            before=plan.resident_bytes,
            after=plan.resident_bytes - saved,
            total=(total - saved) / GB,
            savings="; ".join(f"{figure.name} ({figure.bytes / GB:.3f} GB)" for figure in plan.savings),
        )
    if total > hard:
        yield tr(
            "The total of {total:.2f} GB is over the hard limit by {over:.2f} GB: choose nf4 for flux and "
            "int8 for the CLIP models, a smaller picture, or a card with more memory.",
            total=total / GB,
            over=(total - hard) / GB,
        )
    elif total > soft:
        yield _over_the_soft_limit(plan)
    if plan.outside:
        yield from _card_advice(plan, work, card)
    if plan.beside:
        yield cpu_share(plan, work)


def time_advice(profile: Profile, work: StageWork, card: Card | None, rung: Rung | None) -> Iterator[str]:
    """What the floors say; `rung` is the one that keeps every limit, if any does."""
    if card is None:
        yield tr("Name a card (--gpu) to get time floors.")
        return
    full = profile.ladder[0]
    if not meets(profile, work, full, card):
        for stage in DEVICE_STAGES:
            yield from _too_slow(profile, work, stage, card)
        yield _faster_cards(profile, work)
    if rung is None:
        yield _way_out(profile, work, card)
    elif rung is not full:
        yield tr(
            "The rung '{rung}' is the first that keeps every limit: the animator draws {drawn:,} of "
            "{frames:,} frames and blends the others, and the slot's floor is {floor:.1f} s.",
            rung=rung.name,
            drawn=work.frames(rung),
            frames=work.frames(full),
            floor=sum(work.of(stage, rung).floor_s(card) for stage in DEVICE_STAGES),
        )
    yield from _likely(profile, work, card)


def cpu_share(plan: Plan, work: StageWork) -> str:
    """What the CPU does beside the card, and what that costs."""
    full = work.profile.ladder[0]
    flop = sum(work.of(stage, full).flop.get(ON_CPU, 0) for stage in DEVICE_STAGES)
    return tr(
        "The CPU computes {parts}: {size:.2f} GB of host memory, and {tflop:.1f} TFLOP a slot, some "
        "{seconds:.0f} s at an assumed {rate:g} TFLOPS.",
        parts=", ".join(f"{held.role} {held.name}" for held in plan.beside),
        size=sum(held.bytes for held in plan.beside) / GB,
        tflop=flop / 1e12,
        seconds=flop / (CPU_TFLOPS * 1e12),
        rate=CPU_TFLOPS,
    )


def _over_the_soft_limit(plan: Plan) -> str:
    total, soft = plan.total_bytes / GB, plan.soft_limit_bytes / GB
    if plan.total_bytes - plan.saved_bytes <= plan.soft_limit_bytes:
        return tr(
            "Without the savings the total of {total:.2f} GB is over the soft limit of {soft:.2f} GB.",
            total=total,
            soft=soft,
        )
    return tr("The total of {total:.2f} GB is over the soft limit of {soft:.2f} GB.", total=total, soft=soft)


def _card_advice(plan: Plan, work: StageWork, card: Card | None) -> Iterator[str]:
    frame, batch = work.frame.peak_bytes / GB, plan.animation_batch
    if batch == 1:
        yield tr("Animate one frame at a time: it takes {size:.2f} GB.", size=frame)
    else:
        yield tr(
            "Animate {count} frames at a time: each takes {size:.2f} GB while the animator draws it.",
            count=batch,
            size=frame,
        )
    low, high = (figure.bytes for figure in plan.outside)
    least, most = (plan.total_bytes + low) / GB, (plan.total_bytes + high) / GB
    if card is None:
        yield tr(
            "The plan assumes {low:.1f} to {high:.1f} GB outside the allocator and the limits, for the CUDA "
            "context and loaded kernels; the process takes {least:.2f} to {most:.2f} GB.",
            low=low / GB,
            high=high / GB,
            least=least,
            most=most,
        )
    else:
        yield tr(
            "The plan assumes {low:.1f} to {high:.1f} GB outside the allocator and the limits, for the CUDA "
            "context and loaded kernels; the process takes {least:.2f} to {most:.2f} of the card's "
            "{card:.2f} GB.",
            low=low / GB,
            high=high / GB,
            least=least,
            most=most,
            card=card.memory_bytes / GB,
        )


def _too_slow(profile: Profile, work: StageWork, stage: Stage, card: Card) -> Iterator[str]:
    rung = profile.ladder[0]
    taken = work.of(stage, rung)
    floor, limit = taken.floor_s(card), profile.budgets.of(stage)
    if floor <= limit:
        return
    label, amount = tr(STAGE_FACTS[stage].label), tr("{tflop:,.1f} TFLOP", tflop=taken.total / 1e12)
    if stage == "animation":
        amount = tr(
            "{frames:,} frames of {tflop:.2f} TFLOP",
            frames=work.frames(rung),
            tflop=work.frame.total / 1e12,
        )
    if "fp16" in taken.flop and card.tensor_acc16_tflops > card.tensor_tflops:
        yield tr(
            "{stage} takes at least {floor:.1f} s on the {card} ({amount}), and {fastest:.1f} s if the card "
            "sums in fp16 at {rate:g} TFLOPS; {limit:g} s are allowed.",
            stage=label,
            floor=floor,
            card=card.name,
            amount=amount,
            fastest=taken.total / (card.tensor_acc16_tflops * 1e12),
            rate=card.tensor_acc16_tflops,
            limit=limit,
        )
    else:
        yield tr(
            "{stage} takes at least {floor:.1f} s on the {card} ({amount}); {limit:g} s are allowed.",
            stage=label,
            floor=floor,
            card=card.name,
            amount=amount,
            limit=limit,
        )


def _faster_cards(profile: Profile, work: StageWork) -> str:
    full = profile.ladder[0]
    faster = [card.name for card in CARDS if meets(profile, work, full, card)]
    if not faster:
        return tr("No card of the table keeps every limit on the rung '{rung}'.", rung=full.name)
    return tr(
        "Cards that keep every limit on the rung '{rung}': {cards}.", rung=full.name, cards=", ".join(faster)
    )


def _way_out(profile: Profile, work: StageWork, card: Card) -> str:
    floor = work.of("animation", profile.ladder[-1]).floor_s(card)
    seconds = profile.sizes.max_duration_s * min(1.0, profile.budgets.of("animation") / floor)
    return tr(
        "No rung meets the target on the {card}: shorten the clip to {seconds:.0f} s or less, give it "
        "more time, add a rung that draws fewer frames, or choose a faster card.",
        card=card.name,
        seconds=seconds,
    )


def _likely(profile: Profile, work: StageWork, card: Card) -> Iterator[str]:
    """How far fact may lie above floor: as far as the animator's published time lies above its own."""
    if "fp16" not in work.frame.flop:
        return
    slack = PUBLISHED_FRAME_S / work.frame.floor_s(find_card(PUBLISHED_ON))
    if slack < 1:  # another network than the published one
        return
    rung = next((r for r in profile.ladder if meets(profile, work, r, card, slack=slack)), None)
    if rung is not None:
        yield tr(
            "A floor is the best case. LivePortrait's published time on an {card} is {slack:.1f} times its "
            "floor; with that ratio in every stage, the rung is '{rung}'.",
            card=PUBLISHED_ON,
            slack=slack,
            rung=rung.name,
        )
    else:
        yield tr(
            "A floor is the best case. LivePortrait's published time on an {card} is {slack:.1f} times its "
            "floor; with that ratio in every stage, no rung keeps every limit, and the lowest animates in "
            "{lowest:.0f} s: allow that time or shorten the clip.",
            card=PUBLISHED_ON,
            slack=slack,
            lowest=work.of("animation", profile.ladder[-1]).floor_s(card) * slack,
        )
