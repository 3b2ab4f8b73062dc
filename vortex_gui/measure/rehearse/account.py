"""What a rehearsal found, typed once: each child tells its part, the command adds them up and judges."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from pydantic import TypeAdapter

from vortex_gui.base.roles import Role
from vortex_gui.base.words.amounts import bytes_text
from vortex_gui.base.words.translation import mark, tr

PROFILE, FOUND, DATA = "profile.yaml", "found.json", "data"
"""Names in the rehearsal's folder: the profile, what its last process found, that one's data folder."""
TOLERANCE = 0.01
"""Bytes of a component may differ from the plan by so much."""
PROVES = (
    mark("the published layouts load through the real loaders, at these sizes"),
    mark("a slot goes from script to video on this device, in this memory"),
    mark("each network's bytes are the planned ones within 1 %"),
    mark("a second start maps the prepared weights"),
)
DOES_NOT_PROVE = (
    mark("that pictures, speech or scores are any good: the weights are random"),
    mark("that a download works: nothing was fetched"),
    mark("the time of a long clip: this one has a second"),
)
PROVES_PRESENTER = mark("a picture of your own is framed and animated in the painter's place")
NOT_A_CARD = mark("memory and speed of a card: this ran on the CPU, in other precisions where it must")
NOT_FULL = mark("memory and speed at full size: the networks were smaller")


@dataclass(frozen=True, slots=True)
class Rehearsed:
    """One network's bytes, as planned and as loaded."""

    role: Role
    name: str
    planned_bytes: int
    resident_bytes: int

    @property
    def is_as_planned(self) -> bool:
        return abs(self.resident_bytes - self.planned_bytes) <= TOLERANCE * self.planned_bytes


@dataclass(frozen=True, slots=True)
class StageSeconds:
    """How long a stage of the rehearsed slot took."""

    name: str
    seconds: float


@dataclass(frozen=True, slots=True)
class Account:
    """The whole rehearsal; `vortex-gui rehearse --json` prints it."""

    profile: str
    scale: str
    device: str
    components: tuple[Rehearsed, ...]
    planned_peak_bytes: int
    peak_bytes: int
    first_load_s: float
    second_load_s: float
    stages: tuple[StageSeconds, ...] = ()
    presenter_stages: tuple[StageSeconds, ...] = ()
    """Of the second slot, whose presenter is a picture that the operator named; empty without one."""
    error: str = ""
    """Why a slot failed; empty when each came out."""
    proves: tuple[str, ...] = field(default=())
    does_not_prove: tuple[str, ...] = field(default=())

    @property
    def is_good(self) -> bool:
        return not self.error and all(found.is_as_planned for found in self.components)


def read_part(folder: Path) -> Account:
    """What the last part found."""
    return TypeAdapter(Account).validate_json((folder / FOUND).read_bytes())


def sentences(account: Account) -> list[str]:
    """The account for people."""
    lines = [
        tr(
            "{profile} at scale {scale} on {device}",
            profile=account.profile,
            scale=account.scale,
            device=account.device,
        )
    ]
    for found in account.components:
        mark_of = "✓" if found.is_as_planned else "✗"
        lines.append(
            tr(
                "{mark} {role} {name}: {resident} resident, {planned} planned",
                mark=mark_of,
                role=found.role,
                name=found.name,
                resident=bytes_text(found.resident_bytes),
                planned=bytes_text(found.planned_bytes),
            )
        )
    lines += [
        tr(
            "Peak {peak}, planned {planned}.",
            peak=bytes_text(account.peak_bytes),
            planned=bytes_text(account.planned_peak_bytes),
        ),
        tr(
            "First load {first:.1f} s, second {second:.1f} s.",
            first=account.first_load_s,
            second=account.second_load_s,
        ),
        *(
            tr("{stage}: {seconds:.1f} s", stage=stage.name, seconds=stage.seconds)
            for stage in account.stages
        ),
        *(
            tr("With your picture, {stage}: {seconds:.1f} s", stage=stage.name, seconds=stage.seconds)
            for stage in account.presenter_stages
        ),
    ]
    if account.error:
        lines.append(tr("The slot failed: {why}", why=account.error))
    lines += [tr("Proves: {what}.", what=what) for what in account.proves]
    lines += [tr("Does not prove: {what}.", what=what) for what in account.does_not_prove]
    return lines
