"""Checks whether the driver tells this process's memory on the card, which the memory graph shows."""

from __future__ import annotations

from collections.abc import Iterator

import torch

from vortex_gui.base.doctor_report import Check, State
from vortex_gui.base.words.amounts import GB
from vortex_gui.base.words.translation import tr
from vortex_gui.pipeline.resident.card_account import CardAccount, card_account


def card_memory() -> Iterator[Check]:
    """Nothing where torch has no card."""
    if not torch.cuda.is_available():
        return
    device = torch.device("cuda", 0)
    torch.ones(1, device=device)  # until then the process holds nothing there
    yield told_by(card_account(device), int(torch.cuda.memory_reserved(device)))


def told_by(account: CardAccount, reserved: int) -> Check:
    """A note, and never a fault, where the driver does not say: only the graph knows less."""
    name, context = tr("memory by process"), account.context_bytes(reserved)
    if context is None:
        return Check(name, State.NOTE, tr("not measurable: {why}", why=account.why_unknown))
    return Check(name, State.GOOD, tr("the driver holds {size:.2f} GB for this process", size=context / GB))
