"""The real window over the real worker with the small models, used as a person would: by clicks and keys.

What needs no models runs over a worker that never has any.
"""

from __future__ import annotations

import asyncio
import os
import re
import signal
import sys
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path
from typing import Protocol

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton, QToolButton
from shiboken6 import isValid

from tests.console.asking import until
from tests.narrowing import present
from tests.paths import CHILDREN
from vortex_gui.base.files.shipped import DOCS, RESOURCES
from vortex_gui.base.recipe.recipe import Recipe, load_recipe
from vortex_gui.base.settings.settings import load_settings
from vortex_gui.console.session import Session
from vortex_gui.console.shell.main_window import MainWindow
from vortex_gui.console.slots.view import SlotsView
from vortex_gui.engine.data_folder.folder_modes import OURS
from vortex_gui.engine.facts.records import SlotDraft
from vortex_gui.engine.history.file import open_history

READY_S = 120.0
SLOT_S = 120.0
BUTTONS = Qt.MouseButton
NEVER_READY = [sys.executable, str(CHILDREN / "never_ready.py")]

pytestmark = [
    pytest.mark.timeout(400),
]


class Open(Protocol):
    """Opens a window; the worker is ready on entering, if asked."""

    def __call__(
        self, *, ready: bool = True, worker: Sequence[str] | None = None
    ) -> AbstractAsyncContextManager[Session]: ...


@pytest.fixture
def opened(qloop: asyncio.Runner, qapp: QApplication) -> Open:
    """Opens the window in the test's own folders, waits until it is filled, and closes it by its button."""

    settings = Path(os.environ["VORTEX_SETTINGS"])
    settings.write_text(settings.read_text() + "worker: {ask_s: 1, terminate_s: 1, keep_spare: never}\n")

    @asynccontextmanager
    async def begin(*, ready: bool = True, worker: Sequence[str] | None = None) -> AsyncIterator[Session]:
        session = Session(qapp, worker_command=worker)
        serving = asyncio.get_running_loop().create_task(session.run(), name="session")
        try:
            await until(lambda: hasattr(session.window, "preview"), "the panels are there")
            if ready:
                await until(lambda: session.state.worker.ready, "the worker is ready", limit_s=READY_S)
            yield session
        finally:
            if isValid(session.window):
                session.window.close()
            assert await asyncio.wait_for(serving, 30) == 0

    return begin


@pytest.fixture
def short() -> Recipe:
    """A recipe of a few words: a second of speech."""
    shipped = load_recipe(RESOURCES / "recipes" / "breaking-toast.yaml")
    audio = shipped.audio_track.model_copy(update={"script": "Breaking news."})
    return shipped.model_copy(update={"audio_track": audio})


def press_generate(window: MainWindow) -> None:
    QTest.mouseClick(present(window.form.findChild(QPushButton, "generate")), BUTTONS.LeftButton)


def press(window: MainWindow, action: QAction) -> None:
    """Clicks the toolbar's button of an action."""
    button = next(
        b for b in window.findChildren(QToolButton) if b.defaultAction() is action and b.isVisible()
    )
    assert button.isEnabled(), action.toolTip()
    QTest.mouseClick(button, BUTTONS.LeftButton)


def keyboard_session() -> list[tuple[list[str], str]]:
    """The rows of the guide's table: what is pressed or written, and what happens then."""
    page = (DOCS / "operator.md").read_text("utf-8").partition("**A clip by keyboard alone**")[2]
    table = page.partition("\n\n")[2].partition("\n\n")[0]
    rows = [line.strip("| ").split(" | ") for line in table.splitlines()[2:]]
    return [(re.findall("`([^`]+)`", keys), happens) for keys, happens in rows]


def press_key(window: MainWindow, word: str) -> None:
    """One key, or a text letter by letter, into whatever has the keyboard."""
    if not QApplication.activeWindow():
        window.activateWindow()  # no window manager does so here
    target = present(QApplication.activePopupWidget() or window.focusWidget())
    if " " in word:
        QTest.keyClicks(target, word)
    else:
        QTest.keySequence(target, QKeySequence(word))


def state_of(session: Session, slot_id: int) -> str:
    slot = session.state.slots.get(slot_id)
    return slot.state.value if slot is not None else "none"


async def is_over(session: Session, slot_id: int, name: str) -> None:
    await until(lambda: state_of(session, slot_id) == name, f"slot {slot_id} is {name}", limit_s=SLOT_S)


async def test_generate_by_click_and_watch_to_the_end_then_cancel_and_lose_a_worker(
    opened: Open, short: Recipe, qapp: QApplication, tmp_path: Path
) -> None:
    """One sitting for all, since the models take seconds to load."""
    async with opened() as session:
        window, state = session.window, session.state

        # From the form to the finished clip.
        window.form.set_recipe(short)
        press_generate(window)
        await until(state.slots.running, "it runs", limit_s=30)
        await until(lambda: state.preview.latest(1), "a picture comes while it is made", limit_s=SLOT_S)
        await is_over(session, 1, "done")
        slot = present(state.slots.get(1))
        row = present(slot.row)
        assert state.selection.slot_id == 1
        assert row.video.stat().st_size > 1000
        assert {span.name for span in slot.stages} == {
            "speech",
            "actor",
            "animation",
            "verification",
            "output",
        }
        assert slot.report is not None
        assert slot.report.verification is not None
        slots_view = present(window.findChild(SlotsView))
        await until(lambda: slots_view.model.row_of(1) == 0, "the history's page is there")
        assert state.memory.latest is not None
        assert state.memory.latest.weight_moves == 0

        # Cancel while it is made; the next slot is unharmed.
        press_generate(window)
        await until(lambda: state.slots.running(), "the second runs", limit_s=30)
        press(window, window.own_actions.worker.cancel)
        assert not window.own_actions.worker.cancel.isEnabled()
        await is_over(session, 2, "cancelled")
        assert not (row.folder.parent / "slot-000002").exists()

        # Warm up and clear, busy until they are answered.
        press(window, window.own_actions.worker.clear_cache)
        assert "Under way" in window.own_actions.worker.clear_cache.toolTip()
        await until(lambda: state.worker.freed_bytes is not None, "the cache is cleared")
        assert any(notice.key == "cache" for notice in state.notices.all())

        # The worker dies under a slot: told, restarted, and the slot is made after all.
        press_generate(window)
        await until(lambda: state.slots.running(), "the third runs", limit_s=30)
        first = present(state.worker.pid)
        os.kill(first, signal.SIGKILL)
        await until(lambda: any(n.key == "worker" for n in state.notices.all()), "the loss is told")
        notice = next(n for n in state.notices.all() if n.key == "worker")
        assert "signal 9 (SIGKILL)" in notice.text
        assert window.isVisible()
        await is_over(session, 3, "done")
        assert state.worker.pid != first

        # Close while a slot runs.
        press_generate(window)
        await until(lambda: state.slots.running(), "the fourth runs", limit_s=30)


async def test_window_can_be_used_and_closed_before_the_models_are_ready(opened: Open, short: Recipe) -> None:
    async with opened(ready=False) as session:
        window, state = session.window, session.state
        assert not window.own_actions.worker.warm_up.isEnabled()
        assert "The worker is" in window.own_actions.worker.warm_up.toolTip()
        window.form.set_recipe(short)
        press_generate(window)
        await until(lambda: state.slots.queue == (1,), "it waits")
        press(window, window.own_actions.worker.pause)
        await until(lambda: state.slots.paused, "the queue is paused")
        assert window.own_actions.worker.pause.text() == "Resume queue"


async def test_layout_and_draft_come_back_as_they_were_left(opened: Open, short: Recipe) -> None:
    async with opened(ready=False, worker=NEVER_READY) as session:
        session.window.form.set_recipe(short)
        session.window.dock("models").hide()
    async with opened(ready=False, worker=NEVER_READY) as session:
        assert session.window.form.recipe() == short
        assert not session.window.dock("models").isVisible()
        assert session.window.dock("memory").isVisible()


async def test_the_queue_is_shown_before_the_heavy_panels_come(
    opened: Open, short: Recipe, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown, fill = list[tuple[int, bool, str]](), MainWindow.fill

    def noted(window: MainWindow) -> None:
        (slots,) = window.findChildren(SlotsView)
        shown.append((slots.model.rowCount(), window.statusBar().isVisible(), slots._counts.text()))
        fill(window)

    monkeypatch.setattr(MainWindow, "fill", noted)
    settings = load_settings()
    history, _ = open_history(settings.folders.data_path)
    draft = SlotDraft(short, "mini", str(settings.folders.output_path), settings.model_dump_json(), 1.0)
    history.add([draft] * 2500)
    history.close()
    async with opened(ready=False, worker=NEVER_READY):
        ((rows, has_status, counts),) = shown
        assert (rows, has_status) == (2500, True)
        assert counts.startswith("2,500 queued")


async def test_all_that_a_sitting_keeps_is_on_the_list_of_private_files(opened: Open, short: Recipe) -> None:
    """What a new part writes into the data folder would else keep the modes that others gave it."""
    async with opened(ready=False, worker=NEVER_READY) as session:
        session.window.form.set_recipe(short)
        press_generate(session.window)
        await until(lambda: session.state.slots.queue == (1,), "it waits")
        folder = session.settings.folders.data_path
    found, listed = set(folder.rglob("*")), {path for pattern in OURS for path in folder.glob(pattern)}
    assert {"history.db", "window.ini", "table.ini", "shift-log"} <= {path.name for path in found}
    assert found - listed == set()


async def test_the_guides_session_by_keyboard_alone(opened: Open) -> None:
    """Each row of the guide's table is pressed, and what it says must happen."""
    loop = asyncio.get_running_loop()
    async with opened() as session:
        window, state = session.window, session.state
        editors, player = window.form.editors, window.preview.player

        def last_frame() -> int:
            return round(player.length_s * player.fps) - 1

        happened: dict[str, Callable[[], bool]] = {
            "The cursor stands in the script.": editors.script.hasFocus,
            "You write what the presenter says.": lambda: (
                editors.script.toPlainText() == "Good evening. It rains."
            ),
            "Past voice, emotion and speed, you come to the prompt.": editors.prompt.hasFocus,
            "You describe the presenter.": lambda: editors.prompt.toPlainText().endswith("blue background"),
            "The plus sign adds an expression at the end.": lambda: len(editors.expressions.values) == 3,
            "The slot is queued, and generated as soon as the worker is ready.": lambda: (
                state_of(session, 1) in ("queued", "running")
            ),
            "The preview takes the keyboard. Once the slot has finished, its clip plays.": lambda: (
                state_of(session, 1) == "done" and player.playing
            ),
            "It pauses.": lambda: not player.playing,
            "It plays on.": lambda: player.playing,
            "It shows its last frame.": lambda: player.frame == last_frame(),
            "It goes two frames back.": lambda: player.frame == last_frame() - 2,
            "It shows its first frame.": lambda: player.frame == 0,
            "The path of the clip is in the clipboard.": lambda: (
                QApplication.clipboard().text() == str(present(present(state.slots.get(1)).row).video)
            ),
            "The console closes.": lambda: not isValid(window),
        }
        window.activateWindow()
        for keys, words in keyboard_session():
            for key in keys:
                loop.call_soon(press_key, window, key)  # a menu's loop ends within, not in this coroutine
                await asyncio.sleep(0.05)
            await until(happened.pop(words), words, limit_s=SLOT_S)
        assert not happened
