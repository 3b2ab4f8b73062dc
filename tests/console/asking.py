"""What console tests share: a listener in the controller's place, and waiting for a condition."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any


@dataclass
class Asked:
    """Writes down what a view asked for, in place of the controller."""

    calls: list[tuple[Any, ...]] = field(default_factory=list)

    def __getattr__(self, name: str) -> Callable[..., None]:
        if name.startswith("_"):
            raise AttributeError(name)
        return lambda *words, **more: self.calls.append((name, *words, *more.values()))

    @property
    def rundown(self) -> Asked:
        """What is asked of the rundown stands among the rest."""
        return self

    @property
    def machines(self) -> Asked:
        """What is asked of other machines, too."""
        return self

    def names(self) -> list[str]:
        return [call[0] for call in self.calls]


async def until(
    happened: Callable[[], Any], what: str, *, limit_s: float = 20.0, look_every_s: float = 0.02
) -> None:
    """Waits for a condition; fails with `what` when it has not come in time."""
    deadline = asyncio.get_running_loop().time() + limit_s
    while not happened():
        assert asyncio.get_running_loop().time() < deadline, f"not within {limit_s:g} s: {what}"
        await asyncio.sleep(look_every_s)
