"""Which errors mean that memory ran out, on a card or on a processor, and what helps."""

from __future__ import annotations

import errno
import re

import torch

from vortex_gui.base.process.address_limit import address_limit, lift_it
from vortex_gui.base.words.amounts import bytes_text
from vortex_gui.base.words.translation import tr

_HOST_ALLOCATOR = "DefaultCPUAllocator"
_ASKED = re.compile(r"tried to allocate (\d+) bytes")


def ran_out(error: BaseException) -> bool:
    """Whether memory ran out. Where the processor has none left, torch raises a plain `RuntimeError`."""
    if isinstance(error, OSError):
        return error.errno == errno.ENOMEM
    return isinstance(error, (torch.OutOfMemoryError, MemoryError)) or (
        isinstance(error, RuntimeError) and _HOST_ALLOCATOR in str(error)
    )


def is_of_card(error: BaseException) -> bool:
    return isinstance(error, torch.OutOfMemoryError)


def details_of(error: BaseException) -> str:
    """What the error adds, in a line; empty where it says nothing."""
    if asked := _ASKED.search(str(error)):
        return tr("it asked for {size}", size=bytes_text(int(asked[1])))
    return next(iter(str(error).splitlines()), "")


def remedy_of(error: BaseException) -> str:
    if is_of_card(error):
        return tr("Close other programs that use the card, or choose a smaller profile or precision.")
    if address_limit() is not None:
        return lift_it()
    return tr("Close other programs, or choose a smaller profile.")
