"""A counter that answers as the driver's library does, with figures of the test's choice."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from types import SimpleNamespace

GB = 1_000_000_000
UUID = "5b1e9c5e-0000-1111-2222-333344445555"
ALL, FREE, RESERVE = 12 * GB, 3 * GB, GB // 4


class DriverError(Exception):
    """What the driver's library raises."""


@dataclass
class Driver:
    """One machine's cards by UUID; `processes` of them all; counts what is asked."""

    cards: dict[str, int] = field(default_factory=lambda: {f"GPU-{UUID}": ALL})
    processes: list[tuple[int, int | None]] = field(default_factory=list)
    free: int = FREE
    knows_reserve: bool = True
    lists: bool = True
    answers: bool = True
    asked: list[str] = field(default_factory=list)
    NVMLError: type[Exception] = DriverError
    nvmlMemory_v2: int = 2

    def nvmlInit(self) -> None:
        self.asked.append("open")
        if not self.answers:
            raise DriverError("no driver")

    def nvmlDeviceGetHandleByUUID(self, uuid: str) -> str:
        if uuid not in self.cards:
            raise DriverError("not found")
        return uuid

    def nvmlDeviceGetMemoryInfo(self, card: str, version: int | None = None) -> SimpleNamespace:
        self.asked.append("totals")
        if version is not None and not self.knows_reserve:
            raise DriverError("not supported")
        return SimpleNamespace(total=self.cards[card], free=self.free, reserved=RESERVE)

    def nvmlDeviceGetComputeRunningProcesses(self, card: str) -> list[SimpleNamespace]:
        self.asked.append("list")
        if not self.lists:
            raise DriverError("not supported")
        return [SimpleNamespace(pid=pid, usedGpuMemory=size) for pid, size in self.processes]

    def nvmlDeviceGetGraphicsRunningProcesses(self, card: str) -> list[SimpleNamespace]:
        return []


def with_this_process(size: int | None, *others: tuple[int, int | None]) -> Driver:
    """A driver that counts so many bytes for the process that asks."""
    return Driver(processes=[(os.getpid(), size), *others])
