"""Garbage with Qt objects in it is collected on the GUI thread, whoever makes it."""

from __future__ import annotations

import gc
import threading
from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot

from vortex_gui.console.control.loop.garbage import GuiThreadCollector


class Knot:
    """Refers to itself, and says in which thread it went."""

    def __init__(self, went: list[str]) -> None:
        self.me = self
        self.went = went

    def __del__(self) -> None:
        self.went.append(threading.current_thread().name)


@pytest.fixture
def collector(qtbot: QtBot) -> Iterator[GuiThreadCollector]:
    made = GuiThreadCollector()
    made.start()
    yield made
    made.stop()
    gc.disable()


def test_garbage_of_another_thread_goes_on_the_gui_thread(
    collector: GuiThreadCollector, qtbot: QtBot
) -> None:
    went: list[str] = []

    def litter() -> None:
        for _ in range(5_000):
            Knot(went)

    thread = threading.Thread(target=litter, name="litterer")
    thread.start()
    thread.join()
    assert went == []
    qtbot.waitUntil(lambda: len(went) == 5_000, timeout=10_000)
    assert set(went) == {threading.main_thread().name}


def test_full_collection_waits_for_an_idle_moment(qtbot: QtBot) -> None:
    idle = [False]
    collector = GuiThreadCollector(lambda: idle[0])
    went: list[str] = []
    before = gc.get_threshold()
    try:
        knot = Knot(went)
        gc.collect(1)  # it is now of the oldest generation
        del knot
        gc.set_threshold(1, 1, 1)
        for _ in range(3):
            gc.collect(1)
        collector.collect()
        kept = list(went)
        idle[0] = True
        for _ in range(3):
            gc.collect(1)
        collector.collect()
    finally:
        gc.set_threshold(*before)
    assert (kept, len(went)) == ([], 1)


def test_python_collects_by_itself_again_when_the_window_has_gone(qtbot: QtBot) -> None:
    collector = GuiThreadCollector()
    collector.start()
    assert not gc.isenabled()
    collector.settle()
    assert gc.get_freeze_count() > 0
    collector.stop()
    assert gc.isenabled()
    assert gc.get_freeze_count() == 0
    gc.disable()
