"""Where the docks stand: in each layout, at each size, after a reset; its file may hold anything."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QSettings, QSize, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.console.asking import Asked
from tests.console.memory.samples import plot_size
from tests.console.plan.reports import PLAN
from tests.console.shell.running import run
from tools.clipping import clipped_words
from vortex_gui.base.recipe.recipe import Recipe
from vortex_gui.console.look import theme
from vortex_gui.console.memory.drawing.graph import MemoryGraph
from vortex_gui.console.plan.bars import PlanBars
from vortex_gui.console.shell.docks.dock import Dock
from vortex_gui.console.shell.docks.dock_table import DOCKS
from vortex_gui.console.shell.docks.window_layout import within
from vortex_gui.console.shell.layouts.ready_made import READY
from vortex_gui.console.shell.main_window import MainWindow
from vortex_gui.console.slots.table import SlotsTable
from vortex_gui.console.state.console_state import ConsoleState


def test_window_fits_a_small_laptop_with_a_slot_in_view(
    window: MainWindow, state: ConsoleState, recipe: Recipe
) -> None:
    run(state, recipe, 1)
    state.selection.select(1)
    QApplication.processEvents()
    least = window.minimumSizeHint()
    assert least.width() <= 1024
    assert least.height() <= 560, "600 less a title bar and a panel"


def test_window_leaves_room_for_its_title_bar() -> None:
    screen = QSize(1600, 1000)
    assert within(QSize(1600, 1000), screen).height() <= 980
    assert within(QSize(800, 700), screen) == QSize(800, 700)


def test_reset_of_the_layout_does_not_make_the_window_grow(window: MainWindow) -> None:
    window.resize(1100, 700)
    QApplication.processEvents()
    window.own_actions.reset.trigger()
    QApplication.processEvents()
    assert (window.width(), window.height()) == (1100, 700)


def settle() -> None:
    """A window lays itself out in several rounds: what is scrolled comes after what scrolls it."""
    for _ in range(4):
        QApplication.processEvents()


def filled(window: MainWindow, state: ConsoleState, recipe: Recipe, size: tuple[int, int]) -> None:
    run(state, recipe, 1)
    state.selection.select(1)
    window.resize(*size)
    settle()


def test_operate_shows_ten_rows_and_a_graph_of_600_by_200(
    window: MainWindow, state: ConsoleState, recipe: Recipe
) -> None:
    filled(window, state, recipe, (1600, 1000))
    window.own_actions.layouts.ready["operate"].trigger()
    QApplication.processEvents()
    table = window.dock("slots").findChild(SlotsTable)
    assert table is not None
    assert table.viewport().height() >= 10 * theme.ROW_HEIGHT
    graph = window.dock("memory").findChild(MemoryGraph)
    assert graph is not None
    assert plot_size(graph).width() >= 600
    assert plot_size(graph).height() >= 200


@pytest.mark.parametrize("size", [(1024, 680), (1280, 720), (1600, 1000), (2560, 1440), (3840, 2160)])
@pytest.mark.parametrize("layout", [each.name for each in READY])
def test_every_layout_fits_every_size_with_no_words_cut(
    window: MainWindow, state: ConsoleState, recipe: Recipe, layout: str, size: tuple[int, int]
) -> None:
    filled(window, state, recipe, size)
    window.own_actions.layouts.ready[layout].trigger()
    settle()
    assert (window.width(), window.height()) == size
    assert clipped_words(window) == []
    for dock in (window.dock(row.name) for row in DOCKS):
        if not dock.isHidden() and not dock.visibleRegion().isEmpty():
            assert window.rect().contains(dock.geometry()), dock.objectName()


@pytest.mark.parametrize("layout", [each.name for each in READY])
def test_a_layout_follows_the_window_through_every_size(
    window: MainWindow, state: ConsoleState, recipe: Recipe, layout: str
) -> None:
    filled(window, state, recipe, (1600, 1000))
    window.own_actions.layouts.ready[layout].trigger()
    for size in ((1024, 680), (3840, 2160), (1280, 720), (2560, 1440), (1024, 680), (1600, 1000)):
        window.resize(*size)
        settle()
        assert (window.width(), window.height()) == size
        assert clipped_words(window) == []


def test_borders_that_the_operator_dragged_stay_when_the_window_is_resized(
    window: MainWindow, state: ConsoleState, recipe: Recipe
) -> None:
    filled(window, state, recipe, (1600, 1000))
    memory = window.dock("memory")
    x = memory.geometry().left() - 3
    at = QPoint(x, memory.geometry().center().y())
    QTest.mousePress(window, Qt.MouseButton.LeftButton, pos=at)
    QTest.mouseMove(window, at + QPoint(90, 0))
    QApplication.processEvents()
    QTest.mouseRelease(window, Qt.MouseButton.LeftButton, pos=at + QPoint(90, 0))
    QApplication.processEvents()
    dragged = memory.width()
    assert dragged < 700
    window.resize(1700, 1000)
    settle()
    assert abs(memory.width() - dragged) <= 2


def test_panel_in_front_stays_in_front_when_the_window_changes_its_size(
    window: MainWindow, state: ConsoleState, recipe: Recipe
) -> None:
    filled(window, state, recipe, (1600, 1000))
    window.dock("plan").bring_up()
    for size in ((1024, 680), (1600, 1000)):
        window.resize(*size)
        settle()
        assert not window.dock("plan").visibleRegion().isEmpty(), size


@pytest.mark.parametrize("size", [(1024, 680), (1280, 720), (1600, 1000), (2560, 1440)])
def test_bars_of_the_plan_are_whole_when_it_is_docked(
    window: MainWindow, state: ConsoleState, recipe: Recipe, size: tuple[int, int]
) -> None:
    state.plan.put(replace(PLAN, floor_s=55.4, rung="every 4th frame"))
    filled(window, state, recipe, size)
    window.dock("plan").bring_up()
    QApplication.processEvents()
    (bars,) = window.dock("plan").findChildren(PlanBars)
    assert bars.visibleRegion().boundingRect() == bars.rect()


def test_reset_docks_a_closed_floating_dock_in_its_place(window: MainWindow) -> None:
    plan = window.dock("plan")
    plan.setFloating(True)
    plan.show()
    plan.move(2500, 300)
    QApplication.processEvents()
    plan.close()
    QApplication.processEvents()
    window.own_actions.reset.trigger()
    QApplication.processEvents()
    assert not plan.isFloating()
    assert not plan.isWindow()
    assert window.dock("slots") in window.tabifiedDockWidgets(plan)
    assert plan.visibleRegion().isEmpty()  # behind the slots' tab, not over the picture


@pytest.mark.parametrize("name", [row.name for row in DOCKS])
@pytest.mark.parametrize("closed", [False, True])
def test_reset_docks_every_dock_whatever_became_of_it(window: MainWindow, name: str, closed: bool) -> None:
    dock = window.dock(name)
    dock.setFloating(True)
    dock.show()
    QApplication.processEvents()
    dock.setVisible(not closed)
    window.own_actions.reset.trigger()
    QApplication.processEvents()
    assert [each.objectName() for each in docks_of(window) if each.isFloating() or each.isHidden()] == []


def docks_of(window: MainWindow) -> list[Dock]:
    return [window.dock(row.name) for row in DOCKS]


def test_a_floating_dock_stays_above_its_window(window: MainWindow) -> None:
    dock = window.dock("plan")
    dock.setFloating(True)
    dock.show()
    dock.setGeometry(300, 300, 400, 300)
    QApplication.processEvents()
    handle, above = window.windowHandle(), dock.windowHandle()
    assert handle is not None
    assert above is not None
    assert above.transientParent() is handle
    assert dock.windowFlags() & Qt.WindowType.Tool
    dock.setFloating(False)


def test_review_has_the_picture_and_a_narrow_table_alone(
    window: MainWindow, state: ConsoleState, recipe: Recipe
) -> None:
    filled(window, state, recipe, (1600, 1000))
    window.own_actions.layouts.ready["review"].trigger()
    QApplication.processEvents()
    assert [dock.objectName() for dock in docks_of(window) if not dock.isHidden()] == ["slots"]
    slots = window.dock("slots")
    assert slots.width() <= 650, "as narrow as the deadlines allow"
    assert window.preview.width() >= 900
    window.dock("memory").bring_up()
    QApplication.processEvents()
    assert window.dock("memory").isVisible()


def test_wide_has_the_table_beside_the_recipe_where_there_is_width(
    window: MainWindow, state: ConsoleState, recipe: Recipe
) -> None:
    filled(window, state, recipe, (2560, 1440))
    window.own_actions.layouts.ready["wide"].trigger()
    QApplication.processEvents()
    recipe_box, slots_box = window.dock("recipe").geometry(), window.dock("slots").geometry()
    assert recipe_box.right() < slots_box.left()
    assert recipe_box.top() == slots_box.top()
    assert window.dock("models").geometry().top() > window.dock("memory").geometry().bottom()


DRAFTS = {
    "a list": "[1, 2]",
    "a number": "7",
    "half": "{",
    "deep": "[" * 100_000,
    "digits": "9" * 5000,
    "deep inside": '{"audio_track": ' + '{"script": ' * 900 + "1" + "}" * 901,
    "wrong kinds": '{"audio_track": [], "visual_track": 7, "slot_params": {"seed": {"a": [1]}}}',
}


@pytest.mark.parametrize("draft", DRAFTS.values(), ids=DRAFTS)
def test_a_draft_of_any_kind_opens_the_window(
    qtbot: QtBot, state: ConsoleState, asked: Asked, tmp_path: Path, draft: str
) -> None:
    file = QSettings(str(tmp_path / "window.ini"), QSettings.Format.IniFormat)
    file.setValue("draft", draft)
    file.sync()
    opens(state, asked, tmp_path / "window.ini")
    if draft in list(DRAFTS.values())[:5]:
        ((_, _, text, remedy, _),) = [call for call in asked.calls if call[0] == "notify"]
        assert text == f"The unfinished recipe in {tmp_path / 'window.ini'} cannot be read."
        assert remedy == "The form shows a preset."


FILES = {
    "bytes": bytes(range(256)) * 20,
    "variant": b"[General]\ndraft=@Variant(\\0\\0\\0\\x7f\\0\\0\\0\\xfPyQt_PyObject)\ngeometry=@Variant(x)\n",
    "wrong kinds": b"[General]\ngeometry=7\ndocks=one, two\ndraft=one, two\n",
    "halves of layouts": b"[General]\n"
    b"geometry=@ByteArray(\\x1\\xd9\\xd0\\xcb)\ndocks=@ByteArray(\\0\\0\\0\\xff)\n",
    "section": b"[" * 10_000,
}


@pytest.mark.qt_log_ignore("QVariant::load", "propagateSizeHints")
@pytest.mark.parametrize("content", FILES.values(), ids=FILES)
def test_a_layout_file_of_any_content_opens_the_window(
    qtbot: QtBot, state: ConsoleState, asked: Asked, tmp_path: Path, content: bytes
) -> None:
    (tmp_path / "window.ini").write_bytes(content)
    opens(state, asked, tmp_path / "window.ini")


@pytest.mark.parametrize("place", ["a folder", "a pipe", "too long"])
def test_what_is_no_layout_file_is_told_and_left_alone(
    qtbot: QtBot, state: ConsoleState, asked: Asked, tmp_path: Path, place: str
) -> None:
    path = tmp_path / "window.ini"
    match place:
        case "a folder":
            path.mkdir()
        case "a pipe":
            os.mkfifo(path)
        case _:
            with path.open("wb") as file:
                file.truncate(10**9)
    before = path.lstat()
    opens(state, asked, path)
    (call,) = [call for call in asked.calls if call[0] == "notify"]
    assert call[2] == f"{path} is not the window's own file, so the window starts with its default layout."
    assert (path.lstat().st_ino, path.lstat().st_size) == (before.st_ino, before.st_size)


def opens(state: ConsoleState, asked: Asked, file: Path) -> None:
    """The window comes up with a recipe in its form, and leaves."""
    made = MainWindow(state, asked, file)
    made.show()
    QApplication.processEvents()
    assert set(made.form.draft()) == {"slot_params", "audio_track", "visual_track", "semantic_constraints"}
    made.leave()
    made.deleteLater()
