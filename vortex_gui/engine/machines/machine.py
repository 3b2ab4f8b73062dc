"""A machine that the operator has named: its address, and how the program is called there."""

from __future__ import annotations

from dataclasses import dataclass

PROGRAM = "vortex-gui"


@dataclass(frozen=True, slots=True)
class Machine:
    """`program` may be a path: a virtual environment stands in no search path."""

    address: str
    program: str = PROGRAM
