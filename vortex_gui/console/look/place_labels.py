"""What a place is called where there is little room: of another machine by its host alone."""

from __future__ import annotations

from vortex_gui.engine.facts.events import LOCAL
from vortex_gui.engine.facts.machines import machine_of, worker_of


def host_label(address: str) -> str:
    """`box` for `ada@box.example.org`."""
    host = address.rpartition("@")[2]
    return host if host.replace(".", "").isdigit() else host.partition(".")[0] or address


def place_label(place: str) -> str:
    """`box` or `box 2` for a worker of another machine; one of this machine by its own name."""
    machine, worker = machine_of(place), worker_of(place)
    if not machine:
        return place
    return host_label(machine) if worker == LOCAL else f"{host_label(machine)} {_number(worker)}"


def short_label(place: str) -> str:
    """`2` for `local-2`; one of another machine as ever."""
    return place_label(place) if machine_of(place) else _number(place)


def _number(worker: str) -> str:
    return worker.removeprefix(f"{LOCAL}-")
