"""The table of docks and what the window makes of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtWidgets import QLabel, QMainWindow, QWidget

from tests.console.asking import Asked
from vortex_gui.console.look import icons
from vortex_gui.console.program.output import ProgramOutput
from vortex_gui.console.recipe.form import RecipeForm
from vortex_gui.console.rundown.actions import RundownActions
from vortex_gui.console.shell.docks.dock_table import DOCKS, DockRow, Needs
from vortex_gui.console.shell.docks.docks import Docks
from vortex_gui.console.shell.docks.window_layout import LOW, WindowLayout
from vortex_gui.console.shell.layouts.places import BOTTOM
from vortex_gui.console.state.console_state import ConsoleState


class Clock(QLabel):
    """A small panel of another dock."""


@pytest.fixture
def window(qapp: object) -> Iterator[QMainWindow]:
    made = QMainWindow()
    made.resize(1400, LOW + 100)
    made.show()
    yield made
    made.hide()
    made.deleteLater()


@pytest.fixture
def needs(state: ConsoleState, asked: Asked, window: QMainWindow, tmp_path: Path) -> Needs:
    rundown = RundownActions(state, asked, window)
    return Needs(state, asked, tmp_path, ProgramOutput(state, asked, window), rundown)


def panel(needs: Needs) -> QWidget:
    return QLabel("here")


def plain(rows: tuple[DockRow, ...] = DOCKS) -> tuple[DockRow, ...]:
    """The table's rows with a label in place of each panel."""
    return tuple(replace(row, make=panel) for row in rows)


def test_names_keys_and_drawings_of_the_table_are_sound() -> None:
    names = [row.name for row in DOCKS]
    assert len(set(names)) == len({row.key for row in DOCKS}) == len(DOCKS)
    for row in DOCKS:
        assert (icons.FOLDER / f"{row.name}.svg").is_file()
        assert {row.tab_of, row.tab_of_when_low} <= {"", *names}


def test_light_panels_are_made_at_once_and_the_others_when_it_is_filled(
    window: QMainWindow, needs: Needs
) -> None:
    docks = Docks(window, needs)
    assert docks.panel(RecipeForm) is docks["recipe"].widget()
    heavy = DockRow("log", "Clock", "Alt+9", BOTTOM, lambda _: Clock())
    late = Docks(window, needs, (heavy,))
    with pytest.raises(LookupError, match="Clock"):
        late.panel(Clock)
    late.fill()
    assert late.panel(Clock) is late["log"].widget()


def test_docks_stand_where_the_table_says(window: QMainWindow, needs: Needs, tmp_path: Path) -> None:
    docks = Docks(window, needs, plain())
    WindowLayout(window, docks, tmp_path / "window.ini").lay_out()
    assert {row.name: window.dockWidgetArea(docks[row.name]) for row in DOCKS} == {
        row.name: row.area for row in DOCKS
    }
    beside_slots = {dock.objectName() for dock in window.tabifiedDockWidgets(docks["slots"])}
    assert beside_slots == {row.name for row in DOCKS if row.tab_of == "slots"} != set()
    assert window.tabifiedDockWidgets(docks["memory"]) == []


def test_low_window_has_memory_and_models_in_one_place(
    window: QMainWindow, needs: Needs, tmp_path: Path
) -> None:
    window.resize(1400, LOW - 1)
    docks = Docks(window, needs, plain())
    WindowLayout(window, docks, tmp_path / "window.ini").lay_out()
    assert window.tabifiedDockWidgets(docks["memory"]) == [docks["models"]]


def test_one_row_makes_another_dock(window: QMainWindow, needs: Needs, tmp_path: Path) -> None:
    hidden = DockRow("clock", "Clock", "Alt+7", BOTTOM, panel, tab_of="slots", is_shown=False)
    docks = Docks(window, needs, (*plain(), hidden))
    layout = WindowLayout(window, docks, tmp_path / "window.ini")
    layout.lay_out()
    assert docks["clock"].windowTitle() == "Clock"
    assert docks["clock"].isHidden()
    assert not docks["log"].isHidden()
    docks["clock"].bring_up()
    layout.remember({"script": "Hello"})
    layout.lay_out()
    assert docks["clock"].isHidden()
    assert layout.restore() == {"script": "Hello"}
    assert not docks["clock"].isHidden()
