"""The docks in the order of their keys: what each is called, where it stands at first, what it shows."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from vortex_gui.base.words.translation import mark
from vortex_gui.console.program.output import ProgramOutput
from vortex_gui.console.rundown.actions import RundownActions
from vortex_gui.console.shell.layouts.places import BOTTOM, LEFT, RIGHT, Extent, Place
from vortex_gui.console.state.console_state import ConsoleState
from vortex_gui.console.state.intents import Intents


@dataclass(frozen=True, slots=True)
class Needs:
    """What a panel is made of."""

    state: ConsoleState
    intents: Intents
    data_dir: Path
    program: ProgramOutput
    rundown: RundownActions


@dataclass(frozen=True, slots=True)
class DockRow:
    """`name` is its drawing's and what the layout is remembered by, `english` its title before translation.

    `make` imports the feature: at once where `is_light`, else after the window's first paint. `tab_of` is the
    dock whose place it shares, `tab_of_when_low` the same in a low window. One that `is_wide` is scrolled
    sideways. One that is not `is_shown` waits for its key or the View menu.
    """

    name: str
    english: str
    key: str
    area: Qt.DockWidgetArea
    make: Callable[[Needs], QWidget]
    is_light: bool = False
    is_wide: bool = False
    is_shown: bool = True
    tab_of: str = ""
    tab_of_when_low: str = ""
    width: Extent | None = None
    height: Extent | None = None

    def place(self) -> Place:
        """Where it stands unless a layout says otherwise."""
        return Place(self.area, self.tab_of, self.tab_of_when_low, width=self.width, height=self.height)


def _recipe(needs: Needs) -> QWidget:
    from vortex_gui.console.recipe.form import RecipeForm

    return RecipeForm(needs.state, needs.intents)


def _slots(needs: Needs) -> QWidget:
    from vortex_gui.console.slots.view import SlotsView

    return SlotsView(needs.state, needs.intents, columns_file=needs.data_dir / "table.ini")


def _log(needs: Needs) -> QWidget:
    from vortex_gui.console.log.panel import LogPanel

    return LogPanel(needs.state, needs.intents)


def _plan(needs: Needs) -> QWidget:
    from vortex_gui.console.plan.view import PlanView

    return PlanView(needs.state, needs.intents)


def _memory(needs: Needs) -> QWidget:
    from vortex_gui.console.memory.view import MemoryView

    folder, choice_file = needs.data_dir / "slot-memory", needs.data_dir / "memory.ini"
    return MemoryView(needs.state, needs.intents, folder=folder, choice_file=choice_file)


def _models(needs: Needs) -> QWidget:
    from vortex_gui.console.models.view import ModelsView

    return ModelsView(needs.state, needs.intents)


def _messages(needs: Needs) -> QWidget:
    from vortex_gui.console.messages.view import MessagesView

    return MessagesView(needs.state, needs.intents)


def _rundown(needs: Needs) -> QWidget:
    from vortex_gui.console.rundown.view import RundownView

    return RundownView(needs.state, needs.intents, needs.rundown)


def _program(needs: Needs) -> QWidget:
    from vortex_gui.console.program.view import ProgramView

    return ProgramView(needs.state, needs.program)


# In the first layout, at 1600 × 1000: ten rows of slots, and a memory graph of 600 × 200 points.
DOCKS = (
    DockRow(
        "recipe",
        mark("Recipe"),
        "Alt+1",
        LEFT,
        _recipe,
        is_light=True,
        width=Extent(320, 0.25, 0.12),
        height=Extent(590, 0.7, 0.6),
    ),
    DockRow("slots", mark("Slots"), "Alt+2", BOTTOM, _slots, is_light=True, height=Extent(450, 0.45, 0.36)),
    DockRow("log", mark("Log"), "Alt+3", BOTTOM, _log, tab_of="slots"),
    DockRow("plan", mark("Plan"), "Alt+4", BOTTOM, _plan, tab_of="slots", is_wide=True),
    DockRow("memory", mark("Memory"), "Alt+5", RIGHT, _memory, width=Extent(706, 0.45, 0.36)),
    DockRow(
        "models", mark("Models"), "Alt+6", LEFT, _models, tab_of_when_low="memory", height=Extent(296, 0.3)
    ),
    DockRow("messages", mark("Messages"), "Alt+7", BOTTOM, _messages, tab_of="slots"),
    DockRow("rundown", mark("Rundown"), "Alt+8", BOTTOM, _rundown, tab_of="slots"),
    DockRow("program", mark("Program"), "Alt+9", BOTTOM, _program, tab_of="slots"),
)
