"""Takes the pictures of the documentation from the real window with a real slot: `make screenshots`.

    python -m tools.screenshots [FOLDER]
    python -m tools.screenshots FOLDER --screens [--size 1600x1000] [--scale 2] [--theme dark] [--layout wide]
        [--busy]

`--screens` takes the whole window at each size, scale, theme and layout instead, and says what is cut there;
with `--busy` while slots wait in a paused queue, the rundown is on air and others of it are due.
Needs the small models, no display: Qt draws offscreen. Takes one to three minutes, most of it the models.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from tools.screens import LAYOUTS, SCALES, SIZES, ScreenTaker, each_scale, screens, size_of
from tools.screens import THEMES as SCREEN_THEMES

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from vortex_gui.base.recipe.recipe import Recipe
    from vortex_gui.console.session import Session

IMAGES = Path(__file__).resolve().parents[1] / "docs" / "images"
THEMES = ("dark", "light")
FIRST, SECOND, THIRD, FOURTH = "breaking-toast", "professor-sock", "cat-election", "tiny-ocean"
PLANNED = ("rtx3060", "RTX 3060")
READY_S, SLOT_S, SETTLE_S = 240.0, 240.0, 0.8
QUEUED = 12
PATIENT_S = 900.0
"""Screens need finished slots; how long they took does not matter."""


def main(argv: list[str] | None = None) -> int:
    """Returns 0 when all pictures were written, 1 when a slot did not come or words are cut."""
    given = list(sys.argv[1:] if argv is None else argv)
    wanted = _parser().parse_args(given)
    folder: Path = wanted.folder
    folder.mkdir(parents=True, exist_ok=True)
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    if wanted.screens and wanted.home is None:
        with tempfile.TemporaryDirectory(prefix="vortex-screens-") as home:
            return each_scale([*given, "--home", home], wanted.scale or SCALES)
    with tempfile.TemporaryDirectory(prefix="vortex-pictures-") as home:
        return sitting(wanted.home or Path(home), folder, wanted)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description="Take the documentation's pictures from the real window.")
    parser.add_argument("folder", nargs="?", type=Path, default=IMAGES)
    parser.add_argument("--screens", action="store_true", help="take each size, scale, theme and layout")
    parser.add_argument("--size", action="append", type=size_of, help="in points, such as 1600x1000")
    parser.add_argument("--scale", action="append", help="such as 1.5")
    parser.add_argument("--theme", action="append", choices=(*SCREEN_THEMES,))
    parser.add_argument("--layout", action="append", choices=(*LAYOUTS,))
    parser.add_argument("--busy", action="store_true", help="with a queue and a rundown on air")
    parser.add_argument("--home", type=Path, help=argparse.SUPPRESS)
    return parser


def sitting(home: Path, folder: Path, wanted: argparse.Namespace) -> int:
    """One sitting of the console with settings, data and output in `home`."""
    settings = home / "settings.yaml"
    settings.write_text(
        f"folders: {{output: {home / 'out'}, data: {home / 'data'}}}\nconsole: {{theme: dark, volume: 60}}\n"
        "worker: {niceness: 0}\n",  # nobody works at this window; on a busy machine it would wait for minutes
        encoding="utf-8",
    )
    os.environ["VORTEX_SETTINGS"] = str(settings)
    from vortex_gui.console.app import make_application, run_session
    from vortex_gui.console.session import Session

    application = make_application(sys.argv[:1])
    session = Session(application)
    photographer = Photographer(session, folder)
    serve = session.run

    async def run() -> int:
        work = photographer.take_screens(wanted) if wanted.screens else photographer.take_all()
        taking = asyncio.create_task(work, name="pictures")
        await serve()
        return await taking

    session.run = run  # type: ignore[method-assign]
    return run_session(application, session)


class Photographer:
    """Brings the window into each state that the documentation shows, and grabs it there."""

    def __init__(self, session: Session, folder: Path) -> None:
        self._session = session
        self._folder = folder

    async def take_all(self) -> int:
        try:
            await self._take_all()
        except TimeoutError as error:
            print(f"A picture was not taken: {error}", file=sys.stderr)
            return 1
        finally:
            self._session.ask_to_close()
        return 0

    async def take_screens(self, wanted: argparse.Namespace) -> int:
        """The whole window with finished slots, on each of the screens that are wanted."""
        chosen = screens(wanted.size or SIZES, wanted.theme or SCREEN_THEMES, wanted.layout or LAYOUTS)
        taker = ScreenTaker(self._session, self._folder, self._settle)
        try:
            await self._fill()
            if wanted.busy:
                await self._be_busy()
            return min(1, await taker.take(tuple(chosen), wanted.scale[-1]))
        except TimeoutError as error:
            print(f"A screen was not taken: {error}", file=sys.stderr)
            return 1
        finally:
            self._session.ask_to_close()

    async def _fill(self) -> None:
        """Slots in the table and a plan; a sitting before this one may have left the slots."""
        state, window = self._session.state, self._session.window
        await self._until(lambda: hasattr(window, "preview"), "the panels", 60)
        await self._until(lambda: state.worker.ready, "the worker", PATIENT_S)
        if not state.pages.total:
            for name in (FIRST, SECOND):
                self._generate(name, deadline_s=PATIENT_S)
            await self._until(lambda: self._is_done(2), "two finished slots", PATIENT_S)
        self._ask_plan()
        await self._until(lambda: state.operations.since("plan") is None, "the plan", PATIENT_S)
        self._fill_form(FIRST)
        self._session.controller.select(1)
        await self._settle(2.5)

    async def _be_busy(self) -> None:
        """A queue that waits, and a rundown that holds its first row."""
        controller, state = self._session.controller, self._session.state
        controller.pause()
        await self._until(lambda: state.slots.paused, "a paused queue", 30)
        for number in range(QUEUED - len(state.slots.queue)):
            self._generate((THIRD, FOURTH)[number % 2], deadline_s=60.0 * (number + 1))
        await self._until(lambda: len(state.slots.queue) >= QUEUED, "queued slots", 30)
        if not state.rundown.items:
            controller.rundown.add_slots((1, 2, *state.slots.queue[:3]))
            await self._until(lambda: state.rundown.items, "the rundown's rows", 30)
        if not state.rundown.on_air:
            controller.rundown.start()
        controller.rundown.set_hold(True)
        self._fill_form(FIRST)
        controller.select(1)
        await self._settle(2.5)

    async def _take_all(self) -> None:
        state, window = self._session.state, self._session.window
        await self._until(lambda: hasattr(window, "preview"), "the panels", 60)
        await self._settle()
        self._grab(window, "welcome-dark")
        await self._until(lambda: state.worker.ready, "the worker", READY_S)
        self._session.controller.warm_up(None)
        await self._until(lambda: state.operations.since("warm_up") is None, "warm models", SLOT_S)
        for name in (FIRST, SECOND):
            self._generate(name)
        await self._until(lambda: self._is_done(2), "two finished slots", SLOT_S)
        self._ask_plan()
        for name in (THIRD, FOURTH):
            self._generate(name)
        await self._until(self._is_animating, "a slot that is animated", SLOT_S)
        self._session.controller.select(3)
        await self._settle()
        self._grab(window, "making-dark")
        await self._until(lambda: self._is_done(4), "four finished slots", SLOT_S)
        await self._until(lambda: state.operations.since("plan") is None, "the plan", 90)
        self._fill_form(FIRST)
        self._session.controller.select(1)
        await self._settle(2.5)
        for theme in THEMES:
            await self._take_theme(theme)

    async def _take_theme(self, theme: str) -> None:
        from vortex_gui.console.shell.docks.dock_table import DOCKS

        window, state = self._session.window, self._session.state
        console = state.settings.console.model_copy(update={"theme": theme})
        self._session.controller.keep_settings(state.settings.model_copy(update={"console": console}))
        for notice in state.notices.all():
            state.notices.dismiss(notice.key)
        window.dock("slots").raise_()
        await self._settle()
        self._grab(window, f"window-{theme}")
        self._grab(window.preview, f"preview-{theme}")
        for name in (row.name for row in DOCKS):
            window.dock(name).raise_()
            await self._settle()
            self._grab(window.dock(name), f"{name}-{theme}")
        window.dock("slots").raise_()
        await self._take_dialogs(theme)

    async def _take_dialogs(self, theme: str) -> None:
        from PySide6.QtWidgets import QDialog

        window = self._session.window
        for name, action in (
            ("settings", window.own_actions.settings),
            ("shortcuts", window.own_actions.keys),
        ):
            action.trigger()
            await self._settle()
            dialog = next(d for d in window.findChildren(QDialog) if d.isVisible())
            self._grab(dialog, f"{name}-{theme}")
            dialog.close()

    def _ask_plan(self) -> None:
        """Chooses profile and card in the panel and presses its button, as an operator would."""
        from PySide6.QtWidgets import QComboBox, QPushButton

        panel = self._session.window.dock("plan")
        for box, words in zip(panel.findChildren(QComboBox), PLANNED, strict=False):
            box.setCurrentText(words)
        panel.findChildren(QPushButton)[0].click()

    def _generate(self, preset: str, deadline_s: float = 120.0) -> None:
        recipe = self._fill_form(preset)
        self._session.controller.generate(recipe.with_slot(deadline_sec=deadline_s), 1)

    def _fill_form(self, preset: str) -> Recipe:
        from vortex_gui.base.recipe.recipe import load_recipe
        from vortex_gui.console.recipe.draft.presets import PRESETS

        recipe = load_recipe(PRESETS / f"{preset}.yaml")
        self._session.window.form.set_recipe(recipe)
        return recipe

    def _is_done(self, slot_id: int) -> bool:
        slot = self._session.state.slots.get(slot_id)
        if slot is not None and slot.is_over:
            if slot.state != "done":
                raise TimeoutError(f"slot {slot_id} is {slot.state}: {slot.row.error}")
            return True
        return False

    def _is_animating(self) -> bool:
        return any(
            slot.progress.get("animation", (0, 1))[0] > 0 for slot in self._session.state.slots.running()
        )

    def _grab(self, widget: QWidget, name: str) -> None:
        path = self._folder / f"{name}.png"
        widget.grab().save(str(path))
        print(path.name)

    async def _settle(self, seconds: float = SETTLE_S) -> None:
        """Lets the window lay itself out and paint."""
        await asyncio.sleep(seconds)

    async def _until(self, happened: Callable[[], object], what: str, limit_s: float) -> None:
        deadline = asyncio.get_running_loop().time() + limit_s
        while not happened():
            if asyncio.get_running_loop().time() > deadline:
                raise TimeoutError(f"not within {limit_s:g} s: {what}")
            await asyncio.sleep(0.05)


if __name__ == "__main__":
    sys.exit(main())
