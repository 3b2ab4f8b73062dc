"""Other machines and the places that generate slots, as the window knows them: plain values."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

SEPARATOR = "/"
"""Stands in no address: `ada@box/local` is the worker `local` of `ada@box`."""


class MachineState(StrEnum):
    """The link to a machine: `CONNECTING → CONNECTED ⇄ UNREACHABLE`, and `DOWN` from anywhere."""

    CONNECTING = "connecting"
    CONNECTED = "connected"
    UNREACHABLE = "unreachable"
    """Silent for some seconds; what runs there goes on."""
    DOWN = "down"
    """There is no link; the next try comes by itself."""


@dataclass(frozen=True, slots=True)
class MachineFact:
    """A machine that was added; `since` is epoch seconds of its state's beginning.

    `fault` is the kind of fault by which it is down or silent (`engine.machines.ssh_fault.FaultKind`).
    `host`, `release` and the spool are as it told last.
    """

    address: str
    program: str
    state: MachineState
    since: float
    sentence: str = ""
    remedy: str = ""
    fault: str = ""
    host: str = ""
    release: str = ""
    spool_bytes: int = 0
    spool_limit_bytes: int = 0


@dataclass(frozen=True, slots=True)
class PlaceFact:
    """A place that generates slots; no `machine` is this one, no `device` one that was not ready yet."""

    name: str
    machine: str = ""
    device: str = ""
    profile: str = ""


def place_name(machine: str, worker: str) -> str:
    """What the console calls a worker of another machine."""
    return f"{machine}{SEPARATOR}{worker}"


def machine_of(place: str) -> str:
    """The machine's address; empty for a place of this machine."""
    return place.rpartition(SEPARATOR)[0]


def worker_of(place: str) -> str:
    """What the machine itself calls the worker."""
    return place.rpartition(SEPARATOR)[2]
