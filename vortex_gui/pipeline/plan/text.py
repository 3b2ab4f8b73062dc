"""A plan as a page of text."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from vortex_gui.base.plan.cards import find_card
from vortex_gui.base.stages import STAGE_FACTS
from vortex_gui.base.words.amounts import GB
from vortex_gui.base.words.translation import mark, tr
from vortex_gui.pipeline.plan.figures import Basis, Figure, Plan

BASES: Mapping[Basis, str] = {"computed": mark("computed"), "assumed": mark("assumed")}
"""How the page calls where a figure comes from."""
LABELS: Mapping[str, str] = {name: facts.label for name, facts in STAGE_FACTS.items()}


def to_text(plan: Plan) -> str:
    """The plan for people: bytes by component, the sum against the limits, floors by stage, advice."""
    parts = (_head(plan), _memory(plan), _host(plan), _time(plan), _advice(plan))
    return "\n\n".join("\n".join(part) for part in parts)


def _head(plan: Plan) -> Iterator[str]:
    if not plan.gpu:
        yield tr("Plan of profile {profile}", profile=plan.profile)
        return
    card = find_card(plan.gpu)
    yield tr("Plan of profile {profile} on {card}", profile=plan.profile, card=plan.gpu)
    yield "  " + tr(
        "{memory:.2f} GB, {bandwidth:g} GB/s, {tflops:g} TFLOPS in fp16 summed in fp32; source: {source}",
        memory=card.memory_bytes / GB,
        bandwidth=card.bandwidth_gb_s,
        tflops=card.tensor_tflops,
        source=card.source,
    )


def _memory(plan: Plan) -> Iterator[str]:
    heading, unit = tr("Memory"), tr("bytes")
    yield f"{heading:<58}{unit:>16}  "
    computed = tr(BASES["computed"])
    for held in plan.components:
        params = "" if held.params is None else f"{held.params:,} x {held.precision}"
        yield _line(f"{held.role} {held.name}", params, held.bytes, computed)
    yield _line(tr("resident set"), "", plan.resident_bytes, computed)
    for figure in plan.buffers:
        yield _figure(tr("buffer: {name}", name=figure.name), figure)
    for figure in plan.working:
        yield _figure(tr("activations: {name}", name=figure.name), figure)
    for figure in plan.workspace:
        yield _figure(tr("workspace: {name}", name=figure.name), figure)
    yield _line(tr("total (the largest activations count)"), "", plan.total_bytes, "")
    yield _line(tr("soft limit"), "", plan.soft_limit_bytes, "")
    verdict = tr("fits") if plan.fits else tr("DOES NOT FIT")
    yield _line(tr("hard limit"), verdict, plan.hard_limit_bytes, "")
    for figure in plan.savings:
        yield _line(tr("saving: {name}", name=figure.name), "", -figure.bytes, tr(BASES[figure.basis]))
    if plan.savings:
        yield _line(tr("total with the savings"), "", plan.total_bytes - plan.saved_bytes, "")
    for figure in plan.outside:
        yield _figure(tr("outside the allocator: {name}", name=figure.name), figure)


def _host(plan: Plan) -> Iterator[str]:
    if (host := plan.host) is None:
        return
    count = host.workers
    one, several = tr("This machine, for 1 worker"), tr("This machine, for {count} workers", count=count)
    yield one if count == 1 else several
    computed, assumed = tr(BASES["computed"]), tr(BASES["assumed"])
    yield _line(tr("a worker's own memory"), "", host.own_bytes, "")
    if host.shared_bytes:
        yield _line(tr("libraries, once for all workers"), "", host.shared_bytes, assumed)
    if host.prepared_bytes:
        yield _line(tr("prepared weights, once for all workers"), "", host.prepared_bytes, computed)
    yield _line(tr("memory in all"), "", host.memory_bytes, "")
    if host.disk_bytes:
        yield _line(tr("prepared weights on disk"), "", host.disk_bytes, computed)


def _time(plan: Plan) -> Iterator[str]:
    heading, *columns = tr("Time at full quality"), "TFLOP", tr("GB moved"), tr("floor")
    yield f"{heading:<24}" + "".join(f" {column:>11}" for column in columns)
    for stage in plan.stages:
        flop = "n/a" if stage.flop is None else f"{stage.flop / 1e12:,.2f}"
        moved = "n/a" if stage.bytes is None else f"{stage.bytes / GB:,.2f}"
        floor = "n/a" if stage.floor_s is None else f"{stage.floor_s:,.2f} s"
        yield f"  {tr(LABELS[stage.name]):<22}{flop:>12}{moved:>12}{floor:>12}"
    yield "  " + tr(
        "slot: floor {floor}, target {target}, rung: {rung}",
        floor="n/a" if plan.floor_s is None else f"{plan.floor_s:,.2f} s",
        target=tr("none") if plan.deadline_s is None else f"{plan.deadline_s:g} s",
        rung=plan.rung or tr("none meets it"),
    )


def _advice(plan: Plan) -> Iterator[str]:
    if plan.advice:
        yield tr("Advice")
    for sentence in plan.advice:
        yield f"  - {sentence}"


def _figure(name: str, figure: Figure) -> str:
    return _line(name, "", figure.bytes, tr(BASES[figure.basis]))


def _line(name: str, detail: str, size: int, basis: str) -> str:
    room = 58 - 2 - len(detail)
    return f"  {name:<{room}}{detail}{size:>16,}  {basis}".rstrip()
