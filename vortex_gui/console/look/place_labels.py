"""What a place is called where there is little room: of another machine by its host alone."""

from __future__ import annotations

from vortex_gui.engine.facts.events import LOCAL
from vortex_gui.engine.facts.machines import machine_of, worker_of


def host_label(address: str) -> str:
    """`box` for `ada@box.example.org`."""
    host = address.rpartition("@")[2]
    return host if host.replace(".", "").isdigit() else host.partition(".")[0] or address


def place_label(place: str) -> str:
    """`box` or `box local-2` for a worker of another machine; one of this machine by its own name."""
    machine, worker = machine_of(place), worker_of(place)
    if not machine:
        return place
    return host_label(machine) if worker == LOCAL else f"{host_label(machine)} {worker}"


def short_label(place: str) -> str:
    """`2` for `local-2`, `box 2` for that of another machine."""
    machine, worker = machine_of(place), worker_of(place)
    number = worker.rpartition("-")[2]
    if not machine:
        return number
    return host_label(machine) if worker == LOCAL else f"{host_label(machine)} {number}"
