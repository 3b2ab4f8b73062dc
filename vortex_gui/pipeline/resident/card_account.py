"""The driver's account of one card: opened once by UUID, its list of processes asked for seldom."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from dataclasses import dataclass
from types import ModuleType
from typing import Any

import pynvml
import torch

from vortex_gui.base.words.translation import tr

PROCESS_LIST_S = 2.0
"""Least time between two process lists: one takes milliseconds, and the driver stalls for it."""
SAME_CARD = 0.1
"""NVML and CUDA count a card's memory alike within this share; on a slice of a card (MIG) they may not."""

Nvml = ModuleType | Any
"""`pynvml`, or another counter with its functions."""


@dataclass(frozen=True, slots=True)
class Totals:
    """Bytes of the whole card, by the driver. `reserved` is the driver's own, which no program holds."""

    total: int
    free: int
    reserved: int = 0

    @property
    def held(self) -> int:
        """What processes hold."""
        return max(0, self.total - self.free - self.reserved)


class CardAccount:
    """Asks the driver about the card that CUDA calls by `uuid`; called from one thread at a time.

    CUDA's index is not the driver's: `CUDA_VISIBLE_DEVICES` and a second card change it. `why_unknown` is the
    sentence that says why there is no figure by process, empty as long as there is one.
    """

    def __init__(
        self,
        uuid: str,
        cuda_total: int,
        *,
        nvml: Nvml = pynvml,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        self._nvml = nvml
        self._now = now
        self._held: dict[int, int | None] = {}
        self._asked_at: float | None = None
        self._context: int | None = None
        self.why_unknown = ""
        self._card = self._open(uuid, cuda_total)

    def totals(self) -> Totals | None:
        """The card's memory, cheap enough for ten times a second; `None` where the driver does not say."""
        return None if self._card is None else self._totals(self._card)

    def context_bytes(self, reserved: int) -> int | None:
        """What the driver counts for this process beside the `reserved` bytes of torch's allocator.

        That is the CUDA context, loaded kernels and the libraries' own memory. `None` is not measurable.
        """
        if self._refresh():
            own = self._held.get(os.getpid(), 0 if reserved == 0 else None)
            if own is None or own < reserved:
                self._context = None
                self.why_unknown = self.why_unknown or _hidden()
            else:
                self._context, self.why_unknown = own - reserved, ""
        return self._context

    def holders(self) -> dict[int, int]:
        """Other processes on the card with their bytes; empty where the driver names none."""
        self._refresh()
        return {pid: held for pid, held in self._held.items() if pid != os.getpid() and held}

    def _refresh(self) -> bool:
        """Asks for the list when the last one is old enough; says whether it is new."""
        now = self._now()
        if self._card is None or (self._asked_at is not None and now - self._asked_at < PROCESS_LIST_S):
            return False
        self._asked_at = now
        self.why_unknown, self._held = "", {}
        try:
            running = [
                *self._nvml.nvmlDeviceGetComputeRunningProcesses(self._card),
                *self._nvml.nvmlDeviceGetGraphicsRunningProcesses(self._card),
            ]
        except self._nvml.NVMLError as error:
            self.why_unknown = tr("The driver lists no processes here ({why}).", why=error)
            return True
        self._held = {process.pid: process.usedGpuMemory for process in running}
        if any(held is None for held in self._held.values()):
            self.why_unknown = tr(
                "The driver lists processes without their memory here, as it does under WSL and on Windows."
            )
        return True

    def _open(self, uuid: str, cuda_total: int) -> object | None:
        nvml = self._nvml
        try:
            nvml.nvmlInit()
        except nvml.NVMLError as error:
            self.why_unknown = tr("The driver's library does not answer ({why}).", why=error)
            return None
        for name in spellings(uuid):
            try:
                card: object = nvml.nvmlDeviceGetHandleByUUID(name)
            except nvml.NVMLError:
                continue
            totals = self._totals(card)
            if totals is not None and abs(totals.total - cuda_total) <= SAME_CARD * cuda_total:
                return card
        self.why_unknown = tr("The driver does not show the part of the card that this process uses (MIG).")
        return None

    def _totals(self, card: object) -> Totals | None:
        nvml = self._nvml
        try:
            with_reserve = nvml.nvmlDeviceGetMemoryInfo(card, nvml.nvmlMemory_v2)
            return Totals(int(with_reserve.total), int(with_reserve.free), int(with_reserve.reserved))
        except nvml.NVMLError:  # an old driver, or a slice of a card
            pass
        try:
            plain = nvml.nvmlDeviceGetMemoryInfo(card)
        except nvml.NVMLError:
            return None
        return Totals(int(plain.total), int(plain.free))


def card_account(device: torch.device) -> CardAccount:
    """The account of torch's device, whichever number it has; CUDA has started."""
    card = torch.cuda.get_device_properties(device)
    return CardAccount(str(getattr(card, "uuid", "")), int(card.total_memory))


def spellings(uuid: str) -> tuple[str, ...]:
    """A UUID as the driver may spell it: CUDA leaves the prefix out, and a slice of a card has another."""
    if uuid.startswith(("GPU-", "MIG-")):
        return (uuid,)
    return (f"MIG-{uuid}", f"GPU-{uuid}") if uuid else ()


def _hidden() -> str:
    return tr("The driver's list does not hold this process: a container hides the process numbers.")
