"""What names a machine: `user@host` as ssh takes it, or a name that its configuration knows."""

from __future__ import annotations

import re

from vortex_gui.base.errors import InputError
from vortex_gui.base.words.translation import tr

_ADDRESS = re.compile(r"(?:[A-Za-z0-9_][A-Za-z0-9_.+-]{0,63}@)?[A-Za-z0-9_\[][A-Za-z0-9_.:%\]-]{0,252}")
"""It begins with no dash, which ssh would read as an option, and holds nothing that a shell reads."""


def checked_address(text: str) -> str:
    """The address as it stands. Raises `InputError`."""
    if not _ADDRESS.fullmatch(text):
        raise InputError(
            [
                tr(
                    "{address} names no machine: write user@host, or a name that your ssh settings know.",
                    address=repr(text),
                )
            ]
        )
    return text
