"""One word, one colour, one drawing for each state, whichever view shows it."""

from __future__ import annotations

from collections.abc import Iterator
from enum import Enum

import pytest
from PySide6.QtGui import QColor

from tests.console.rows import row
from vortex_gui.base.report.report import Scores
from vortex_gui.console.look import icons, states, theme
from vortex_gui.console.look.tones import tones_of
from vortex_gui.console.models.residency import LOOKS as MODEL
from vortex_gui.console.shell.status.status_bar import StatusBar
from vortex_gui.console.shell.status.tally import Tally
from vortex_gui.console.state.console_state import ConsoleState
from vortex_gui.console.state.workers.worker_status import Residency
from vortex_gui.engine.facts.events import Severity, WorkerState
from vortex_gui.engine.facts.slots import SlotState

TABLES = (
    (states.WORKER, WorkerState),
    (states.SLOT, SlotState),
    (states.NOTICE, Severity),
    (MODEL, Residency),
)
LONE = (states.PAUSED, states.WARMING, states.NOT_PASSED)


def looks() -> Iterator[states.StateLook]:
    for table, _ in TABLES:
        yield from table.values()
    yield from LONE


@pytest.mark.parametrize(("table", "enum"), TABLES)
def test_every_member_has_its_row(table: dict[Enum, states.StateLook], enum: type[Enum]) -> None:
    assert list(table) == list(enum)


def test_every_row_names_what_there_is() -> None:
    for look in looks():
        assert look.word
        assert isinstance(getattr(tones_of("light"), look.tone), QColor)
        assert (icons.FOLDER / f"{look.icon}.svg").is_file()


def test_no_two_states_of_a_table_read_the_same() -> None:
    for table, _ in TABLES:
        words = [look.word for look in table.values()]
        assert len(set(words)) == len(words)


@pytest.mark.parametrize("worker_state", WorkerState)
def test_toolbar_and_status_bar_agree(state: ConsoleState, worker_state: WorkerState) -> None:
    tally, bar = Tally(state), StatusBar(state)
    state.worker.update(state=worker_state)
    figure = bar.worker
    assert tally.word() == figure.figure.upper()
    assert tally.look().colour == figure.colour == states.WORKER[worker_state].colour


def test_loading_is_yellow_wherever_something_loads() -> None:
    yellow = theme.current().warn
    assert states.WORKER[WorkerState.LOADING].colour == yellow
    assert MODEL[Residency.LOADING].colour == yellow


def test_a_slot_that_failed_its_check_never_looks_like_one_that_passed() -> None:
    passed, failed = (
        row(1, SlotState.DONE, scores=Scores(0.8, 0.9, 0.86, self_check_passed=good, outlier_detected=False))
        for good in (True, False)
    )
    assert states.slot_look(passed) is states.SLOT[SlotState.DONE]
    look = states.slot_look(failed)
    assert look is states.NOT_PASSED
    for other in states.SLOT.values():
        assert (look.word, look.icon) != (other.word, other.icon)
        assert look.colour != other.colour
    assert states.slot_look(row(2, SlotState.FAILED)) is states.SLOT[SlotState.FAILED]
