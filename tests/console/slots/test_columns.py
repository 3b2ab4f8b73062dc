"""The table of columns is whole."""

from __future__ import annotations

from PySide6.QtWidgets import QApplication

from vortex_gui.console.look.states import NOT_PASSED, SLOT
from vortex_gui.console.parts.labels.chip import chip_width
from vortex_gui.console.slots.columns import ALWAYS, COLUMNS, LEAST_WIDTH, ORDER, Column
from vortex_gui.console.slots.delegate import PAD


def test_every_column_has_its_facts_and_its_place() -> None:
    assert list(COLUMNS) == list(Column)
    assert sorted(ORDER) == list(Column)
    names = [facts.name for facts in COLUMNS.values()]
    assert len(set(names)) == len(names)
    assert len({facts.head for facts in COLUMNS.values()}) == len(names)
    assert all(facts.width >= LEAST_WIDTH for facts in COLUMNS.values())
    assert COLUMNS[ALWAYS].is_shown


def test_word_of_every_state_fits_its_column(qapp: QApplication) -> None:
    room = COLUMNS[Column.STATE].width - 2 * PAD
    for look in (*SLOT.values(), NOT_PASSED):
        assert chip_width(look.word) <= room, look.word
