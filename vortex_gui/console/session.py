"""One sitting of the console: settings, state, engine, controller and window, wired in order."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication

from vortex_gui.base.errors import SettingsError
from vortex_gui.base.process.exit_codes import DONE
from vortex_gui.base.profile import Profile, load_profile
from vortex_gui.base.settings.settings import Settings, lenient_settings
from vortex_gui.base.words.translation import tr
from vortex_gui.console.control.controller import Controller, OpenEngine
from vortex_gui.console.control.loop.garbage import GuiThreadCollector
from vortex_gui.console.control.loop.log_bridge import LogBridge
from vortex_gui.console.control.loop.loop_delay import LoopDelayMeter
from vortex_gui.console.look import theme
from vortex_gui.console.shell.main_window import LIBRARIES, MainWindow
from vortex_gui.console.state.console_state import ConsoleState
from vortex_gui.engine.facts.events import Severity
from vortex_gui.engine.read_only import ReadOnlyEngine

LAYOUT_FILE = "window.ini"
DEFAULT_PROFILE = "mini"

_log = logging.getLogger(__name__)


class Session:
    """Made on the main thread; `run` shows the window, starts the engine after the first paint, and returns
    when everything is closed."""

    def __init__(
        self,
        application: QApplication,
        *,
        settings_file: Path | None = None,
        worker_command: Sequence[str] | None = None,
        open_engine: OpenEngine | None = None,
    ) -> None:
        """`open_engine` opens another engine than that of the settings."""
        self._application = application
        settings, faults = lenient_settings(settings_file)
        profile, wrong = _profile(settings)
        self.settings = settings
        data_dir = settings.folders.data_path
        self.state = ConsoleState(settings, profile)
        theme.apply(application, settings.console.theme)
        own = partial(open_late, settings, profile, data_dir=data_dir, worker_command=worker_command)
        self.controller = Controller(open_engine or own, self.state, settings_file=settings_file)
        self.window = MainWindow(self.state, self.controller, data_dir / LAYOUT_FILE)
        self._logs = LogBridge(self.controller.log, settings.log.level)
        self._garbage = GuiThreadCollector(lambda: not self.state.slots.running(), self.window)
        self._meter = LoopDelayMeter(self.state.loop_delay, self.window)
        self._closing = asyncio.Event()
        self.restarts = False
        """Whether the operator wants the program to start again once this sitting has ended."""
        self._signals: QTimer | None = None
        self._wire()
        for sentence in (*faults, *wrong):
            remedy = tr("The console uses the default.")
            self.controller.notify(Severity.WARNING, sentence, remedy=remedy, key=sentence)

    async def run(self) -> int:
        """Shows the window and serves it until it is asked to close; returns 0."""
        painted = asyncio.Event()
        self.window.painted.connect(painted.set)
        self.window.show()
        await painted.wait()
        self._garbage.start()
        self._logs.begin()
        try:
            # The worker takes seconds to load: it starts first. Then comes the queue, then our heavy panels.
            await self.controller.start()
            await self.controller.caught_up()
            self.window.show_queue()
            await _import_libraries()
            self.window.fill()
            self._garbage.settle()
            self._meter.start()
            await self._closing.wait()
        finally:
            await self._close()
        return DONE

    def ask_to_close(self) -> None:
        """From the close button or a signal; a running slot goes back to the queue."""
        self._closing.set()

    def _on_restart_wanted(self) -> None:
        self.restarts = True
        self.ask_to_close()

    def poll_signals(self, period_ms: int) -> None:
        """Lets Python run now and then, so that it notices signals where the loop cannot."""
        self._signals = QTimer(self.window, interval=period_ms)
        self._signals.timeout.connect(lambda: None)
        self._signals.start()

    async def _close(self) -> None:
        self._meter.stop()
        self.window.setEnabled(False)
        await self.controller.close()
        self._logs.end()
        self._garbage.stop()
        self.window.leave()
        self.window.deleteLater()
        await asyncio.sleep(0)

    def _wire(self) -> None:
        window, controller, state = self.window, self.controller, self.state
        window.closing.connect(self.ask_to_close)
        window.settings_saved.connect(controller.keep_settings)
        controller.recipe_wanted.connect(window.use_recipe)
        controller.presenter_wanted.connect(window.keep_presenter)
        controller.settings_wanted.connect(window.open_settings)
        controller.restart_wanted.connect(self._on_restart_wanted)
        state.settings_changed.connect(self._apply_theme)
        hints = self._application.styleHints()
        hints.colorSchemeChanged.connect(self._apply_theme, Qt.ConnectionType.QueuedConnection)

    def _apply_theme(self) -> None:
        theme.apply(self._application, self.state.settings.console.theme)


async def _import_libraries() -> None:
    """The heavy panels' libraries, with a turn of the loop before each: so the queue is shown before them."""
    for library in LIBRARIES:
        await asyncio.sleep(0)
        import_module(library)


async def open_late(settings: Settings, profile: Profile, **given: Any) -> ReadOnlyEngine:
    """`Engine.open`, which comes after the first paint: what it imports shows nothing."""
    from vortex_gui.engine.engine import Engine

    return await Engine.open(settings, profile, **given)


def _profile(settings: Settings) -> tuple[Profile, tuple[str, ...]]:
    """The chosen profile, or the small one with the faults of the chosen one."""
    try:
        return load_profile(settings.pipeline.profile), ()
    except SettingsError as error:
        return load_profile(DEFAULT_PROFILE), error.faults
