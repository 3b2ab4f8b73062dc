"""The addresses that a limit of the shell or scheduler leaves this process (`ulimit -v`)."""

from __future__ import annotations

import sys

from vortex_gui.base.errors import VortexInitializationError
from vortex_gui.base.words.amounts import bytes_text
from vortex_gui.base.words.translation import tr

LEAST_BYTES = 1_600_000_000
"""The model libraries and the profile `mini` with two threads: 1.5 GB were too few, 1.7 were enough."""


def address_limit() -> int | None:
    """In bytes; `None` without a limit, and where the system has none."""
    if sys.platform == "win32":
        return None
    import resource

    soft, _ = resource.getrlimit(resource.RLIMIT_AS)
    return None if soft == resource.RLIM_INFINITY else soft


def check_addresses() -> None:
    """Called before the model libraries, which abort the process where they get no memory.

    Raises:
        VortexInitializationError: the limit is too small for them.
    """
    limit = address_limit()
    if limit is None or limit >= LEAST_BYTES:
        return
    raise VortexInitializationError(
        tr(
            "A limit on this process leaves it {limit} of addresses, and the models need {least} at least.",
            limit=bytes_text(limit),
            least=bytes_text(LEAST_BYTES),
        ),
        remedy=lift_it(),
    )


def lift_it() -> str:
    return tr("Lift the limit (ulimit -v unlimited) where the program is started.")
