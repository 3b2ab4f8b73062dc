"""How many workers the operator wishes for, and each one's device, profile and share of the processor."""

from __future__ import annotations

import re
from typing import Any, Literal

from pydantic import Field, ValidationError, field_validator

from vortex_gui.base.faults import sentences, shown
from vortex_gui.base.settings.setting import Section
from vortex_gui.base.words.translation import tr

ALONE = "local"
"""The name of a worker that is alone on its machine; several are numbered after it."""
MOST_WORKERS = 64
EXAMPLE = "{device: cpu, threads: 2}"
DEVICES = re.compile(r"auto|cpu|cuda(:\d+)?")


class WorkerWish(Section):
    """One entry of a list of workers. No `profile` is that of the console; 0 `threads` is a fair share."""

    device: str = "auto"
    profile: str = ""
    threads: int = Field(0, ge=0, le=256)

    @field_validator("device")
    @classmethod
    def _is_known(cls, device: str) -> str:
        return known_device(device)


WorkersWish = Literal["auto"] | int | list[WorkerWish]
"""One for each CUDA card and one on a CPU; so many, also none; or these."""


def wished_count(wish: WorkersWish) -> int:
    """How many workers are wished for; by the machine's cards that is one, until they are counted.

    A plan of none is that of one: what a worker here would take.
    """
    if wish == "auto":
        return 1
    return max(1, wish) if isinstance(wish, int) else len(wish)


def known_device(device: str) -> str:
    """The name of a device as it stands; raises `ValueError` for another word."""
    if not DEVICES.fullmatch(device):
        raise ValueError(
            tr("{device} is not known; allowed is auto, cpu, cuda or cuda:N", device=repr(device))
        )
    return device


def _without_nulls(entry: dict[str, Any] | WorkerWish) -> dict[str, Any] | WorkerWish:
    """What is left empty by hand is its default."""
    if isinstance(entry, WorkerWish):
        return entry
    fields = WorkerWish.model_fields
    return {name: value for name, value in entry.items() if value is not None or name not in fields}


def checked_wish(found: object) -> object:
    """A wish that can be; raises `ValueError` with one sentence for any other, whichever form was meant."""
    if found == "auto" or (type(found) is int and 0 <= found <= MOST_WORKERS):
        return found
    if not isinstance(found, list):
        raise ValueError(
            tr(
                "{found} is not possible; allowed is auto, a number from 0 to {most}, or a list of workers",
                found=shown(found),
                most=MOST_WORKERS,
            )
        )
    if not 1 <= len(found) <= MOST_WORKERS:
        raise ValueError(tr("a list of 1 to {most} workers is needed", most=MOST_WORKERS))
    for entry in found:
        if not isinstance(entry, dict | WorkerWish):
            raise ValueError(
                tr("{found} is no worker; one is written as {example}", found=shown(entry), example=EXAMPLE)
            )
    try:
        return [WorkerWish.model_validate(_without_nulls(entry)) for entry in found]
    except ValidationError as error:
        raise ValueError(sentences(error)[0].removesuffix(".")) from None
