"""Refuses to load a profile larger than the free memory, and names the programs that hold the rest."""

from __future__ import annotations

import os

import psutil
import torch

from vortex_gui.base.errors import VortexInitializationError
from vortex_gui.base.words.translation import tr
from vortex_gui.pipeline.plan.needs import Needs
from vortex_gui.pipeline.plan.plan import shortfall
from vortex_gui.pipeline.resident.card_account import CardAccount, card_account
from vortex_gui.pipeline.resident.memory import host_memory

Holder = tuple[str, int]
"""Another process on the device: its name and its bytes."""


def check_room(needs: Needs, device: torch.device) -> None:
    """Called before the first model is loaded.

    Raises:
        VortexInitializationError: one sentence with the shortfall and the largest other processes.
    """
    free, others = free_now(device)
    sentence = shortfall(needs.profile, needs.needed_bytes, free, others)
    if sentence is not None:
        raise VortexInitializationError(
            sentence, remedy=tr("Close other programs, or choose a smaller profile or precision.")
        )


def free_now(device: torch.device) -> tuple[int, list[Holder]]:
    """Bytes free on the device at this moment, and the other processes there.

    Asking a card makes this process's context, which is no longer free by then.
    """
    if device.type == "cuda":
        free, _ = torch.cuda.mem_get_info(device)
        return int(free), card_holders(card_account(device))
    return int(host_memory().free or 0), host_holders()


def card_holders(account: CardAccount) -> list[Holder]:
    """Other processes on a card by the driver's account; empty where it gives none."""
    return [(_name(pid), size) for pid, size in account.holders().items()]


def host_holders() -> list[Holder]:
    """Other processes of this machine by their resident sets."""
    found = psutil.process_iter(["pid", "name", "memory_info"])
    return [
        (process.info["name"] or _unnamed(process.info["pid"]), int(process.info["memory_info"].rss))
        for process in found
        if process.info["pid"] != os.getpid() and process.info["memory_info"] is not None
    ]


def _name(pid: int) -> str:
    try:
        return str(psutil.Process(pid).name())
    except psutil.Error:
        return _unnamed(pid)


def _unnamed(pid: int) -> str:
    return tr("process {pid}", pid=pid)
