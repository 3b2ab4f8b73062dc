"""A plan as a page of text."""

from __future__ import annotations

from collections.abc import Iterator

from vortex_gui.pipeline.plan.cards import find_card
from vortex_gui.pipeline.plan.figures import GB, Figure, Plan


def to_text(plan: Plan) -> str:
    """The plan for people: bytes by component, the sum against the limits, floors by stage, advice."""
    return "\n".join((*_head(plan), "", *_memory(plan), "", *_time(plan), "", *_advice(plan)))


def _head(plan: Plan) -> Iterator[str]:
    yield f"Plan of profile {plan.profile}" + (f" on {plan.gpu}" if plan.gpu else "")
    if plan.gpu:
        card = find_card(plan.gpu)
        yield (
            f"  {card.memory_bytes / GB:.2f} GB, {card.bandwidth_gb_s:g} GB/s, "
            f"{card.tensor_tflops:g} TFLOPS in fp16 summed in fp32; source: {card.source}"
        )


def _memory(plan: Plan) -> Iterator[str]:
    yield f"{'Memory':<58}{'bytes':>16}  "
    for held in plan.components:
        params = "" if held.params is None else f"{held.params:,} x {held.precision}"
        yield _line(f"{held.role} {held.name}", params, held.bytes, "computed")
    yield _line("resident set", "", plan.resident_bytes, "computed")
    for figure in plan.buffers:
        yield _figure("buffer", figure)
    for figure in plan.working:
        yield _figure("activations", figure)
    for figure in plan.workspace:
        yield _figure("workspace", figure)
    yield _line("total (the largest activations count)", "", plan.total_bytes, "")
    yield _line("soft limit", "", plan.soft_limit_bytes, "")
    yield _line("hard limit", "fits" if plan.fits else "DOES NOT FIT", plan.hard_limit_bytes, "")
    for figure in plan.savings:
        yield _line(f"saving: {figure.name}", "", -figure.bytes, figure.basis)
    if plan.savings:
        yield _line("total with the savings", "", plan.total_bytes - plan.saved_bytes, "")
    for figure in plan.outside:
        yield _figure("outside the allocator", figure)


def _time(plan: Plan) -> Iterator[str]:
    yield f"{'Time at full quality':<24}{'TFLOP':>12}{'GB moved':>12}{'floor':>12}"
    for stage in plan.stages:
        flop = "n/a" if stage.flop is None else f"{stage.flop / 1e12:,.2f}"
        moved = "n/a" if stage.bytes is None else f"{stage.bytes / GB:,.2f}"
        floor = "n/a" if stage.floor_s is None else f"{stage.floor_s:,.2f} s"
        yield f"  {stage.name:<22}{flop:>12}{moved:>12}{floor:>12}"
    floor = "n/a" if plan.floor_s is None else f"{plan.floor_s:,.2f} s"
    deadline = "none" if plan.deadline_s is None else f"{plan.deadline_s:g} s"
    yield f"  slot: floor {floor}, deadline {deadline}, rung: {plan.rung or 'none meets it'}"


def _advice(plan: Plan) -> Iterator[str]:
    if plan.advice:
        yield "Advice"
    for sentence in plan.advice:
        yield f"  - {sentence}"


def _figure(kind: str, figure: Figure) -> str:
    return _line(f"{kind}: {figure.name}", "", figure.bytes, figure.basis)


def _line(name: str, detail: str, size: int, basis: str) -> str:
    room = 58 - 2 - len(detail)
    return f"  {name:<{room}}{detail}{size:>16,}  {basis}".rstrip()
