"""The command `doctor`: of this machine, which imports torch, or of another one, which needs only a link."""

from __future__ import annotations

from argparse import Namespace


def doctor(arguments: Namespace) -> int:
    """Reads `machine`, and what the doctor there or here reads."""
    if getattr(arguments, "machine", None):
        from vortex_gui.commands.doctor.there import doctor_there

        return doctor_there(arguments)
    from vortex_gui.commands.doctor.command import doctor as doctor_here

    return doctor_here(arguments)
