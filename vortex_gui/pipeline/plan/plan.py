"""What a profile will need, computed before anything is loaded: bytes against the limits, and a time floor.

Bytes of the resident set come from the real configurations on the meta device; operations and the peak of
living activations from forward passes there. Every figure says whether it is computed or assumed. A time
floor is the larger of operations over the card's peak rate and bytes over its bandwidth: no program on that
card, with the arithmetic this one uses, is faster; a real one takes longer.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

import psutil

from vortex_gui.base.plan.cards import Card, find_card
from vortex_gui.base.plan.plan_report import StagePlan
from vortex_gui.base.profile import Profile, Rung, load_profile
from vortex_gui.base.stages import DEVICE_STAGES, STAGE_FACTS, STAGES, TURNS, Stage
from vortex_gui.base.words.amounts import GB
from vortex_gui.base.words.translation import tr
from vortex_gui.pipeline.plan.advice import memory_advice, time_advice
from vortex_gui.pipeline.plan.figures import Figure, Plan
from vortex_gui.pipeline.plan.host import HOST_BASE_BYTES, TABLE, bytes_inside, host_advice, host_needs
from vortex_gui.pipeline.plan.layout import component
from vortex_gui.pipeline.plan.rungs import best_rung
from vortex_gui.pipeline.plan.stage_work import StageWork
from vortex_gui.pipeline.plan.what_if import what_if
from vortex_gui.pipeline.plan.workspaces import WORKSPACE_BYTES, workspaces

BATCHES = (8, 4, 2, 1)
"""Frames that the animator may draw at once, best first; the last one even where it does not fit."""

CONTEXT_BYTES = (300_000_000, 500_000_000)
"""What driver context and loaded kernels take beside the allocator: the usual range."""
LIBRARY_BYTES = WORKSPACE_BYTES * workspaces()
"""cuBLAS's workspaces inside the allocator: each thread has one in each stream that it uses."""
CONVOLUTION_BYTES = 128_000_000
"""Scratch memory that a cuDNN convolution may ask for."""


def plan(
    profile: Profile | str,
    gpu: str | None = None,
    wishes: Mapping[str, str | None] | None = None,
    *,
    workers: int = 1,
) -> Plan:
    """The plan of a profile, on the named card or the profile's own; `wishes` are those of `what_if`.

    The memory and disk of the machine itself are for so many workers.

    Raises:
        SettingsError: no such profile.
        InputError: no such card, or a wish that is not possible.
        CheckpointError: neither a configuration nor a folder for a role.
    """
    profile = load_profile(profile) if isinstance(profile, str) else profile
    named = gpu or profile.gpu
    card = find_card(named) if named else None  # a wrong name is refused before the counting
    profile, changes = what_if(profile, wishes or {})
    work = StageWork(profile)
    found = plan_on(work, card)
    host = host_needs(work, found, workers)
    asked = (tr("What if: {changes}.", changes=", ".join(changes)),) if changes else ()
    here = host_advice(host, psutil.virtual_memory().total)
    return replace(found, advice=(*asked, *found.advice, *here), host=host)


def shortfall(
    profile: str, needed: int, free_bytes: int, others: Sequence[tuple[str, int]] = ()
) -> str | None:
    """One sentence when fewer bytes are free than a profile needs, else `None`.

    `others` are the other processes on the device, by name and bytes.
    """
    if free_bytes >= needed:
        return None
    largest = sorted(others, key=lambda other: -other[1])[:3]
    missing_gb = (needed - free_bytes) / GB
    if not largest:
        return tr(
            "Profile {profile} needs {needed:.2f} GB and {free:.2f} GB are free: "
            "{missing:.2f} GB are missing.",
            profile=profile,
            needed=needed / GB,
            free=free_bytes / GB,
            missing=missing_gb,
        )
    return tr(
        "Profile {profile} needs {needed:.2f} GB and {free:.2f} GB are free: "
        "{missing:.2f} GB are missing ({holders}).",
        profile=profile,
        needed=needed / GB,
        free=free_bytes / GB,
        missing=missing_gb,
        holders=", ".join(
            tr("{program} holds {size:.2f} GB", program=name, size=size / GB) for name, size in largest
        ),
    )


def plan_on(work: StageWork, card: Card | None) -> Plan:
    """The plan of work that is counted already, on a card or on none."""
    profile = work.profile
    soft, hard = round(profile.limits.soft_gb * GB), round(profile.limits.hard_gb * GB)
    components = tuple(c for c in work.layout.components if not profile.is_on_cpu(c.role, c.name))
    beside = tuple(c for c in work.layout.components if c not in components)
    buffers = _buffers(profile)
    workspace = _workspace(profile)
    held = sum(c.bytes for c in components) + sum(f.bytes for f in (*buffers, *workspace))
    batch = next((b for b in BATCHES if work.frame.peak_bytes * b <= hard - held), BATCHES[-1])
    rung = best_rung(profile, work, card) if card else profile.ladder[0]
    stages = tuple(_stage(work, stage, profile.ladder[0], card) for stage in STAGES)
    floors = [stage.floor_s for stage in stages if stage.floor_s is not None]
    bare = Plan(
        profile=profile.name,
        gpu=card.name if card else None,
        components=components,
        buffers=buffers,
        working=working_figures(work, batch),
        workspace=workspace,
        savings=tuple(_savings(work)) if profile.device == "cuda" else (),
        outside=_outside(profile),
        soft_limit_bytes=soft,
        hard_limit_bytes=hard,
        card_bytes=card.memory_bytes if card and profile.device == "cuda" else None,
        stages=stages,
        floor_s=sum(floors) if floors else None,
        deadline_s=profile.deadline_s,
        rung=rung.name if rung else None,
        animation_batch=batch,
        advice=(),
        beside=beside,
    )
    advice = (*memory_advice(bare, work, card), *time_advice(profile, work, card, rung))
    return replace(bare, advice=advice)


def _stage(work: StageWork, stage: Stage, rung: Rung, card: Card | None) -> StagePlan:
    if not STAGE_FACTS[stage].uses_device:  # the encoder runs on the CPU, behind the animator
        return StagePlan(stage, 0, work.of(stage, rung).bytes, None)
    taken = work.of(stage, rung)
    if not taken.flop:
        return StagePlan(stage, None, taken.bytes, None)
    return StagePlan(stage, taken.total, taken.bytes, taken.floor_s(card) if card else None)


def _buffers(profile: Profile) -> tuple[Figure, ...]:
    """Those in the memory that the limits speak of: on a card the actor alone, on a CPU all three."""
    sizes = profile.sizes
    picture = 3 * sizes.height * sizes.width
    actor = Figure(tr("actor, float32"), 4 * picture, "computed")
    if profile.device == "cuda":
        return (actor,)
    video = Figure(tr("video, uint8"), sizes.max_frames * picture, "computed")
    return actor, video, Figure(tr("audio, float32"), 4 * sizes.max_samples, "computed")


def working_figures(work: StageWork, batch: int) -> tuple[Figure, ...]:
    """Stages that run side by side need theirs at the same time."""
    peaks = {stage: work.of(stage, work.profile.ladder[0]).peak_bytes for stage in DEVICE_STAGES}
    peaks["animation"] = work.frame.peak_bytes * batch
    turns = [[stage for stage in turn if stage in peaks] for turn in TURNS]
    return tuple(
        Figure(_side_by_side(turn, batch), sum(peaks[stage] for stage in turn), "computed")
        for turn in turns
        if turn
    )


def _side_by_side(turn: Sequence[Stage], batch: int) -> str:
    """The stages of a turn by their labels."""
    named, *others = (_with_batch(stage, batch) for stage in turn)
    for other in others:
        named = tr("{stages} beside {stage}", stages=named, stage=other)
    return named


def _with_batch(stage: Stage, batch: int) -> str:
    label = tr(STAGE_FACTS[stage].label)
    return tr("{stage}, {count} at a time", stage=label, count=batch) if stage == "animation" else label


def _workspace(profile: Profile) -> tuple[Figure, ...]:
    if profile.device == "cuda":
        return (
            Figure(tr("cuBLAS workspaces"), LIBRARY_BYTES, "assumed"),
            Figure(tr("cuDNN scratch"), CONVOLUTION_BYTES, "assumed"),
        )
    return (Figure(tr("interpreter and libraries"), HOST_BASE_BYTES, "assumed"),)


def _outside(profile: Profile) -> tuple[Figure, ...]:
    if profile.device != "cuda":
        return ()
    low, high = CONTEXT_BYTES
    return (
        Figure(tr("CUDA context, least"), low, "assumed"),
        Figure(tr("CUDA context, most"), high, "assumed"),
    )


def _savings(work: StageWork) -> Iterator[Figure]:
    for part, inner, name in (
        (*TABLE, tr("T5's embedding table stays in host memory")),
        ("vae", "encoder", tr("the loader drops the VAE's encoder")),
    ):
        if work.profile.is_on_cpu("flux", part):
            continue
        if (saved := bytes_inside(work, part, inner)) is not None:
            yield Figure(name, saved, "computed")
    (flux_text,), (clip,) = work.layout.of("flux", "text_encoder"), work.layout.of("clip_l")
    tower = getattr(clip.network, "text_model", None)
    if (
        tower is not None
        and not work.profile.is_on_cpu("clip_l", "clip")
        and sum(p.numel() for p in tower.parameters()) == flux_text.params
    ):
        held = component("clip_l", "text tower", tower, clip.precision).bytes
        yield Figure(tr("prompt and verification share CLIP-L's text tower"), held, "computed")
