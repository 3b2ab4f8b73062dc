"""What a profile's workers take of the machine beside its cards: memory, their own and shared, and disk."""

from __future__ import annotations

from torch import nn

from vortex_gui.base.plan.plan_report import HostNeeds
from vortex_gui.base.words.amounts import GB
from vortex_gui.base.words.translation import tr
from vortex_gui.checkpoints.parts import parts_of
from vortex_gui.pipeline.plan.figures import Plan
from vortex_gui.pipeline.plan.layout import Component
from vortex_gui.pipeline.plan.stage_work import StageWork

HOST_BASE_BYTES = 650_000_000
"""Interpreter and libraries of a worker, beside weights and pictures."""
SHARED_LIBRARIES_BYTES = 350_000_000
"""What of them several workers hold once, forked from one process that has imported the libraries."""
TABLE = ("text_encoder_2", "shared")
"""T5's embedding table, by the part of Flux and the network inside it."""


def host_needs(work: StageWork, plan: Plan, workers: int) -> HostNeeds:
    """For so many workers, each with a card of its own where the profile wants one.

    Prepared weights are mapped files: the system holds them once for all, and may take them back.
    """
    shared = SHARED_LIBRARIES_BYTES if workers > 1 else 0
    prepared = sum(c.bytes for c in work.layout.components if _is_prepared(work, c))
    of_one = _beside_card(work, plan) if work.profile.device == "cuda" else plan.total_bytes - prepared
    own = of_one - shared
    return HostNeeds(
        workers=workers,
        own_bytes=own,
        shared_bytes=shared,
        prepared_bytes=prepared,
        memory_bytes=workers * own + shared + prepared,
        disk_bytes=prepared,
    )


def host_advice(needs: HostNeeds, memory_bytes: int) -> tuple[str, ...]:
    """A sentence where a machine with so much memory is too small for several workers."""
    if needs.workers == 1 or needs.memory_bytes <= memory_bytes:
        return ()
    return (
        tr(
            "{count} workers need {needed:.2f} GB of this machine's memory, and it has {all:.2f} GB: "
            "take fewer.",
            count=needs.workers,
            needed=needs.memory_bytes / GB,
            all=memory_bytes / GB,
        ),
    )


def bytes_inside(work: StageWork, part: str, inner: str) -> int | None:
    """Of a network inside a part of Flux; `None` where it has none."""
    for found in work.layout.of("flux", part):
        network = getattr(found.network, inner, None)
        if isinstance(network, nn.Module):
            return sum(parameter.nbytes for parameter in network.parameters())
    return None


def _beside_card(work: StageWork, plan: Plan) -> int:
    """Of one worker: video and sound, T5's table, what computes on the processor, the libraries."""
    sizes = work.profile.sizes
    video = sizes.max_frames * 3 * sizes.height * sizes.width
    computed_here = sum(c.bytes for c in plan.beside if not _is_prepared(work, c))
    table = 0 if work.profile.is_on_cpu("flux", "text_encoder_2") else bytes_inside(work, *TABLE) or 0
    return HOST_BASE_BYTES + video + 4 * sizes.max_samples + table + computed_here


def _is_prepared(work: StageWork, component: Component) -> bool:
    """Whether it is quantised once and mapped at every later start."""
    return any(
        part.role == component.role and part.below in ("", component.name) for part in parts_of(work.profile)
    )
