"""Takes the window at every size, scale, theme and layout, and says what is cut: `make screens`."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Awaitable, Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from vortex_gui.console.session import Session

SIZES = ((1024, 680), (1280, 720), (1600, 1000), (2560, 1440), (3840, 2160))
SCALES = ("1", "1.5", "2")
THEMES = ("dark", "light", "contrast")
LAYOUTS = ("operate", "review", "wide")
CLIPPED = "clipped.txt"
Settle = Callable[[], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Screen:
    """One picture; its size in points, which the scale multiplies."""

    width: int
    height: int
    theme: str
    layout: str

    def name(self, scale: str) -> str:
        return f"{self.width}x{self.height}@{scale}-{self.theme}-{self.layout}"


def screens(
    sizes: Sequence[tuple[int, int]] = SIZES,
    themes: Sequence[str] = THEMES,
    layouts: Sequence[str] = LAYOUTS,
) -> Iterator[Screen]:
    """Every one of them, theme by theme, since a change of the theme costs most."""
    for theme, layout, (width, height) in product(themes, layouts, sizes):
        yield Screen(width, height, theme, layout)


def size_of(text: str) -> tuple[int, int]:
    """`1600x1000` as a pair; raises `ValueError`."""
    width, height = text.lower().split("x")
    return int(width), int(height)


def each_scale(arguments: Sequence[str], scales: Sequence[str]) -> int:
    """One process for each scale, since Qt reads it at its start; the worst of their exit codes."""
    codes = []
    for scale in scales:
        environment = {**os.environ, "QT_SCALE_FACTOR": scale}
        command = [sys.executable, "-m", "tools.screenshots", *arguments, "--scale", scale]
        codes.append(subprocess.run(command, env=environment, check=False).returncode)
    return max(codes)


class ScreenTaker:
    """Brings the window to each screen and grabs it; what is cut goes into a file beside the pictures."""

    def __init__(self, session: Session, folder: Path, settle: Settle) -> None:
        self._session = session
        self._folder = folder
        self._settle = settle

    async def take(self, wanted: Sequence[Screen], scale: str) -> int:
        """How many of the screens have cut words."""
        faulty = 0
        for screen in wanted:
            faults = await self._take(screen, scale)
            faulty += bool(faults)
            with (self._folder / CLIPPED).open("a", encoding="utf-8") as file:
                file.writelines(f"{screen.name(scale)}: {fault}\n" for fault in faults)
        return faulty

    async def _take(self, screen: Screen, scale: str) -> list[str]:
        from tools.clipping import clipped_words

        window, state = self._session.window, self._session.state
        if state.settings.console.theme != screen.theme:
            console = state.settings.console.model_copy(update={"theme": screen.theme})
            self._session.controller.keep_settings(state.settings.model_copy(update={"console": console}))
        window.resize(screen.width, screen.height)
        window.own_actions.layouts.ready[screen.layout].trigger()
        for notice in state.notices.all():
            state.notices.dismiss(notice.key)
        await self._settle()
        window.grab().save(str(self._folder / f"{screen.name(scale)}.png"))
        faults = clipped_words(window)
        if (window.width(), window.height()) != (screen.width, screen.height):
            faults.append(f"the window is {window.width()} x {window.height()}")
        print(screen.name(scale), *faults, sep="\n    ")
        return faults
