"""The child processes that `bench` measures: a bare window, the first paint, a long queue, a short shift."""

from __future__ import annotations

import asyncio
import json
import sys
import time
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from vortex_gui.console.control.controller import OpenEngine
    from vortex_gui.console.session import Session

POLL_S = 0.05
WAIT_LIMIT_S = 300.0
PLAYED_S = 1.0
"""How long the last clip plays before the memory reading."""
RECIPE = "breaking-toast.yaml"
SETTLED_S = 3.0
LATE_MS, REDRAWS = 50, 60

Figures = dict[str, Any]


def bare() -> Figures:
    """The least that any console with a graph pays: one Qt window with one pyqtgraph plot."""
    import pyqtgraph
    from PySide6.QtGui import QPaintEvent
    from PySide6.QtWidgets import QApplication

    found: Figures = {}

    class Plot(pyqtgraph.PlotWidget):  # type: ignore[misc]  # pyqtgraph has no types
        def paintEvent(self, event: QPaintEvent) -> None:
            super().paintEvent(event)
            found.setdefault("painted_at", time.monotonic())

    application = QApplication(sys.argv[:1])
    plot = Plot()
    plot.plot([0, 1, 2], [0, 1, 0])
    plot.resize(1400, 900)
    plot.show()
    while not found:
        application.processEvents()
    return found


def console() -> Figures:
    """The console's own window, from the start of its process to its first paint."""
    found: Figures = {}

    async def story(session: Session) -> None:
        session.window.painted.connect(lambda: found.setdefault("painted_at", time.monotonic()))
        await _until(lambda: found)

    _sit(story)
    return found


def shift(slots: int) -> Figures:
    """A real console with a real worker generates and plays slots; reports its own loop delay and memory."""
    import psutil

    from vortex_gui.base.files.shipped import RESOURCES
    from vortex_gui.base.recipe.recipe import load_recipe

    found: Figures = {}
    recipe = load_recipe(RESOURCES / "recipes" / RECIPE)

    async def story(session: Session) -> None:
        state = session.state
        await _until(lambda: state.worker.ready)
        found["worker_ready_s"] = state.worker.startup_s
        session.controller.generate(recipe, slots)
        await _until(lambda: state.figures.done >= slots)
        await asyncio.sleep(PLAYED_S)
        found["loop_delay_p99_ms"] = state.loop_delay.p99_ms
        found["console_rss_mb"] = psutil.Process().memory_info().rss / 1e6

    _sit(story)
    return found


def opening(waiting: int) -> Figures:
    """The console's own window over a long queue, until the status bar counts it and the table has it all."""
    from PySide6.QtWidgets import QStatusBar

    from vortex_gui.console.slots.view import SlotsView

    found: Figures = {}

    async def story(session: Session) -> None:
        window = session.window
        window.painted.connect(lambda: found.setdefault("painted_at", time.monotonic()))
        (slots,) = window.findChildren(SlotsView)

        def is_shown() -> bool:
            counted = session.state.figures.queued is not None and window.findChild(QStatusBar, "statusBar")
            return bool(counted) and slots.model.rowCount() >= waiting

        await _until(is_shown, look_every_s=0.005)
        slots.table.viewport().repaint()
        found["shown_at"] = time.monotonic()

    _sit(story)
    return found


def workers(count: int, seconds: int) -> Figures:
    """The window's thread while so many scripted workers tell: its share of a core, its loop, a redraw."""
    from functools import partial

    import numpy as np
    from PySide6.QtCore import Qt, QTimer

    from vortex_gui.base.settings.settings import load_settings
    from vortex_gui.console.memory.view import MemoryView
    from vortex_gui.measure.bench.window.scripted_engine import Script, local_places, open_scripted

    found: Figures = {}
    scripts: list[Script] = []
    data_dir = load_settings(None).folders.data_path

    async def story(session: Session) -> None:
        window = session.window
        await _until(lambda: hasattr(window, "preview") and session.state.slots.running())
        session.controller.select(1)
        ticking = QTimer(window, interval=100, timerType=Qt.TimerType.PreciseTimer)
        ticking.timeout.connect(scripts[0].tick)
        ticking.start()
        await asyncio.sleep(SETTLED_S)
        found.update(await _busy(seconds, session))
        ticking.stop()
        (view,) = window.findChildren(MemoryView)
        costs = []
        for _ in range(REDRAWS):
            scripts[0].tick()
            await asyncio.sleep(0)
            begun = time.thread_time()
            view.redraw()
            view.repaint_now()
            costs.append((time.thread_time() - begun) * 1e3)
        found["redraw_ms"] = float(np.median(costs))

    _sit(story, partial(open_scripted, data_dir, local_places(count), (), scripts))
    return found


async def _busy(seconds: int, session: Session) -> Figures:
    """What the window's thread does for so long."""
    import numpy as np
    from PySide6.QtCore import Qt, QTimer

    late: list[float] = []
    due = [time.monotonic()]
    timer = QTimer(session.window, interval=LATE_MS, timerType=Qt.TimerType.PreciseTimer)

    def look() -> None:
        now = time.monotonic()
        late.append(max(0.0, (now - due[0]) * 1e3 - LATE_MS))
        due[0] = now

    timer.timeout.connect(look)
    timer.start()
    spent, begun = time.thread_time(), time.monotonic()
    await asyncio.sleep(seconds)
    share = (time.thread_time() - spent) / (time.monotonic() - begun)
    timer.stop()
    return {"cpu_share": share, "delay_p99_ms": float(np.quantile(late, 0.99))}


def redraw() -> Figures:
    """CPU time of the memory graph with a day behind it."""
    from vortex_gui.console.app import make_application
    from vortex_gui.measure.bench.window.memory_redraw import redraw_cost

    make_application(sys.argv[:1])
    return redraw_cost()


def redraw_all() -> Figures:
    """CPU time of a tick of the small graphs of sixteen workers."""
    from vortex_gui.console.app import make_application
    from vortex_gui.measure.bench.window.memory_redraw import all_redraw_cost

    make_application(sys.argv[:1])
    return all_redraw_cost()


def _sit(story: Callable[[Session], Awaitable[None]], open_engine: OpenEngine | None = None) -> None:
    """Opens the console as `vortex-gui` does, runs a story in it, and closes it."""
    from vortex_gui.console.app import make_application

    application = make_application(sys.argv[:1])
    # Only now, as `vortex-gui` does.
    from vortex_gui.console.session import Session

    session = Session(application, open_engine=open_engine)

    async def tell() -> None:
        try:
            await story(session)
        finally:
            session.ask_to_close()

    async def sit() -> None:
        await asyncio.gather(tell(), session.run())

    import qasync

    with qasync.QEventLoop(application) as loop:
        loop.run_until_complete(sit())


async def _until(happened: Callable[[], Any], look_every_s: float = POLL_S) -> None:
    deadline = time.monotonic() + WAIT_LIMIT_S
    while not happened():
        if time.monotonic() > deadline:
            raise TimeoutError
        await asyncio.sleep(look_every_s)


def main() -> None:
    """Prints one JSON object."""
    part, *words = sys.argv[1:]
    parts: dict[str, Callable[..., Figures]] = {
        "bare": bare,
        "console": console,
        "opening": opening,
        "shift": shift,
        "redraw": redraw,
        "redraw-all": redraw_all,
        "workers": workers,
    }
    print(json.dumps(parts[part](*(int(word) for word in words))))


if __name__ == "__main__":
    main()
