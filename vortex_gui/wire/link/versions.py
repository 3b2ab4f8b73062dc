"""Whether two programs understand each other over a link."""

from __future__ import annotations

from vortex_gui.base.words.translation import mark, tr
from vortex_gui.wire.link.words import LINK_MAX, LINK_MIN, Greeting, Hello

SAME_RELEASE = mark("Install the same release on both.")


def misfit(theirs: Greeting | Hello, machine: str) -> str | None:
    """The sentence for two programs without a version in common; `None` when they have one.

    `machine` is how the operator calls the other one.
    """
    if theirs.v_min <= LINK_MAX and theirs.v_max >= LINK_MIN:
        return None
    return tr(
        "{machine} speaks version {theirs} of the link, this program version {ours}.",
        machine=machine,
        theirs=_versions(theirs.v_min, theirs.v_max),
        ours=_versions(LINK_MIN, LINK_MAX),
    )


def _versions(lowest: int, highest: int) -> str:
    return str(highest) if lowest == highest else f"{lowest}–{highest}"
